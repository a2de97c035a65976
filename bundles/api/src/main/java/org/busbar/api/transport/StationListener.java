package org.busbar.api.transport;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears of one station. Called on the connection's thread; must not block. */
@ConsumerType
public interface StationListener {
  /**
   * The station is there.
   *
   * @param protocol what both agreed to speak: {@code ocpp1.6}, {@code ocpp2.0.1}
   */
  void arrived(String protocol);

  /** The station is gone; told once. */
  void left(DeviceException cause);

  /**
   * The station called.
   *
   * @param action what is called
   * @param payload a JSON object as it came; what is in it is the listener's business
   * @param nanos monotonic time in ns at which it came
   * @return the answer's payload, a JSON object; empty where the listener has none
   */
  Optional<String> called(String action, String payload, long nanos);

  /** A period has passed, whether the station is there or not. May call the station. */
  void due();
}
