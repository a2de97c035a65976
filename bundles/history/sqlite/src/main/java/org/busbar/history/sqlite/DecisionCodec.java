package org.busbar.history.sqlite;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Envelope;
import org.busbar.api.control.Proposal;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Unit;

/** A decision as bytes. Enums go by name, so that a later version may add to them. */
final class DecisionCodec {
  private static final int VERSION = 1;
  private static final int MOST_CHARS = 10_000;

  private DecisionCodec() {}

  static byte[] write(Decision decision) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(decision.step());
      out.writeLong(decision.nanos());
      out.writeLong(decision.at().getEpochSecond());
      out.writeInt(decision.at().getNano());
      out.writeInt(decision.proposals().size());
      for (Proposal proposal : decision.proposals()) {
        write(out, proposal, decision.nanos());
      }
      out.writeInt(decision.dropped().size());
      for (Decision.Dropped dropped : decision.dropped()) {
        write(out, dropped.proposal(), decision.nanos());
        text(out, dropped.against());
      }
      out.writeInt(decision.outcomes().size());
      for (Decision.Outcome outcome : decision.outcomes()) {
        write(out, outcome);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Proposal proposal, long nanos)
      throws IOException {
    text(out, proposal.source());
    text(out, proposal.level().name());
    text(out, proposal.node().value());
    write(out, proposal.quantity());
    text(out, proposal.phase().name());
    write(out, proposal.interval());
    out.writeDouble(proposal.target());
    // From the decision on: the origin of monotonic time ends with its process.
    out.writeLong(proposal.validUntilNanos() - nanos);
    text(out, proposal.reason());
  }

  private static void write(DataOutputStream out, Decision.Outcome outcome) throws IOException {
    text(out, outcome.node().value());
    write(out, outcome.quantity());
    out.writeDouble(outcome.value());
    out.writeByte(outcome.envelope().levels().size());
    for (Map.Entry<Level, Interval> level : outcome.envelope().levels().entrySet()) {
      text(out, level.getKey().name());
      write(out, level.getValue());
    }
    out.writeBoolean(outcome.limitedBy().isPresent());
    if (outcome.limitedBy().isPresent()) {
      text(out, outcome.limitedBy().get());
    }
    text(out, outcome.reason());
  }

  private static void write(DataOutputStream out, Point point) throws IOException {
    text(out, point.id());
    text(out, point.unit().symbol());
    text(out, point.kind().name());
  }

  private static void write(DataOutputStream out, Interval interval) throws IOException {
    out.writeDouble(interval.min());
    out.writeDouble(interval.max());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    out.writeUTF(text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text);
  }

  /** Throws {@link IllegalArgumentException} for bytes that are no decision. */
  static Decision read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException("a decision of version " + version);
      }
      long step = in.readLong();
      long nanos = in.readLong();
      Instant at = Instant.ofEpochSecond(in.readLong(), in.readInt());
      List<Proposal> proposals = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        proposals.add(proposal(in, nanos));
      }
      List<Decision.Dropped> dropped = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        dropped.add(new Decision.Dropped(proposal(in, nanos), in.readUTF()));
      }
      List<Decision.Outcome> outcomes = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        outcomes.add(outcome(in));
      }
      return new Decision(step, nanos, at, proposals, dropped, outcomes);
    } catch (IOException e) {
      throw new IllegalArgumentException("a decision is damaged", e);
    }
  }

  private static Proposal proposal(DataInputStream in, long nanos) throws IOException {
    return new Proposal(
        in.readUTF(),
        Level.valueOf(in.readUTF()),
        new NodeId(in.readUTF()),
        point(in),
        Phase.valueOf(in.readUTF()),
        interval(in),
        in.readDouble(),
        nanos + in.readLong(),
        in.readUTF());
  }

  private static Decision.Outcome outcome(DataInputStream in) throws IOException {
    NodeId node = new NodeId(in.readUTF());
    Point quantity = point(in);
    double value = in.readDouble();
    Map<Level, Interval> levels = new EnumMap<>(Level.class);
    for (int i = in.readByte(); i > 0; i--) {
      levels.put(Level.valueOf(in.readUTF()), interval(in));
    }
    Optional<String> limitedBy = in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
    return new Decision.Outcome(
        node, quantity, value, new Envelope(levels), limitedBy, in.readUTF());
  }

  private static Point point(DataInputStream in) throws IOException {
    String id = in.readUTF();
    Unit unit = Unit.ofSymbol(in.readUTF()).orElse(Unit.NONE);
    Kind kind = Kind.valueOf(in.readUTF());
    return Points.of(id)
        .orElseGet(
            () -> new Point(id, unit, kind, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
  }

  private static Interval interval(DataInputStream in) throws IOException {
    return new Interval(in.readDouble(), in.readDouble());
  }
}
