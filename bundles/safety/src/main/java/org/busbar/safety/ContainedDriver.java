package org.busbar.safety;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.Heir;
import org.busbar.api.device.write.Identified;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.UnitReader;
import org.busbar.api.plugin.Containment;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.safety.succession.Claim;

/**
 * A driver whose code may do anything. What it throws is a failure of its own devices, errors of
 * every kind included; where it is of a plug-in, what must not wait is waited for a while only.
 *
 * @param driver the driver
 * @param containment who counts for plug-ins, at this moment
 */
record ContainedDriver(Driver driver, Supplier<Containment> containment) implements Driver {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Something that a driver did and must not. */
  static final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailureException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private boolean isPlugin() {
    return !containment.get().declared(driver.getClass()).plugin().isEmpty();
  }

  /** Runs code of the driver on this thread. */
  <T> T here(Callable<T> body) {
    Class<?> type = driver.getClass();
    try (Containment.Span _ = containment.get().begin(type)) {
      return body.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception | LinkageError | AssertionError | VirtualMachineError e) {
      containment.get().failed(type);
      throw new FailureException(String.valueOf(e), e);
    } catch (Error e) {
      containment.get().failed(type);
      throw new FailureException(e.getClass().getName(), e);
    }
  }

  /**
   * The same; where it is of a plug-in, on a thread of its own that is left when it does not end.
   */
  <T> T within(String what, Callable<T> body) {
    if (!isPlugin()) {
      return here(body);
    }
    FutureTask<T> task = new FutureTask<>(() -> here(body));
    Thread thread = new Thread(task, "busbar-driver-" + what);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      containment.get().late(driver.getClass());
      throw new FailureException(
          "its driver did not " + what + " within " + PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException own
          ? own
          : new FailureException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailureException("interrupted", e);
    }
  }

  @Override
  public String id() {
    return driver.id();
  }

  @Override
  public List<DeviceType> types() {
    return within("tell its types", driver::types);
  }

  @Override
  public List<Identified> identify(UnitReader unit) throws DeviceException {
    try {
      return here(() -> driver.identify(unit));
    } catch (FailureException e) {
      if (e.getCause() instanceof DeviceException device) {
        throw device;
      }
      throw e;
    }
  }

  @Override
  public List<String> transports(DeviceConfig config) {
    return within("tell its transports", () -> driver.transports(config));
  }

  @Override
  public DeviceDeclaration describe(DeviceConfig config) {
    return within("describe " + config.id(), () -> driver.describe(config));
  }

  @Override
  public DeviceSession open(
      Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    if (!isPlugin()) {
      return here(() -> driver.open(connection, config, sink, clock));
    }
    Claim.count(connection, () -> containment.get().begin(driver.getClass()));
    ContainedSink bounded = new ContainedSink(this, sink, clock);
    DeviceDeclaration described = describe(config);
    DeviceSession session =
        within("open " + config.id(), () -> driver.open(connection, config, bounded, clock));
    if (session == null || described == null) {
      throw new FailureException("it made nothing", new NullPointerException());
    }
    return new ContainedSession(this, session, described, connection, clock);
  }

  @Override
  public Optional<Heir> heir(Set<Long> old, Set<Long> next) {
    return here(() -> driver.heir(old, next));
  }
}
