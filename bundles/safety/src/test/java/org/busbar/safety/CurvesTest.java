package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Points;
import org.busbar.safety.limit.Curve;
import org.busbar.safety.limit.Setting;
import org.busbar.safety.limit.Settings;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every knot of every curve as it is carried, through the gate. */
class CurvesTest {
  private static final double GREATEST_W = 5000;

  @TempDir Path home;

  private static Settings settings(String chemistry) {
    List<String> problems = new ArrayList<>();
    Settings settings =
        Settings.of(
            new ProtectionConfig(
                BatteryRig.BAT,
                Optional.of(chemistry),
                Optional.empty(),
                java.util.Map.of(),
                List.of(),
                "site.yaml:1"),
            problems);
    assertEquals(List.of(), problems);
    return settings;
  }

  @TestFactory
  List<DynamicTest> everyKnotOfEveryCurveIsMetWithinOnePercent() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String chemistry : Settings.CHEMISTRIES) {
      Settings settings = settings(chemistry);
      for (Setting setting : Setting.values()) {
        if (setting.isCurve() && setting != Setting.AGE) {
          Curve curve = settings.curve(setting).orElseThrow();
          for (Curve.Knot knot : curve.knots()) {
            double share = curve.share(knot.at());
            String name = chemistry + " " + setting.key() + " at " + knot.at();
            tests.add(
                DynamicTest.dynamicTest(name, () -> meets(chemistry, setting, knot.at(), share)));
          }
        }
      }
    }
    assertTrue(tests.size() >= 60, tests.size() + " knots");
    return tests;
  }

  private void meets(String chemistry, Setting setting, double at, double share)
      throws IOException {
    BatteryRig battery =
        new BatteryRig(chemistry).measures(BatteryRig.BAT, Points.INSULATION_OHM, 0);
    battery.running(Files.createTempDirectory(home, "knot"));
    bring(battery, setting, at);
    battery.deliver();
    Interval allowed = battery.interval();
    boolean charges = !setting.key().endsWith("-discharge");
    boolean discharges = !setting.key().endsWith("-charge");
    if (charges) {
      assertEquals(-share * GREATEST_W, allowed.min(), 0.01 * GREATEST_W, "charge");
    }
    if (discharges) {
      assertEquals(share * GREATEST_W, allowed.max(), 0.01 * GREATEST_W, "discharge");
    }
  }

  private static void bring(BatteryRig battery, Setting setting, double at) {
    switch (setting) {
      case CELL_VOLTAGE_CHARGE, CELL_VOLTAGE_DISCHARGE -> battery.cells(at, 25);
      case TEMPERATURE_CHARGE, TEMPERATURE_DISCHARGE -> battery.cells(3.35, at);
      case STATE_OF_CHARGE_CHARGE, STATE_OF_CHARGE_DISCHARGE ->
          battery.value(BatteryRig.BAT, Points.STATE_OF_CHARGE_PCT, at);
      case VOLTAGE_SPREAD ->
          battery
              .value(BatteryRig.BAT, Points.CELL_VOLTAGE_MIN_V, 3.35)
              .value(BatteryRig.BAT, Points.CELL_VOLTAGE_MAX_V, 3.35 + at);
      case TEMPERATURE_SPREAD ->
          battery
              .value(BatteryRig.BAT, Points.CELL_TEMPERATURE_MIN_C, 18)
              .value(BatteryRig.BAT, Points.CELL_TEMPERATURE_MAX_C, 18 + at);
      case INSULATION -> battery.value(BatteryRig.BAT, Points.INSULATION_OHM, at * 400);
      default -> throw new IllegalArgumentException("no way to bring about " + setting);
    }
  }
}
