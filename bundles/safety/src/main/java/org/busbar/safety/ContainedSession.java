package org.busbar.safety;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that a plug-in's driver made. Its code runs on its connection's thread alone: who asks
 * how it is gets what it said last, so that one that does not come back holds up no watch.
 */
final class ContainedSession implements DeviceSession {
  private static final Logger LOG = LoggerFactory.getLogger(ContainedSession.class);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

  private final ContainedDriver driver;
  private final DeviceSession session;
  private final Connection connection;
  private final Clock clock;
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile long askedNanos;
  private volatile SessionStatus status =
      new SessionStatus(SessionStatus.State.CONNECTING, "its driver has not said yet");

  private volatile DeviceDeclaration declaration;

  ContainedSession(
      ContainedDriver driver,
      DeviceSession session,
      DeviceDeclaration described,
      Connection connection,
      Clock clock) {
    this.driver = driver;
    this.session = session;
    this.declaration = described;
    this.connection = connection;
    this.clock = clock;
  }

  @Override
  public DeviceDeclaration declaration() {
    return declaration;
  }

  @Override
  public SessionStatus status() {
    if (asked.compareAndSet(false, true)) {
      askedNanos = clock.nanos();
      try {
        connection.urgent(this::ask);
      } catch (IllegalStateException closed) {
        asked.set(false);
        return new SessionStatus(SessionStatus.State.CLOSED, "its connection is closed");
      }
    } else if (clock.nanos() - askedNanos > PATIENCE_NANOS) {
      return new SessionStatus(SessionStatus.State.FAULTY, "its driver does not come back");
    }
    return status;
  }

  private void ask() {
    try {
      SessionStatus now = driver.here(session::status);
      DeviceDeclaration declared = driver.here(session::declaration);
      if (now == null || declared == null) {
        status = new SessionStatus(SessionStatus.State.FAULTY, "its driver says nothing");
      } else {
        declaration = declared;
        status = now;
      }
    } catch (RuntimeException e) {
      status = new SessionStatus(SessionStatus.State.FAULTY, "its driver failed: " + e);
    } finally {
      asked.set(false);
    }
  }

  @Override
  public WriteResult write(Command command) {
    WriteResult result = driver.here(() -> session.write(command));
    return result == null ? new WriteResult.Unknown("its driver said nothing") : result;
  }

  @Override
  public Optional<WritePlan> plan(Command command) {
    Optional<WritePlan> plan = driver.here(() -> session.plan(command));
    return plan == null ? Optional.empty() : plan;
  }

  @Override
  public void close() {
    try {
      driver.within("close", Executors.callable(session::close));
    } catch (RuntimeException e) {
      LOG.error("a session of the driver {} was not closed", driver.id(), e);
    }
  }
}
