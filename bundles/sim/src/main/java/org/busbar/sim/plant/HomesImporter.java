package org.busbar.sim.plant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Re-states days of the data set homes-california-2016 in the project's own format: {@code
 * HomesImporter HOME.csv.gz FIRST-DAY DAYS OUT}. Run by hand when other days are wanted.
 */
public final class HomesImporter {
  private static final String HEAD =
      """
      # what: energies per hour of one home, first line from midnight, local standard time
      # columns: load in Wh, PV (AC) in Wh
      # measured: the energy of each hour; the shape within the hour is modelled (HourShape)
      # place: Fontana, California (Sierra Crest), %s, %s, %s days
      # source: intelligent-environments-lab/CityLearn, commit b8bad3141f5efca1a78ed94090af1820b541e467
      # source-data: data/datasets/citylearn_challenge_2022_phase_all
      # licence: MIT (repository)
      # cite: Nweye et al., CityLearn Challenge 2022
      """;

  private HomesImporter() {}

  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[3]);
    Files.writeString(
        out, restate(Path.of(args[0]), LocalDate.parse(args[1]), Integer.parseInt(args[2])));
  }

  /** The text of the resource for some days of a home. */
  static String restate(Path home, LocalDate first, int days) throws IOException {
    String name = home.getFileName().toString().replace(".csv.gz", "");
    StringBuilder text = new StringBuilder(HEAD.formatted(name, first, days));
    for (String line : lines(home)) {
      String[] columns = line.split(",");
      if (columns[0].length() < 10 || !Character.isDigit(columns[0].charAt(0))) {
        continue;
      }
      LocalDate day = LocalDate.parse(columns[0].substring(0, 10));
      if (!day.isBefore(first) && day.isBefore(first.plusDays(days))) {
        text.append(wh(columns[1])).append(' ').append(wh(columns[2])).append('\n');
      }
    }
    return text.toString();
  }

  private static List<String> lines(Path home) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(home)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  /** Decimal shift, so that no digit is lost. */
  private static String wh(String kwh) {
    return new BigDecimal(kwh).movePointRight(3).stripTrailingZeros().toPlainString();
  }
}
