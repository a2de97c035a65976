package org.busbar.runtime.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void objectsArraysAndTextAreRead() {
    assertEquals(
        Map.of("a", List.of("1", "x \"y\"", Map.of()), "b", "true"),
        Json.parse("{\"a\": [1, \"x \\\"y\\\"\", {}],\n \"b\": true}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\"}", "[1 2]", "{\"a\":1}}", "\"open", "[1,"})
  void whatIsNoJsonIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Json.parse(text));
  }
}
