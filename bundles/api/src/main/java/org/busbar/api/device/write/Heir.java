package org.busbar.api.device.write;

import org.busbar.api.device.DeviceConfig;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A driver as it would be with what other bundles bring. Tried out beside the driver, which goes on
 * as before, then used or not. Thread-safe.
 */
@ConsumerType
public interface Heir {
  /** The driver as it would be. */
  Driver driver();

  /** Whether a device of this configuration would be made of something else than now. No I/O. */
  boolean concerns(DeviceConfig config);

  /**
   * Has the driver itself go over, or go back to what it was. Sessions that are open stay as they
   * are.
   *
   * @param next whether to what the other bundles bring
   */
  void use(boolean next);
}
