package org.busbar.safety;

/** Looks at one device from outside, with a memory of its own. On the watch thread only. */
interface Observer {
  /** Looks at the device as it is described now. */
  void watch(Plant plant, long nowNanos);

  /** The device is not open: what was seen of it may count no more. */
  default void absent(long nowNanos) {}
}
