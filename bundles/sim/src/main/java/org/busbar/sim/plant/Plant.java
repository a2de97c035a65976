package org.busbar.sim.plant;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All devices behind one point of common coupling. Time passes only in {@link #step}; one thread is
 * let in at a time.
 */
public final class Plant {
  private final Grid grid;
  private final List<SimDevice> devices;
  private final double speed;

  /**
   * @param devices in the order in which they step: a meter after what it measures
   * @param speed seconds of the replayed day per second; responses, ramps and timers are not
   *     compressed
   */
  public Plant(Grid grid, List<SimDevice> devices, double speed) {
    if (!(speed >= 0)) {
      throw new IllegalArgumentException("speed " + speed + " is negative");
    }
    this.grid = grid;
    this.devices = List.copyOf(devices);
    this.speed = speed;
  }

  /** Lets time pass, in seconds; at most half a second at once keeps responses true. */
  public synchronized void step(double dtS) {
    double replayS = dtS * speed;
    grid.step(dtS, replayS);
    for (SimDevice device : devices) {
      device.step(dtS, replayS);
    }
  }

  /** Looks at or acts on the plant while nothing else does. */
  public synchronized <T> T with(Function<Plant, T> action) {
    return action.apply(this);
  }

  public Grid grid() {
    return grid;
  }

  public double speed() {
    return speed;
  }

  public List<SimDevice> devices() {
    return devices;
  }

  /** The device with this id, empty where there is none. */
  public Optional<SimDevice> device(String id) {
    return devices.stream().filter(d -> d.id().equals(id)).findFirst();
  }
}
