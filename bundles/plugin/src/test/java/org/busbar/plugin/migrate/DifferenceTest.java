package org.busbar.plugin.migrate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  @Test
  void linesThatGoAndComeStandWhereTheyAre() {
    assertEquals(
        List.of("f:1", "- a", "  b", "f:3", "  d", "+ x", "  e"),
        Difference.of("f", "a\nb\nc\nd\ne\n", "b\nc\nd\nx\ne\n"));
  }

  @Test
  void aTextThatComesOrGoesAsAWholeIsAllLines() {
    assertEquals(List.of("f:1", "+ a", "+ b"), Difference.of("f", "", "a\nb\n"));
    assertEquals(List.of("f:1", "- a"), Difference.of("f", "a\n", ""));
    assertEquals(List.of(), Difference.of("f", "a\n", "a\n"));
  }
}
