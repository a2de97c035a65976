package org.busbar.profile.sunspec;

import java.util.ArrayList;
import java.util.List;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.profile.api.PollClass;

/**
 * Which point of a model is which point of the vocabulary, and which way it counts.
 *
 * <p>Signs. 101 to 113 and 701: W is positive for generation (701 says so in its text), which flows
 * into the busbar: +1. Meters 201 to 214: the models do not state the sign of W; they name energy
 * imported and exported, and import is taken as positive here: +1, and the option {@code invert}
 * turns meters of makers who count the other way. 802 W and A: the model does not state the sign,
 * so they are left out. Later entries for a point that is already mapped are not used.
 *
 * @param model number of the model
 * @param name point of the model
 * @param point point of the vocabulary
 * @param index index of the point; a repeated group adds its own count
 * @param factor unit of the point per unit of the model
 * @param poll how often it is read
 */
public record Mapping(
    int model, String name, Point point, int index, double factor, PollClass poll) {
  /** Power factor of these models is in percent. */
  private static final double PERCENT = 0.01;

  private static final String[] PHASES = {"A", "B", "C"};

  /** What a PV inverter or battery inverter measures at its AC side. */
  public static List<Mapping> inverter() {
    Table table = new Table();
    table.in(701);
    table.add("W", Points.ACTIVE_POWER_W, 0, 1, PollClass.FAST);
    table.add("Var", Points.REACTIVE_POWER_VAR, 0, 1, PollClass.NORMAL);
    table.add("VA", Points.APPARENT_POWER_VA, 0, 1, PollClass.NORMAL);
    table.add("PF", Points.POWER_FACTOR, 0, 1, PollClass.NORMAL);
    table.add("Hz", Points.FREQUENCY_HZ, 0, 1, PollClass.NORMAL);
    for (int phase = 1; phase <= 3; phase++) {
      table.add("AL" + phase, Points.CURRENT_A, phase, 1, PollClass.NORMAL);
      table.add("VL" + phase, Points.VOLTAGE_LN_V, phase, 1, PollClass.NORMAL);
      table.add("WL" + phase, Points.ACTIVE_POWER_W, phase, 1, PollClass.NORMAL);
    }
    table.add("TotWhInj", Points.ENERGY_INJECTED_WH, 0, 1, PollClass.SLOW);
    table.add("TotWhAbs", Points.ENERGY_ABSORBED_WH, 0, 1, PollClass.SLOW);
    table.add("TmpCab", Points.TEMPERATURE_C, 0, 1, PollClass.NORMAL);
    table.add("InvSt", Points.OPERATING_STATE, 0, 1, PollClass.NORMAL);
    table.add("Alrm", Points.EVENT_BITS, 0, 1, PollClass.NORMAL);
    for (int model : new int[] {103, 102, 101, 113, 112, 111}) {
      table.in(model);
      table.add("W", Points.ACTIVE_POWER_W, 0, 1, PollClass.FAST);
      table.add("VAr", Points.REACTIVE_POWER_VAR, 0, 1, PollClass.NORMAL);
      table.add("VA", Points.APPARENT_POWER_VA, 0, 1, PollClass.NORMAL);
      table.add("PF", Points.POWER_FACTOR, 0, PERCENT, PollClass.NORMAL);
      table.add("Hz", Points.FREQUENCY_HZ, 0, 1, PollClass.NORMAL);
      for (int phase = 1; phase <= 3; phase++) {
        table.add("Aph" + PHASES[phase - 1], Points.CURRENT_A, phase, 1, PollClass.NORMAL);
        table.add("PhVph" + PHASES[phase - 1], Points.VOLTAGE_LN_V, phase, 1, PollClass.NORMAL);
      }
      table.add("WH", Points.ENERGY_INJECTED_WH, 0, 1, PollClass.SLOW);
      table.add("TmpCab", Points.TEMPERATURE_C, 0, 1, PollClass.NORMAL);
      table.add("St", Points.OPERATING_STATE, 0, 1, PollClass.NORMAL);
      table.add("Evt1", Points.EVENT_BITS, 0, 1, PollClass.NORMAL);
    }
    table.in(702);
    table.add("WMaxRtg", Points.RATED_POWER_W, 0, 1, PollClass.SLOW);
    table.add("VAMaxRtg", Points.RATED_APPARENT_POWER_VA, 0, 1, PollClass.SLOW);
    table.in(120);
    table.add("WRtg", Points.RATED_POWER_W, 0, 1, PollClass.SLOW);
    table.add("VARtg", Points.RATED_APPARENT_POWER_VA, 0, 1, PollClass.SLOW);
    return table.rows;
  }

  /** What only a PV inverter has besides: its strings. */
  public static List<Mapping> strings() {
    Table table = new Table();
    for (int model : new int[] {714, 160}) {
      table.in(model);
      table.add("DCA", Points.DC_CURRENT_A, 0, 1, PollClass.NORMAL);
      table.add("DCV", Points.DC_VOLTAGE_V, 0, 1, PollClass.NORMAL);
      table.add("DCW", Points.DC_POWER_W, 0, 1, PollClass.NORMAL);
    }
    for (int model : new int[] {103, 102, 101, 113, 112, 111}) {
      table.in(model);
      table.add("DCA", Points.DC_CURRENT_A, 0, 1, PollClass.NORMAL);
      table.add("DCV", Points.DC_VOLTAGE_V, 0, 1, PollClass.NORMAL);
      table.add("DCW", Points.DC_POWER_W, 0, 1, PollClass.NORMAL);
    }
    return table.rows;
  }

  /** What only a battery has besides. */
  public static List<Mapping> battery() {
    Table table = new Table();
    table.in(802);
    table.add("SoC", Points.STATE_OF_CHARGE_PCT, 0, 1, PollClass.NORMAL);
    table.add("SoH", Points.STATE_OF_HEALTH_PCT, 0, 1, PollClass.SLOW);
    table.add("WHRtg", Points.ENERGY_CAPACITY_WH, 0, 1, PollClass.SLOW);
    table.add("WChaRteMax", Points.CHARGE_POWER_MAX_W, 0, 1, PollClass.NORMAL);
    table.add("WDisChaRteMax", Points.DISCHARGE_POWER_MAX_W, 0, 1, PollClass.NORMAL);
    table.add("V", Points.DC_VOLTAGE_V, 0, 1, PollClass.NORMAL);
    table.add("CellVMin", Points.CELL_VOLTAGE_MIN_V, 0, 1, PollClass.NORMAL);
    table.add("CellVMax", Points.CELL_VOLTAGE_MAX_V, 0, 1, PollClass.NORMAL);
    table.add("Hb", Points.HEARTBEAT, 0, 1, PollClass.NORMAL);
    table.in(713);
    table.add("SoC", Points.STATE_OF_CHARGE_PCT, 0, 1, PollClass.NORMAL);
    table.add("SoH", Points.STATE_OF_HEALTH_PCT, 0, 1, PollClass.SLOW);
    table.add("WHRtg", Points.ENERGY_CAPACITY_WH, 0, 1, PollClass.SLOW);
    table.add("WHAvail", Points.ENERGY_AVAILABLE_WH, 0, 1, PollClass.NORMAL);
    table.in(124);
    table.add("ChaState", Points.STATE_OF_CHARGE_PCT, 0, 1, PollClass.NORMAL);
    table.add("InBatV", Points.DC_VOLTAGE_V, 0, 1, PollClass.NORMAL);
    table.in(702);
    table.add("WChaRteMax", Points.CHARGE_POWER_MAX_W, 0, 1, PollClass.NORMAL);
    table.add("WDisChaRteMax", Points.DISCHARGE_POWER_MAX_W, 0, 1, PollClass.NORMAL);
    table.in(120);
    table.add("WHRtg", Points.ENERGY_CAPACITY_WH, 0, 1, PollClass.SLOW);
    table.add("MaxChaRte", Points.CHARGE_POWER_MAX_W, 0, 1, PollClass.SLOW);
    table.add("MaxDisChaRte", Points.DISCHARGE_POWER_MAX_W, 0, 1, PollClass.SLOW);
    return table.rows;
  }

  /** What a meter measures; import is positive. */
  public static List<Mapping> meter() {
    Table table = new Table();
    for (int model : new int[] {203, 204, 202, 201, 213, 214, 212, 211}) {
      table.in(model);
      table.add("W", Points.ACTIVE_POWER_W, 0, 1, PollClass.FAST);
      table.add("VAR", Points.REACTIVE_POWER_VAR, 0, 1, PollClass.NORMAL);
      table.add("VA", Points.APPARENT_POWER_VA, 0, 1, PollClass.NORMAL);
      // The float models give the factor itself, the others percent.
      table.add("PF", Points.POWER_FACTOR, 0, model < 211 ? PERCENT : 1, PollClass.NORMAL);
      table.add("Hz", Points.FREQUENCY_HZ, 0, 1, PollClass.NORMAL);
      for (int phase = 1; phase <= 3; phase++) {
        String letter = PHASES[phase - 1];
        table.add("Wph" + letter, Points.ACTIVE_POWER_W, phase, 1, PollClass.NORMAL);
        table.add("Aph" + letter, Points.CURRENT_A, phase, 1, PollClass.NORMAL);
        table.add("PhVph" + letter, Points.VOLTAGE_LN_V, phase, 1, PollClass.NORMAL);
      }
      table.add("TotWhImp", Points.ENERGY_INJECTED_WH, 0, 1, PollClass.SLOW);
      table.add("TotWhExp", Points.ENERGY_ABSORBED_WH, 0, 1, PollClass.SLOW);
      table.add("Evt", Points.EVENT_BITS, 0, 1, PollClass.NORMAL);
    }
    return table.rows;
  }

  /** Collects rows of one model after the other. */
  private static final class Table {
    private final List<Mapping> rows = new ArrayList<>();
    private int model;

    void in(int number) {
      model = number;
    }

    void add(String name, Point point, int index, double factor, PollClass poll) {
      rows.add(new Mapping(model, name, point, index, factor, poll));
    }
  }
}
