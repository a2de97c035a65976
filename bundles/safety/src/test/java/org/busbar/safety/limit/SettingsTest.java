package org.busbar.safety.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.ProtectionConfig.Written;
import org.busbar.api.vocabulary.NodeId;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private final List<String> problems = new ArrayList<>();

  private Settings read(String chemistry, Map<String, String> values) {
    Map<String, Written> written = new LinkedHashMap<>();
    values.forEach((key, text) -> written.put(key, new Written(text, "site.yaml:9")));
    return Settings.of(
        new ProtectionConfig(
            new NodeId("bat1"),
            Optional.of(chemistry),
            Optional.empty(),
            written,
            List.of(),
            "site.yaml:5"),
        problems);
  }

  private String problem(String key, String text) {
    problems.clear();
    read("lfp", Map.of(key, text));
    assertEquals(1, problems.size(), () -> problems.toString());
    return problems.getFirst();
  }

  @Test
  void everyChemistryIsWholeAndWithoutContradiction() {
    for (String chemistry : Settings.CHEMISTRIES) {
      Settings settings = read(chemistry, Map.of());
      assertEquals(List.of(), problems);
      for (Setting setting : Setting.values()) {
        if (setting.isCurve()) {
          assertTrue(settings.curve(setting).isPresent(), chemistry + " " + setting);
        }
      }
    }
  }

  @Test
  void whatASiteWritesGoesBeforeTheChemistryAndThatBeforeTheRest() {
    assertEquals(3.65, read("lfp", Map.of()).number(Setting.CELL_VOLTAGE_MAX));
    assertEquals(4.25, read("nmc", Map.of()).number(Setting.CELL_VOLTAGE_MAX));
    Settings written = read("lfp", Map.of("cell-voltage-max", "3600 mV", "silence", "2 min"));
    assertEquals(3.6, written.number(Setting.CELL_VOLTAGE_MAX), 1e-9);
    assertEquals(120e9, written.nanos(Setting.SILENCE));
    assertEquals(0.3, read("lfp", Map.of()).curve(Setting.VOLTAGE_SPREAD).orElseThrow().stop(1));
    assertEquals(0.2, read("lco", Map.of()).curve(Setting.VOLTAGE_SPREAD).orElseThrow().stop(1));
  }

  @Test
  void whatIsWrongIsNamedWithLineKeyValueAndRemedy() {
    assertEquals(
        "site.yaml:9: protection.cell-voltage-mox is not known here. Did you mean"
            + " 'cell-voltage-max'?",
        problem("cell-voltage-mox", "3.6 V"));
    assertEquals(
        "site.yaml:9: protection.cell-voltage-max = '3.6 A' is no quantity. Write a number and its"
            + " unit, such as '10 V'",
        problem("cell-voltage-max", "3.6 A"));
    assertEquals(
        "site.yaml:9: protection.silence = '-1 s' is negative. Write a number and its unit, such as"
            + " '10 s'",
        problem("silence", "-1 s"));
    assertTrue(problem("age", "50 %: 100 %").contains("fewer than two knots"));
    assertTrue(problem("age", "50 %: 100 %, 40 %: 0 %").contains("ascending order"));
    assertTrue(problem("age", "50 %: 100 %, 90 %: 10 %").contains("does not end at 0 %"));
    assertTrue(problem("age", "50 %: 120 %, 90 %: 0 %").contains("a share outside"));
    assertTrue(problem("age", "5 %: 10 %, 9 %: 20 %, 90 %: 0 %").contains("turns back"));
    assertTrue(problem("insulation", "5 ohm/V: 10 %, 9 ohm/V: 20 %").contains("not begin at 0"));
    assertTrue(problem("age", "50: 100 %, 90 %: 0 %").contains("has the knot '50: 100 %'"));
  }

  @Test
  void aTripMustLieBeyondTheStop() {
    assertEquals(
        "site.yaml:5: protection of bat1: cell-voltage-charge lies beyond cell-voltage-max",
        problem("cell-voltage-max", "3.5 V"));
    assertTrue(problem("cell-voltage-min", "2.95 V").contains("lies beyond cell-voltage-min"));
    assertTrue(problem("state-of-charge-floor", "11 %").contains("state-of-charge-discharge"));
    assertTrue(problem("temperature-rise-alarm", "4 K/min").contains("lies above"));
  }

  @Test
  void whatIsEqualIsNoContradiction() {
    read("lfp", Map.of("temperature-rise-alarm", "3 K/min", "cell-voltage-max", "3.58 V"));
    assertEquals(List.of(), problems);
    read("lfp", Map.of("cell-voltage-min", "2.90 V"));
    assertEquals(List.of(), problems);
  }

  @Test
  void whatIsNotKnownIsSaidSo() {
    assertEquals("unknown", Measured.text(Double.NaN, "V"));
    assertEquals("0 V", Measured.text(-0.0001, "V"));
    assertEquals("12", Measured.text(12, ""));
  }

  @Test
  void aChemistryThatIsNotCarriedIsRefusedWithTheNearest() {
    read("lfpo", Map.of());
    assertEquals(
        List.of("site.yaml:5: chemistry 'lfpo' is not known. Did you mean 'lfp'?"), problems);
  }

  @Test
  void theManualShowsEveryValueAsItIsCarried() throws IOException {
    String manual = Files.readString(Path.of("../../docs/safety/limits.md"));
    Map<Setting, String> common = Settings.carried("common");
    for (Setting setting : Setting.values()) {
      String row =
          manual
              .lines()
              .filter(line -> line.startsWith("| `" + setting.key() + "` |"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(setting.key() + " is not in the manual"));
      String[] cells = row.split("\\|");
      shows(cells[2], common.get(setting), setting);
      shows(cells[3], Settings.carried("lfp").get(setting), setting);
      shows(cells[4], Settings.carried("nmc").get(setting), setting);
      shows(cells[4], Settings.carried("lco").get(setting), setting);
    }
  }

  private static void shows(String cell, String value, Setting setting) {
    String shown = cell.replace(" [K]", "").strip();
    assertEquals(value == null ? "" : value, shown, setting.key());
  }

  @Test
  void aShareIsStraightBetweenKnotsLevelBeyondAndTheLessAtAStep() {
    Curve curve =
        Curve.parse("10 %: 0 %, 10 %: 50 %, 20 %: 100 %", Setting.STATE_OF_CHARGE_DISCHARGE);
    assertEquals(0, curve.share(5));
    assertEquals(0, curve.share(10));
    assertEquals(0.75, curve.share(15), 1e-12);
    assertEquals(1, curve.share(99));
    assertEquals(0, curve.share(Double.NaN));
    assertEquals(0, curve.share(Double.POSITIVE_INFINITY));
  }
}
