package org.busbar.api.device.write;

import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One open device. Held by safety alone. {@link #write} is called on the connection's thread,
 * within an urgent job; everything else on any thread.
 */
@ConsumerType
public interface DeviceSession extends AutoCloseable {
  /** What the device declares; what was learned from the device itself is in it once READY. */
  DeviceDeclaration declaration();

  /** How far it has got. */
  SessionStatus status();

  /**
   * Writes a value, renews it, or releases the device, in the device's own order of registers, and
   * reads back where the device allows it. Programs the device's own reversion timer where it has
   * one. Blocks for the exchange, each request at most the connection's response time-out.
   *
   * @return what became of it; never throws for what a device does
   */
  WriteResult write(Command command);

  /**
   * The requests by which {@link #write} would carry out a command now, without any I/O; on the
   * connection's thread, within an urgent job. For devices that do not revert by themselves:
   * another process carries the plan out when the gateway is dead.
   *
   * @return the plan; empty where it cannot be told, such a device is only observed
   */
  default Optional<WritePlan> plan(Command command) {
    return Optional.empty();
  }

  /** Stops reading. Writes nothing: releasing is safety's business before it closes. */
  @Override
  void close();
}
