package org.busbar.runtime.campaign;

import java.time.Duration;

/**
 * One way in which things go wrong, and what is to come of it.
 *
 * @param id its name on the command line and in reports
 * @param hazard number in the hazard list, 0 for what is not in it
 * @param text what happens, for people
 * @param lasts how long
 * @param stops whether the site may stop because of it
 * @param expect what is to come of it
 * @param motion the battery by whose movements alone it shows; empty where something else tells
 * @param alone whether it is tried as a scenario only, not in campaigns
 * @param awaits what has to be built before it does; empty where nothing has
 * @param act brings it about
 */
record FaultClass(
    String id,
    int hazard,
    String text,
    Duration lasts,
    boolean stops,
    Expect expect,
    String motion,
    boolean alone,
    String awaits,
    Act act) {

  /** Brings a fault about. */
  interface Act {
    /** Begins it; gives back what ends it. */
    Runnable begin(World world, Trial trial);
  }

  /** What is to come of a fault. */
  enum Kind {
    /** The site stops and stays so until reset. */
    LATCHED,
    /** The device named holds no setpoint any more. */
    AT_REST,
    /** When the fault ends the device named holds no setpoint. */
    REFUSED,
    /** An event of the kind named is raised. */
    TOLD,
    /** The contactors of the device named are open. */
    SEPARATED,
    /** The site goes on. */
    GOES_ON
  }

  /**
   * What is to come, within a time of its beginning (or of the moment a limit is crossed).
   *
   * @param what device or kind of event, empty where neither is meant
   */
  record Expect(Kind kind, String what, Duration within) {}

  boolean isReady() {
    return awaits.isEmpty();
  }
}
