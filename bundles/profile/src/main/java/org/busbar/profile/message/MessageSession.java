package org.busbar.profile.message;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * One device that speaks in documents. All callbacks and writes run on the connection's thread;
 * what other threads see is volatile.
 */
final class MessageSession implements DeviceSession {
  /** Periods after which a value nobody renewed is stale, and a device silent. */
  private static final int PATIENCE = 3;

  private static final Duration DOUBT = Duration.ofSeconds(4);

  private final MessageProfile profile;
  private final NodeId device;
  private final MessageConnection connection;
  private final SampleSink sink;
  private final Clock clock;
  private final DeviceDeclaration declaration;
  private final Decoder decoder;
  private final MessageRun commands;
  private final Map<String, List<MessagePoint>> points = new HashMap<>();
  private final Map<String, Object> stamps = new HashMap<>();
  private final Map<Proof, String> verdicts = new HashMap<>();
  private final List<Connection.Poll> watches = new ArrayList<>(); // guarded by this
  private final long silentAfterNanos;
  private volatile SessionStatus status = new SessionStatus(State.CONNECTING, "");
  private long lastAnswerNanos;
  private int lastEpoch = Integer.MIN_VALUE;
  private volatile @Nullable Failing failing;

  /** Documents that did not come when they were due last; connection's thread. */
  private final Set<String> silent = new HashSet<>();

  /** How many documents are taken; told before the first of them can come. */
  private volatile int watched;

  private MessageSession(
      MessageProfile profile,
      DeviceConfig config,
      MessageConnection connection,
      SampleSink sink,
      Clock clock) {
    this.profile = profile;
    this.device = config.id();
    this.connection = connection;
    this.sink = sink;
    this.clock = clock;
    this.declaration = profile.declaration(device);
    this.decoder = new Decoder(profile);
    this.commands = new MessageRun(profile, decoder, connection, clock);
    this.lastAnswerNanos = clock.nanos();
    profile
        .points()
        .forEach(
            point -> points.computeIfAbsent(point.document(), d -> new ArrayList<>()).add(point));
    this.silentAfterNanos =
        PATIENCE
            * points.keySet().stream()
                .map(profile::period)
                .min(Duration::compareTo)
                .orElse(Duration.ofSeconds(1))
                .toNanos();
  }

  /** Opens a device; options are already applied to the profile. Does not wait for it. */
  static MessageSession open(
      MessageProfile profile,
      DeviceConfig config,
      MessageConnection connection,
      SampleSink sink,
      Clock clock) {
    MessageSession session = new MessageSession(profile, config, connection, sink, clock);
    session.watched = (int) profile.documents().values().stream().filter(session::isTaken).count();
    profile.documents().values().stream().filter(session::isTaken).forEach(session::watch);
    return session;
  }

  private boolean isTaken(DocumentSpec document) {
    boolean proves = profile.proofs().stream().anyMatch(p -> p.document().equals(document.name()));
    return proves || points.containsKey(document.name());
  }

  private synchronized void watch(DocumentSpec document) {
    watches.add(
        connection.watch(document.source(), profile.period(document.name()), new Reader(document)));
  }

  @Override
  public DeviceDeclaration declaration() {
    return declaration;
  }

  /** A device that is asked and of which nothing has come for a while does not answer. */
  @Override
  public SessionStatus status() {
    SessionStatus now = status;
    Failing since = failing;
    boolean doubted =
        since != null
            && profile.kind().equals("http")
            && now.state() == State.READY
            && clock.nanos() - since.nanos() > DOUBT.toNanos();
    return doubted ? new SessionStatus(State.FAULTY, since.why()) : now;
  }

  /** Since when no document comes, and why. */
  private record Failing(long nanos, String why) {}

  @Override
  public WriteResult write(Command command) {
    SessionStatus now = status;
    boolean known = now.state() == State.READY || now.state() == State.FAULTY;
    if (!known) {
      return new WriteResult.Refused(
          "not written: the device is " + now.state() + " " + now.text());
    }
    if (command.epoch() < lastEpoch) {
      return new WriteResult.Refused(
          "not written: epoch " + command.epoch() + " after " + lastEpoch);
    }
    Optional<MessageWrite> write =
        profile.writes().stream()
            .filter(w -> w.key().address(device).equals(command.writable().address()))
            .findFirst();
    if (write.isEmpty()) {
      return new WriteResult.Refused("not written: " + command.writable().address() + " cannot be");
    }
    lastEpoch = command.epoch();
    return commands.run(write.get(), command);
  }

