package org.busbar.sim.plant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Measured energies per hour, as the project carries them: lines {@code # key: value}, then one
 * line per hour of load and PV energy in Wh. The first hour begins at midnight.
 *
 * @param loadWh energy used in each hour
 * @param pvWh energy produced in each hour
 */
public record HourlyEnergy(List<Double> loadWh, List<Double> pvWh) {
  private static final int HOURS_OF_DAY = 24;

  /** Copies the lists and checks that they are whole days of energies. */
  public HourlyEnergy {
    loadWh = List.copyOf(loadWh);
    pvWh = List.copyOf(pvWh);
    if (loadWh.isEmpty() || loadWh.size() % HOURS_OF_DAY != 0 || loadWh.size() != pvWh.size()) {
      throw new IllegalArgumentException("hourly energies must cover whole days");
    }
    if (!loadWh.stream().allMatch(e -> e >= 0) || !pvWh.stream().allMatch(e -> e >= 0)) {
      throw new IllegalArgumentException("hourly energies must not be negative");
    }
  }

  /** Reads the project's own format; throws {@link IOException} naming a wrong line. */
  public static HourlyEnergy read(Reader text) throws IOException {
    BufferedReader lines = new BufferedReader(text);
    List<Double> loadWh = new ArrayList<>();
    List<Double> pvWh = new ArrayList<>();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      String[] columns = line.strip().split(" +");
      try {
        if (columns.length != 2) {
          throw new NumberFormatException("two numbers expected");
        }
        loadWh.add(Double.parseDouble(columns[0]));
        pvWh.add(Double.parseDouble(columns[1]));
      } catch (NumberFormatException e) {
        throw new IOException("line " + number + " '" + line + "': " + e.getMessage(), e);
      }
    }
    return new HourlyEnergy(loadWh, pvWh);
  }
}
