package org.busbar.safety.limit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every value that protects a battery; its word in a file is its name in lower case. */
public enum Setting {
  /** Share of charging power over the highest cell voltage. */
  CELL_VOLTAGE_CHARGE("V", Shape.FALLING),
  /** A cell above trips. */
  CELL_VOLTAGE_MAX("V", Shape.NUMBER),
  /** Share of discharging power over the lowest cell voltage. */
  CELL_VOLTAGE_DISCHARGE("V", Shape.RISING),
  /** A cell below trips. */
  CELL_VOLTAGE_MIN("V", Shape.NUMBER),
  /** Cells in series, where the voltage of pack and strings is to be judged as well. */
  CELLS_IN_SERIES("", Shape.NUMBER),
  /** Share of charging power over the lowest and the highest cell temperature. */
  TEMPERATURE_CHARGE("degC", Shape.HILL),
  /** A cell above trips while it is charged. */
  TEMPERATURE_CHARGE_MAX("degC", Shape.NUMBER),
  /** Share of discharging power over the lowest and the highest cell temperature. */
  TEMPERATURE_DISCHARGE("degC", Shape.HILL),
  /** A cell above trips, whatever it does. */
  TEMPERATURE_DISCHARGE_MAX("degC", Shape.NUMBER),
  /** A rise of temperature from which it is told. */
  TEMPERATURE_RISE_ALARM("K/min", Shape.NUMBER),
  /** A rise of temperature that trips. */
  TEMPERATURE_RISE_MAX("K/min", Shape.NUMBER),
  /** Time over which a rise of temperature is taken. */
  TEMPERATURE_RISE_WINDOW("s", Shape.NUMBER),
  /** Share of charging power over the state of charge. */
  STATE_OF_CHARGE_CHARGE("%", Shape.FALLING),
  /** Share of discharging power over the state of charge. */
  STATE_OF_CHARGE_DISCHARGE("%", Shape.RISING),
  /** No curve may allow discharging at or below. */
  STATE_OF_CHARGE_FLOOR("%", Shape.NUMBER),
  /** How far a person may have the reserve spent for a time; nothing where it is not written. */
  EMERGENCY_FLOOR("%", Shape.NUMBER),
  /** No curve may allow charging at or above. */
  STATE_OF_CHARGE_CEILING("%", Shape.NUMBER),
  /** How far what a device tells and what was counted may differ. */
  STATE_OF_CHARGE_DIFFERENCE("%", Shape.NUMBER),
  /** How fast what is counted goes to what the device tells, as long as both agree. */
  STATE_OF_CHARGE_SETTLING("%/h", Shape.NUMBER),
  /** Share of power over the difference of the cell voltages. */
  VOLTAGE_SPREAD("V", Shape.FALLING),
  /** Share of power over the difference of the cell temperatures. */
  TEMPERATURE_SPREAD("K", Shape.FALLING),
  /** Greatest charging current that may last. */
  CHARGE_CURRENT("A", Shape.NUMBER),
  /** Greatest discharging current that may last. */
  DISCHARGE_CURRENT("A", Shape.NUMBER),
  /** Share of the current that may last at which a measured current trips at once. */
  CURRENT_PEAK("%", Shape.NUMBER),
  /** Share of the current that may last, or of the live limit, that trips when it lasts. */
  CURRENT_OVER("%", Shape.NUMBER),
  /** How long such a current may last. */
  CURRENT_OVER_TIME("s", Shape.NUMBER),
  /** Current beyond a limit that is never judged: standby and errors of the sensor. */
  CURRENT_MARGIN("A", Shape.NUMBER),
  /** Energy of the battery, where no device tells it. */
  CAPACITY("Wh", Shape.NUMBER),
  /** Greatest charging power as a share of the capacity. */
  CHARGE_RATE("C", Shape.NUMBER),
  /** Greatest discharging power as a share of the capacity. */
  DISCHARGE_RATE("C", Shape.NUMBER),
  /** Share of power over the insulation resistance per volt of the battery. */
  INSULATION("ohm/V", Shape.RISING),
  /** Insulation resistance below trips. */
  INSULATION_MIN("ohm/V", Shape.NUMBER),
  /** How fast a limit that was binding is released again. */
  RECOVERY("A/s", Shape.NUMBER),
  /** The same, where no voltage is measured, as a share of the greatest power. */
  RECOVERY_SHARE("%/s", Shape.NUMBER),
  /** Values of cells, state of charge and limits older than that are lost. */
  CELL_AGE("s", Shape.NUMBER),
  /** Currents older than that are lost. */
  CURRENT_AGE("s", Shape.NUMBER),
  /** Power at the point of common coupling older than that is not used; written at its meter. */
  GRID_POWER_AGE("s", Shape.NUMBER),
  /** Share of power over the age, in percent of the greatest age. */
  AGE("%", Shape.FALLING),
  /** Battery data that are lost for that long trip. */
  SILENCE("s", Shape.NUMBER),
  /** Charging current while data are lost. */
  FALLBACK_CHARGE("A", Shape.NUMBER),
  /** Discharging current while data are lost. */
  FALLBACK_DISCHARGE("A", Shape.NUMBER);

  /** How a value is written. */
  public enum Shape {
    /** One number. */
    NUMBER,
    /** A curve that ends at nothing for great values. */
    FALLING,
    /** A curve that begins at nothing for small values. */
    RISING,
    /** A curve that begins and ends at nothing. */
    HILL
  }

  private final String unit;
  private final Shape shape;

  Setting(String unit, Shape shape) {
    this.unit = unit;
    this.shape = shape;
  }

  /** Symbol of its unit, of the x-axis where it is a curve. */
  public String unit() {
    return unit;
  }

  /** How it is written. */
  public Shape shape() {
    return shape;
  }

  /** Whether it is a curve of shares. */
  public boolean isCurve() {
    return shape != Shape.NUMBER;
  }

  /** Its word in a file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The setting with that word, empty where there is none. */
  public static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  /** All words. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }
}
