package org.busbar.drivers.keba;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever a report says, with a kept seed: it is refused, unknown, or within what can be. */
class ReportFuzzDeepTest {
  private static final int ROUNDS = Boolean.getBoolean("busbar.deep") ? 1_000_000 : 20_000;
  private static final long SEED = 20_261_121;
  private static final String STATE =
      "{\"ID\": \"2\",\"State\": 3,\"Plug\": 7,\"Enable user\": 1,\"Max curr\": 16000,"
          + "\"Curr HW\": 32000,\"Curr user\": 16000,\"Curr FS\": 6000,\"Tmo FS\": 60}";
  private static final String METER =
      "{\"ID\": \"3\",\"U1\": 230,\"U2\": 231,\"U3\": 229,\"I1\": 15900,\"I2\": 15950,"
          + "\"I3\": 16000,\"P\": 11000000,\"PF\": 999,\"E pres\": 5000,\"E total\": 123456}";
  private static final String BITS = "0123456789-+.eE\",:{}[]nulltrue \u0000\u00ff";

  @Test
  void whatIsTakenIsWithinWhatCanBe() {
    SplittableRandom random = new SplittableRandom(SEED);
    int taken = 0;
    for (int round = 0; round < ROUNDS; round++) {
      boolean isState = random.nextBoolean();
      String text = damaged(isState ? STATE : METER, random);
      Optional<Report> read = Report.of(text, isState ? 2 : 3);
      if (read.isPresent()) {
        taken++;
        check(read.get(), "seed " + SEED + ", round " + round + ": " + text);
      }
    }
    System.out.printf("%d reports of seed %d, %d taken%n", ROUNDS, SEED, taken);
    assertTrue(taken > ROUNDS / 20 && taken < ROUNDS);
    assertEquals(Optional.empty(), Report.of(METER, 2), "another report");
  }

  private static void check(Report report, String what) {
    within(report.currentLimitA(), 0, 63, what);
    within(report.settingA("Curr FS"), 0, 63, what);
    within(report.chargerState(), 1, 6, what);
    within(report.plugged(), 0, 1, what);
    within(report.sessionEnergyWh(), 0, 99_999_999.9, what);
    within(report.energyAbsorbedWh(), 0, 99_999_999.9, what);
    double carries = 0;
    for (int phase = 1; phase <= 3; phase++) {
      within(report.voltageV(phase), 0, 999, what);
      within(report.currentA(phase), -99.999, 0, what);
      carries += report.voltageV(phase) * -report.currentA(phase);
    }
    within(report.activePowerW(), -1.1 * carries - 50.001, 0, what);
  }

  /** Within it, or unknown; power is unknown where voltage or current is. */
  private static void within(double value, double least, double most, String what) {
    assertTrue(Double.isNaN(value) || value >= least && value <= most, () -> value + " in " + what);
  }

  private static String damaged(String right, SplittableRandom random) {
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return new String(noise, StandardCharsets.ISO_8859_1);
    }
    StringBuilder text = new StringBuilder(right);
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.setLength(Math.max(1, at));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, BITS.charAt(random.nextInt(BITS.length())));
        case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 9)));
        default -> text.setCharAt(at, BITS.charAt(random.nextInt(BITS.length())));
      }
      if (text.isEmpty()) {
        text.append('{');
      }
    }
    return text.toString();
  }
}
