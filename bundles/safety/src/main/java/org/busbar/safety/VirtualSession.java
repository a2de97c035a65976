package org.busbar.safety;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.Unit;

/**
 * A device that is computed of others: their sum, what is left of the first without the others, the
 * first seen from its other side, or what was written down. A result is as old as its oldest part,
 * expires with the first and is as bad as the worst.
 */
final class VirtualSession implements DeviceSession {
  /** What is written down does not age; ten years are beyond any run. */
  private static final long FOREVER_NANOS = Duration.ofDays(3650).toNanos();

  private final DeviceDeclaration declaration;
  private final String kind;
  private final List<NodeId> sources;
  private final SampleSink sink;
  private final Virtuals virtuals;
  private final Map<Address, Sample> latest = new HashMap<>();
  private final Map<Address, Point> targets = new HashMap<>();
  private volatile SessionStatus status = new SessionStatus(State.CONNECTING, "");

  VirtualSession(
      DeviceConfig config, DeviceDeclaration declaration, SampleSink sink, Virtuals virtuals) {
    this.declaration = declaration;
    this.kind = config.type();
    this.sources = VirtualDriver.sources(config);
    this.sink = sink;
    this.virtuals = virtuals;
  }

  /** Begins to listen; what is written down is told at once. */
  void start(Map<Point, Double> constants, Clock clock) {
    for (Address address : declaration.points().keySet()) {
      for (NodeId source : sources) {
        Address operand = Address.of(source, operand(address.point()));
        targets.put(operand, address.point());
        virtuals.listen(operand, this);
      }
    }
    long now = clock.nanos();
    constants.forEach(
        (point, value) ->
            tell(
                new Sample(
                    Address.of(declaration.device(), point),
                    value,
                    Quality.GOOD,
                    now,
                    now + FOREVER_NANOS,
                    clock.instant())));
  }

  /** What flows in on this side flows out on the other. */
  private Point operand(Point point) {
    if (!kind.equals(VirtualDriver.MIRROR)) {
      return point;
    }
    if (point.equals(Points.ENERGY_INJECTED_WH)) {
      return Points.ENERGY_ABSORBED_WH;
    }
    return point.equals(Points.ENERGY_ABSORBED_WH) ? Points.ENERGY_INJECTED_WH : point;
  }

  /** A part was read. Any thread. */
  synchronized void heard(Sample sample) {
    Point point = targets.get(sample.address());
    if (point == null || status.state() == State.CLOSED) {
      return;
    }
    latest.put(sample.address(), sample);
    List<Sample> parts = new ArrayList<>();
    for (NodeId source : sources) {
      Sample part = latest.get(Address.of(source, operand(point)));
      if (part == null) {
        return;
      }
      parts.add(part);
    }
    Quality worst = Quality.GOOD;
    Sample oldest = parts.getFirst();
    long expiresNanos = oldest.expiresNanos();
    for (Sample part : parts) {
      worst = worse(worst, part.qualityAt(sample.measuredNanos()));
      oldest = part.measuredNanos() - oldest.measuredNanos() < 0 ? part : oldest;
      expiresNanos = part.expiresNanos() - expiresNanos < 0 ? part.expiresNanos() : expiresNanos;
    }
    if (worst == Quality.STALE) {
      return; // Age speaks: what stands has expired with its part.
    }
    Address address = Address.of(declaration.device(), point);
    long measuredNanos = oldest.measuredNanos();
    double value = value(point, parts);
    tell(new Sample(address, value, worst, measuredNanos, expiresNanos, oldest.measuredAt()));
  }

  private void tell(Sample sample) {
    status = new SessionStatus(State.READY, "");
    sink.accept(sample);
  }

  private double value(Point point, List<Sample> parts) {
    double first = parts.getFirst().value();
    double rest = parts.stream().skip(1).mapToDouble(Sample::value).sum();
    return switch (kind) {
      case VirtualDriver.MIRROR -> flows(point) ? 0.0 - first : first;
      case VirtualDriver.DIFFERENCE -> first - rest;
      default -> first + rest;
    };
  }

  private static boolean flows(Point point) {
    return point.plausibleMin() < 0
        && (point.unit() == Unit.WATT || point.unit() == Unit.VAR || point.unit() == Unit.AMPERE);
  }

  private static Quality worse(Quality one, Quality other) {
    List<Quality> order =
        List.of(Quality.GOOD, Quality.SUBSTITUTED, Quality.STALE, Quality.INVALID);
    return order.indexOf(one) >= order.indexOf(other) ? one : other;
  }

  @Override
  public DeviceDeclaration declaration() {
    return declaration;
  }

  @Override
  public SessionStatus status() {
    return status;
  }

  @Override
  public WriteResult write(Command command) {
    return new WriteResult.Refused("a virtual device cannot be written");
  }

  @Override
  public void close() {
    virtuals.forget(this);
    synchronized (this) {
      status = new SessionStatus(State.CLOSED, "");
    }
  }
}
