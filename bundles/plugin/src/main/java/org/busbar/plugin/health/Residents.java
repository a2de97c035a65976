package org.busbar.plugin.health;

import java.util.Collection;

/** The plug-ins that are started, known by who starts them. A service inside plugin. Any thread. */
public interface Residents {
  /** All that are started now, those on trial included; quick. */
  Collection<Resident> residents();

  /**
   * A plug-in takes more than it may. Whoever started it goes back to its predecessor where it is
   * watched, and stops it otherwise until a person restores it. Does not wait for the plug-in.
   *
   * @param which the plug-in; of two versions that are there side by side it is this one
   * @param why in one sentence
   */
  void overspent(Resident which, String why);
}
