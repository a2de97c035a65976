package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SteadyMapTest {
  private final SteadyMap<String, String> map = new SteadyMap<>();

  private Map<String, String> made(String... keysAndValues) {
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map.take();
  }

  @Test
  void whatComesOutTheSameIsTheSameInstance() {
    Map<String, String> first = made("a", "1", "b", "2");
    assertEquals(Map.of("a", "1", "b", "2"), first);
    assertSame(first, made("a", "1", "b", "2"));
    Map<String, String> other = made("a", "1", "b", "3");
    assertNotSame(first, other);
    assertEquals(Map.of("a", "1", "b", "3"), other);
    assertEquals(Map.of("a", "1", "c", "3"), made("a", "1", "c", "3"));
  }

  @Test
  void whatIsNotPutAnyMoreIsGoneAndWhatComesLaterStandsUnderItsOwnName() {
    made("a", "1", "b", "2", "c", "3");
    assertEquals(Map.of("a", "1"), made("a", "1"));
    assertEquals(Map.of("a", "1", "d", "4"), made("a", "1", "d", "4"));
    assertEquals(Map.of(), made());
  }
}
