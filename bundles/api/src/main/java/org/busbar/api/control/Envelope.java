package org.busbar.api.control;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;

/**
 * What each level leaves of a quantity's values, in the quantity's unit. Each level's interval lies
 * within that of the level before.
 *
 * @param levels interval by level, every level present
 */
public record Envelope(Map<Level, Interval> levels) {
  /** Copies the map and checks that it is nested; throws {@link IllegalArgumentException}. */
  public Envelope {
    EnumMap<Level, Interval> copy = new EnumMap<>(levels);
    Interval outer = Interval.UNBOUNDED;
    for (Level level : Level.values()) {
      Interval inner = copy.get(level);
      if (inner == null || inner.min() < outer.min() || inner.max() > outer.max()) {
        throw new IllegalArgumentException("envelope is not nested at " + level + ": " + copy);
      }
      outer = inner;
    }
    levels = Collections.unmodifiableMap(copy);
  }

  /** The interval a level leaves. */
  public Interval at(Level level) {
    return levels.get(level);
  }

  /** The interval the last level leaves. */
  public Interval narrowest() {
    return levels.get(Level.ECONOMIC);
  }
}
