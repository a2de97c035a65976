package org.busbar.api.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumMap;
import java.util.Map;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  @Test
  void aLowerLevelNeverWidensWhatAHigherOneLeft() {
    Map<Level, Interval> levels = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      levels.put(level, new Interval(-5 + level.ordinal(), 5 - level.ordinal()));
    }
    assertEquals(new Interval(-1, 1), new Envelope(levels).narrowest());
    levels.put(Level.ECONOMIC, new Interval(-3, 1));
    assertThrows(IllegalArgumentException.class, () -> new Envelope(levels));
  }
}
