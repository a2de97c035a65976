package org.busbar.api.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.vocabulary.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionReaderTest {
  private static final List<DeviceType.Option> KNOWN =
      List.of(
          new DeviceType.Option("limit", "text", "16 A", ""),
          new DeviceType.Option("poll", "duration", "500 ms", ""),
          new DeviceType.Option("phases", "number", "3", ""),
          new DeviceType.Option("station", "text", "", ""));

  private static OptionReader reader(String type, Map<String, String> options) {
    return new OptionReader(
        new DeviceConfig(new NodeId("d"), "drv", type, "c", 1, options, Set.of(), "site.yaml:1"),
        "box",
        KNOWN);
  }

  private static String problem(OptionReader reader) {
    return assertThrows(IllegalArgumentException.class, reader::require).getMessage();
  }

  private static Duration poll(OptionReader reader) {
    return reader.time("poll", Duration.ofMillis(100), Duration.ofSeconds(60));
  }

  @Test
  void whatIsNotSaidHoldsAsTheOptionTells() {
    OptionReader reader = reader("box", Map.of());
    assertEquals(16, reader.currentA("limit", 6, 32));
    assertEquals(Duration.ofMillis(500), poll(reader));
    assertEquals(3, reader.number("phases", 1, 3));
    assertEquals("", reader.text("station"));
    reader.require();
  }

  @ParameterizedTest
  @CsvSource({"60 s, 60000", "60s, 60000", "2.5 s, 2500", "250 ms, 250", "7, 7000"})
  void aTimeIsWrittenWithItsUnit(String text, long ms) {
    OptionReader reader = reader("box", Map.of("poll", text));
    assertEquals(ms, poll(reader).toMillis());
    reader.require();
  }

  @ParameterizedTest
  @CsvSource({
    "limit, 5 A, write 6 to 32 A",
    "limit, NaN, write 6 to 32 A",
    "limit, -16 A, write 6 to 32 A",
    "limit, 16 kA, write 6 to 32 A",
    "poll, 99 ms, write 100 to 60000 ms",
    "poll, 61 s, write 0.1 to 60 s",
    "phases, 2.5, write 1 to 3",
    "phases, '', write 1 to 3",
  })
  void whatIsWrongIsToldWithItsBounds(String name, String text, String remedy) {
    OptionReader reader = reader("box", Map.of(name, text));
    reader.currentA("limit", 6, 32);
    poll(reader);
    reader.number("phases", 1, 3);
    assertEquals("option '" + name + "' is '" + text + "'; " + remedy, problem(reader));
  }

  @Test
  void allThatIsWrongIsToldTogether() {
    OptionReader reader = reader("bx", Map.of("limt", "16 A", "station", " "));
    reader.problem("station", "is missing");
    String said = problem(reader);
    assertTrue(said.contains("type 'bx' is not known. Known is box"), said);
    assertTrue(said.contains("option 'limt' is not known. Known are: limit, phases, poll"), said);
    assertTrue(said.endsWith("option 'station' is missing"), said);
  }
}
