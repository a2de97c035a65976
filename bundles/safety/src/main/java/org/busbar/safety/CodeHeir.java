package org.busbar.safety;

import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.Heir;

/** One driver in the place of another with the same id. */
record CodeHeir(ServiceTypes types, Driver before, Driver driver) implements Heir {
  @Override
  public boolean concerns(DeviceConfig config) {
    return config.driver().equals(driver.id());
  }

  @Override
  public void use(boolean next) {
    types.use(next ? driver : before);
  }
}
