package org.busbar.testkit.conformance.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Transport;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;

/** One session on one connection, and what came of it. */
final class Trial implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final long GLANCE_NANOS = Duration.ofMillis(5).toNanos();

  private final Driver driver;
  private final DeviceConfig config;
  private final Connection connection;
  private final Map<Address, Sample> latest = new ConcurrentHashMap<>();
  private final AtomicLong usable = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();
  private DeviceSession session;

  Trial(Driver driver, DeviceConfig config, Transport transport, Peer peer) {
    this.driver = driver;
    this.config = config;
    this.connection = transport.open(peer.connection(), new Deaf(), Clock.system());
    this.session = open();
  }

  private DeviceSession open() {
    return driver.open(connection, config, this::take, Clock.system());
  }

  private void take(Sample sample) {
    latest.put(sample.address(), sample);
    if (sample.quality().isUsable()) {
      usable.incrementAndGet();
    }
    if (Double.isInfinite(sample.value())
        || (Double.isNaN(sample.value()) && sample.quality() == Quality.GOOD)) {
      wrong.incrementAndGet();
    }
  }

  DeviceSession session() {
    return session;
  }

  /** Closes the session and opens another on the same connection. */
  DeviceSession swap() {
    DeviceSession old = session;
    old.close();
    latest.clear();
    session = open();
    return old;
  }

  Map<Address, Sample> latest() {
    return latest;
  }

  /** How many usable samples came so far. */
  long usable() {
    return usable.get();
  }

  /** How many samples were good and no number, or infinite. */
  long wrong() {
    return wrong.get();
  }

  State state() {
    return session.status().state();
  }

  /** Waits until something holds; false where it does not in time. */
  static boolean awaits(Duration most, BooleanSupplier what) {
    long end = Clock.system().nanos() + most.toNanos();
    while (!what.getAsBoolean()) {
      if (Clock.system().nanos() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(GLANCE_NANOS);
    }
    return true;
  }

  /** Whether a usable sample measured after now comes. */
  boolean speaks() {
    long from = Clock.system().nanos();
    return awaits(
        PATIENCE,
        () ->
            state() == State.READY
                && latest.values().stream()
                    .anyMatch(s -> s.quality().isUsable() && s.measuredNanos() - from > 0));
  }

  /** Whether every point it declares came, measured after now. */
  boolean tellsAll() {
    long from = Clock.system().nanos();
    return awaits(
        PATIENCE,
        () ->
            state() == State.READY
                && session.declaration().points().keySet().stream()
                    .allMatch(
                        address -> {
                          Sample sample = latest.get(address);
                          return sample != null && sample.measuredNanos() - from > 0;
                        }));
  }

  WriteResult write(Writable writable, Action action, double value, int epoch) {
    Command command = new Command(writable, action, value, Duration.ofSeconds(3), epoch);
    CompletableFuture<WriteResult> result = new CompletableFuture<>();
    connection.urgent(() -> result.complete(session.write(command)));
    try {
      return result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a write did not return: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    session.close();
    connection.close();
  }

  /** Hears nothing. */
  private static final class Deaf implements ConnectionListener {
    @Override
    public void connected() {}

    @Override
    public void lost(DeviceException cause) {}
  }
}
