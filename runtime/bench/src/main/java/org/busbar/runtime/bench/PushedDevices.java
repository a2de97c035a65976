package org.busbar.runtime.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.Transport;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;

/**
 * Batteries without a wire: the bench pushes their samples, so that only the kernel is measured.
 */
final class PushedDevices implements Driver, Transport {
  static final double TRIP_C = 60;
  private static final Duration VALID = Duration.ofSeconds(10);

  private final Map<NodeId, Pushed> byId = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Pushed> all = new ConcurrentLinkedQueue<>();

  /** One device, and where its samples go. */
  record Pushed(NodeId id, SampleSink sink, Clock clock) {
    void push(Address address, double value) {
      long now = clock.nanos();
      sink.accept(
          new Sample(address, value, Quality.GOOD, now, now + VALID.toNanos(), clock.instant()));
    }

    /** All of its points, harmless. */
    void pushAll(double powerW) {
      push(Address.of(id, Points.ACTIVE_POWER_W), powerW);
      push(Address.of(id, Points.STATE_OF_CHARGE_PCT), 50);
      push(Address.of(id, Points.CELL_TEMPERATURE_MAX_C), 25);
    }
  }

  Pushed device(String id) {
    return byId.get(new NodeId(id));
  }

  Iterable<Pushed> all() {
    return all;
  }

  @Override
  public String id() {
    return "pushed";
  }

  @Override
  public DeviceDeclaration describe(DeviceConfig config) {
    NodeId id = config.id();
    Map<Address, Duration> points = new HashMap<>();
    for (var point :
        List.of(Points.ACTIVE_POWER_W, Points.STATE_OF_CHARGE_PCT, Points.CELL_TEMPERATURE_MAX_C)) {
      points.put(Address.of(id, point), Duration.ofSeconds(1));
    }
    Writable power =
        new Writable(
            id,
            Points.ACTIVE_POWER_W,
            new Interval(-5_000, 5_000),
            1,
            Double.POSITIVE_INFINITY,
            Duration.ZERO,
            Duration.ZERO,
            Optional.empty(),
            Optional.of(Duration.ofSeconds(10)),
            0,
            0,
            Optional.empty(),
            10,
            Double.POSITIVE_INFINITY);
    return new DeviceDeclaration(
        id,
        "Pushed battery",
        Map.of(id, "battery"),
        points,
        Map.of(),
        List.of(power),
        Map.of(Address.of(id, Points.CELL_TEMPERATURE_MAX_C), new Interval(-20, TRIP_C)),
        Duration.ofSeconds(1),
        DeviceDeclaration.Maturity.FIELD_TESTED);
  }

  @Override
  public DeviceSession open(
      Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    Pushed pushed = new Pushed(config.id(), sink, clock);
    byId.put(config.id(), pushed);
    all.add(pushed);
    DeviceDeclaration declaration = describe(config);
    return new Session(declaration);
  }

  @Override
  public Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
    listener.connected();
    return new Direct(config.name());
  }

  private record Session(DeviceDeclaration declaration) implements DeviceSession {
    @Override
    public SessionStatus status() {
      return new SessionStatus(SessionStatus.State.READY, "");
    }

    @Override
    public WriteResult write(Command command) {
      return new WriteResult.Accepted(command.value());
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  /** Runs urgent jobs at once, on the caller. */
  private record Direct(String name) implements Connection {
    @Override
    public Duration responseTimeout() {
      return Duration.ofMillis(50);
    }

    @Override
    public void urgent(Runnable job) {
      job.run();
    }

    @Override
    public ConnectionCounters counters() {
      return new ConnectionCounters(0, 0, 0, 0, 0);
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
