package org.busbar.testkit.conformance.api;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;

/** The other end: a simulated device that can also misbehave. Thread-safe. */
public interface Peer extends AutoCloseable {
  /** How it answers. */
  enum Conduct {
    /** As a device does. */
    HONEST,
    /** Not at all. */
    SILENT,
    /** With an exception to everything. */
    EXCEPTION,
    /** With an exception to what is written. */
    REFUSES_WRITES,
    /** With fewer registers than were asked for. */
    PARTIAL,
    /** With bytes that mean nothing. */
    GARBAGE,
    /** By closing the connection. */
    DROP
  }

  /** How to reach it. */
  ConnectionConfig connection();

  /** Unit or station address. */
  int unit();

  /** From now on it answers like this. */
  void conduct(Conduct conduct);

  /** Lays random words into all registers but those that prove the device. */
  void randomize(RandomGenerator random);

  /** Lays a likely value into each register, as at the start. */
  void settle();

  /** Makes it another device, or itself again. */
  void disguise(boolean other);

  /** Whether it can be another device: it is known by a register. */
  boolean hasIdentity();

  /** What its registers mean now, by address of a device; NaN for unknown. */
  Map<Address, Double> truth(NodeId device);

  /** Whether whoever writes is told that the device refuses it. */
  default boolean canRefuse() {
    return true;
  }

  /** How many requests wrote since the start. */
  int writes();

  /** Stops and starts again at the same place; connections are lost. */
  void restart();

  @Override
  void close();
}