  @Override
  public synchronized void close() {
    status = new SessionStatus(State.CLOSED, "");
    watches.forEach(Connection.Poll::cancel);
    watches.clear();
  }

  private synchronized void become(State state, String text) {
    if (status.state() != State.CLOSED
        && (status.state() != state || !status.text().equals(text))) {
      status = new SessionStatus(state, text);
    }
  }

  private boolean isIdentified() {
    return verdicts.size() == profile.proofs().size()
        && verdicts.values().stream().allMatch(String::isEmpty);
  }

  /** Something came that shows the device is alive. */
  private void answered() {
    lastAnswerNanos = clock.nanos();
    failing = null;
    Optional<String> wrong = verdicts.values().stream().filter(v -> !v.isEmpty()).findFirst();
    if (wrong.isPresent()) {
      become(State.WRONG_DEVICE, wrong.get());
    } else if (isIdentified()) {
      become(State.READY, "");
    }
  }

  /** Whoever was silent may be somebody else when he speaks again. */
  private void unanswered(String document, String why) {
    silent.add(document);
    if (failing == null && silent.size() >= watched) {
      failing = new Failing(clock.nanos(), why);
    }
    if (status.state() == State.CONNECTING) {
      become(State.CONNECTING, why);
    } else if (status.state() == State.READY
        && clock.nanos() - lastAnswerNanos > silentAfterNanos) {
      become(State.FAULTY, why);
      verdicts.clear();
    }
  }

  /** Hears one document. */
  private final class Reader implements DocumentListener {
    private final DocumentSpec document;
    private final List<MessagePoint> own;

    Reader(DocumentSpec document) {
      this.document = document;
      this.own = points.getOrDefault(document.name(), List.of());
    }

    @Override
    public void received(Source source, Document came) {
      if (status.state() == State.CLOSED) {
        return;
      }
      silent.remove(document.name());
      Decoder.Decoded decoded = decoder.decode(document.name(), came.text());
      prove(decoded);
      if (came.isRetained() || isRepeated(decoded)) {
        return;
      }
      answered();
      if (isIdentified()) {
        own.forEach(point -> deliver(point, decoded, came.nanos()));
      }
    }

    private void prove(Decoder.Decoded decoded) {
      for (Proof proof : profile.proofs()) {
        if (proof.document().equals(document.name()) && !decoded.isMalformed()) {
          Object held = decoded.at(proof.pointer());
          String text = held == null ? "nothing" : Coded.word(held);
          String wrong =
              document.at() + proof.pointer() + " holds " + text + ", not " + proof.expected();
          verdicts.put(proof, held != null && proof.expected().contains(text) ? "" : wrong);
        }
      }
    }

    /** The device's own stamp has not moved: somebody says again what was said before. */
    private boolean isRepeated(Decoder.Decoded decoded) {
      if (document.stamp().isEmpty() || decoded.isMalformed()) {
        return false;
      }
      Object stamp = decoded.at(document.stamp().get());
      @Nullable Object before = stamp == null ? null : stamps.put(document.name(), stamp);
      return stamp == null || before == null || stamp.equals(before);
    }

    private void deliver(MessagePoint point, Decoder.Decoded decoded, long nanos) {
      double value = point.coded().decode(decoded.at(point.pointer()));
      if (Double.isNaN(value)
          && document.isSparse()
          && !decoded.isMalformed()
          && decoded.at(point.pointer()) == null) {
        return;
      }
      long lifeNanos = PATIENCE * profile.head().polls().get(point.poll()).toNanos();
      Instant measuredAt = clock.instant().minusNanos(clock.nanos() - nanos);
      sink.accept(
          new Sample(
              point.key().address(device),
              value,
              Double.isNaN(value) ? Quality.INVALID : Quality.GOOD,
              nanos,
              nanos + lifeNanos,
              measuredAt));
    }

    @Override
    public void failed(Source source, DeviceException cause) {
      if (status.state() == State.CLOSED) {
        return;
      }
      if (cause instanceof DeviceException.Malformed) {
        answered();
        if (isIdentified()) {
          Decoder.Decoded nothing = new Decoder.Decoded(Optional.empty());
          own.forEach(point -> deliver(point, nothing, clock.nanos()));
        }
      } else {
        unanswered(document.name(), String.valueOf(cause.getMessage()));
      }
    }
  }
}
