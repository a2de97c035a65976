package org.busbar.profile.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
  private static final Map<String, Double> VALUES =
      Map.of("a", 3.0, "b", -4.0, "zero", 0.0, "unknown", Double.NaN, "r.1", 1.0, "r.2", 5.0);

  private static List<PointKey> names(String name) {
    if (name.equals("r.*")) {
      return List.of(key("r.1"), key("r.2"));
    }
    return VALUES.containsKey(name) ? List.of(key(name)) : List.of();
  }

  private static PointKey key(String name) {
    return Formula.raw(name.replace(".", "")); // r.1 is no name of a raw register
  }

  private static double value(String text) {
    return Formula.parse(text, FormulaTest::names)
        .evaluate(
            key ->
                VALUES.entrySet().stream()
                    .filter(entry -> key(entry.getKey()).equals(key))
                    .findFirst()
                    .orElseThrow()
                    .getValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a; 3",
        "1 + 2 * a; 7",
        "(1 + 2) * a; 9",
        "10 - 4 - a; 3",
        "-a; -3",
        "0x10 + 1.5e1; 31",
        "a / zero; NaN",
        "a > b; 1",
        "a <= b or b != -4; 0",
        "a > b and not(zero); 1",
        "if(a == 3, b, a); -4",
        "if(unknown > 1, a, b); NaN",
        "if(known(unknown), unknown, b); -4",
        "if(a > 0, a, unknown); 3",
        "a + unknown; NaN",
        "min(a, unknown); NaN",
        "min(a, b, 1); -4",
        "max(r.*); 5",
        "sum(r.*, a); 9",
        "mean(r.*); 3",
        "abs(b); 4",
        "floor(b / a); -2",
        "bit(a, 1) - bit(a, 2); 1",
        "bit(b, 1); NaN",
        "[r.2] * 2; 10"
      })
  void itIsComputed(String text, double expected) {
    assertEquals(expected, value(text), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a +; ends too early",
        "nope; 'nope' is no point",
        "r.*; stands for several",
        "power(a); no function",
        "if(a, b); does not take 2",
        "a b; 'b' was not expected",
        "a $ b; '$' was not expected",
        "(a; ')' is missing",
        "abs(); ')' was not expected"
      })
  void whatIsNoFormulaIsRefusedWithItsPlace(String text, String words) {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> value(text), text);
    assertTrue(wrong.getMessage().contains(words), wrong.getMessage());
  }

  @Test
  void deepFormulasAreRefusedInsteadOfExhaustingTheStack() {
    assertThrows(IllegalArgumentException.class, () -> value("(".repeat(10_000) + "a"));
    assertThrows(IllegalArgumentException.class, () -> value("-".repeat(10_000) + "a"));
  }

  @Property(tries = 2000)
  void anyTextIsReadOrRefused(@ForAll @StringLength(max = 40) String text) {
    try {
      value(text);
    } catch (IllegalArgumentException refused) {
      assertTrue(refused.getMessage().startsWith("cannot be understood"), refused.getMessage());
    }
  }
}
