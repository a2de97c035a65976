package org.busbar.api.device.write;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceType;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes devices out of connections. A service: one per kind of device. Thread-safe. */
@ConsumerType
public interface Driver {
  /** Id under which site.yaml names it; {@code profile} is the interpreter of profiles. */
  String id();

  /** The kinds of devices it can make now, for forms and lists; ordered by type. No I/O. */
  default List<DeviceType> types() {
    return List.of();
  }

  /**
   * What an unknown unit is, told by what it holds, likeliest first; empty where this driver does
   * not know it. Only reads. Blocks for each request.
   *
   * @throws DeviceException where the unit does not answer
   */
  default List<Identified> identify(UnitReader unit) throws DeviceException {
    return List.of();
  }

  /**
   * Transports a device of this configuration can be reached by; empty where any may do, and where
   * {@link #describe} refuses it. No I/O.
   */
  default List<String> transports(DeviceConfig config) {
    return List.of();
  }

  /**
   * What a device of this configuration will declare. No I/O.
   *
   * @throws IllegalArgumentException naming what is wrong in the configuration and the remedy; the
   *     message does not repeat {@code config.source()}
   */
  DeviceDeclaration describe(DeviceConfig config);

  /**
   * Opens a device. Does not wait for it: identification and the first readings happen on the
   * connection's thread.
   */
  DeviceSession open(Connection connection, DeviceConfig config, SampleSink sink, Clock clock);

  /**
   * This driver as it would be with what other bundles bring, where it makes devices of what
   * bundles bring (profiles). What came while another of the same id is in use waits until it is
   * used, or the other is gone.
   *
   * @param old ids of the bundles that give way
   * @param next ids of the bundles that come
   * @return empty where nothing would be another for it
   */
  default Optional<Heir> heir(Set<Long> old, Set<Long> next) {
    return Optional.empty();
  }
}
