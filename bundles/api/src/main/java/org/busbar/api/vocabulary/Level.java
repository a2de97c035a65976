package org.busbar.api.vocabulary;

/** Levels of a proposal, most binding first. */
public enum Level {
  /** Protection of people and equipment. Only the platform proposes here. */
  SAFETY,
  /** What law or the grid operator requires. */
  GRID_OBLIGATION,
  /** Energy or power kept for backup or warranty. */
  RESERVE,
  /** A service sold under contract. */
  CONTRACTED_SERVICE,
  /** Everything that only saves or earns money. */
  ECONOMIC
}
