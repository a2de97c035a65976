package org.busbar.sim;

import java.util.StringJoiner;
import java.util.function.IntToDoubleFunction;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.Section;
import org.busbar.sim.plant.Bms;

/** The cells of battery management systems, seen and driven from outside. */
final class CellControl {
  private CellControl() {}

  /** What is true of every cell of a plant, as JSON. */
  static String of(PlantHost host) {
    return host.plant()
        .with(
            plant -> {
              StringJoiner all = new StringJoiner(",", "{", "}");
              plant.devices().stream()
                  .filter(Bms.class::isInstance)
                  .forEach(device -> all.add(cells((Bms) device)));
              return all.toString();
            });
  }

  private static String cells(Bms bms) {
    return "%s:{\"cellVoltageV\":%s,\"cellTemperatureC\":%s,\"stateOfChargePct\":%s}"
        .formatted(
            PlantJson.text(bms.id()),
            row(Bms.CELLS, i -> bms.value(Points.CELL_VOLTAGE_V, i)),
            row(Bms.TEMPERATURES, i -> bms.value(Points.CELL_TEMPERATURE_C, i)),
            row(Bms.MODULES, i -> bms.value(Points.STATE_OF_CHARGE_PCT, i)));
  }

  private static String row(int count, IntToDoubleFunction value) {
    StringJoiner row = new StringJoiner(",", "[", "]");
    for (int i = 1; i <= count; i++) {
      row.add(PlantJson.number(value.applyAsDouble(i)));
    }
    return row.toString();
  }

  /**
   * Puts one cell or temperature to a value, or lets it follow its battery again without one.
   *
   * @throws IllegalArgumentException in words for people
   */
  static String drive(PlantHost host, Bms bms, Section body) {
    int cell = body.integer("cell", 0, 0, Bms.CELLS);
    int place = body.integer("temperature", 0, 0, Bms.TEMPERATURES);
    double voltageV = body.number("voltageV", Double.NaN);
    double celsius = body.number("celsius", Double.NaN);
    if ((cell == 0) == (place == 0)) {
      throw new IllegalArgumentException(
          "give cell in 1..%d or temperature in 1..%d".formatted(Bms.CELLS, Bms.TEMPERATURES));
    }
    return host.plant()
        .with(
            _ -> {
              if (cell > 0) {
                bms.cellVoltageV(cell, voltageV);
              } else {
                bms.cellTemperatureC(place, celsius);
              }
              return "{\"device\":%s}".formatted(PlantJson.text(bms.id()));
            });
  }
}
