package org.busbar.rules;

import java.util.List;

/** One rule of the house. */
@FunctionalInterface
interface Rule {
  /** What breaks it, one sentence each with the place; empty where the house is in order. */
  List<String> broken(List<Room> house);
}
