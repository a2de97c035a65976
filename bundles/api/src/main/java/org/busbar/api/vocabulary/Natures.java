package org.busbar.api.vocabulary;

import static org.busbar.api.vocabulary.Points.*;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The published natures. */
public final class Natures {
  /** Meter at the point of common coupling, of a group or of a device. */
  public static final Nature METER =
      new Nature(
          "meter",
          Set.of(ACTIVE_POWER_W),
          Set.of(
              REACTIVE_POWER_VAR,
              APPARENT_POWER_VA,
              POWER_FACTOR,
              FREQUENCY_HZ,
              VOLTAGE_LN_V,
              VOLTAGE_LL_V,
              CURRENT_A,
              ENERGY_INJECTED_WH,
              ENERGY_ABSORBED_WH,
              REACTIVE_ENERGY_INJECTED_VARH,
              REACTIVE_ENERGY_ABSORBED_VARH));

  /** PV inverter or PV terminal of a hybrid. */
  public static final Nature PV =
      new Nature(
          "pv",
          Set.of(ACTIVE_POWER_W),
          Set.of(
              ENERGY_INJECTED_WH,
              RATED_POWER_W,
              DC_POWER_W,
              DC_VOLTAGE_V,
              DC_CURRENT_A,
              ACTIVE_POWER_LIMIT_PCT,
              OPERATING_STATE,
              TEMPERATURE_C,
              REACTIVE_POWER_VAR,
              FREQUENCY_HZ,
              VOLTAGE_LN_V,
              CURRENT_A,
              ACTIVE_POWER_LIMIT_W,
              EXPORT_POWER_LIMIT_W,
              RATED_APPARENT_POWER_VA,
              INSULATION_OHM,
              EVENT_BITS,
              RUN_TIME_S));

  /** Battery with its inverter, or battery terminal of a hybrid. */
  public static final Nature BATTERY =
      new Nature(
          "battery",
          Set.of(ACTIVE_POWER_W, STATE_OF_CHARGE_PCT),
          Set.of(
              CHARGE_POWER_MAX_W,
              DISCHARGE_POWER_MAX_W,
              ENERGY_CAPACITY_WH,
              STATE_OF_HEALTH_PCT,
              ENERGY_INJECTED_WH,
              ENERGY_ABSORBED_WH,
              DC_VOLTAGE_V,
              DC_CURRENT_A,
              CELL_VOLTAGE_MIN_V,
              CELL_VOLTAGE_MAX_V,
              CELL_TEMPERATURE_MIN_C,
              CELL_TEMPERATURE_MAX_C,
              TEMPERATURE_C,
              RATED_POWER_W,
              STATE_OF_CHARGE_ESTIMATE_PCT,
              CHARGE_CURRENT_MAX_A,
              DISCHARGE_CURRENT_MAX_A,
              INSULATION_OHM,
              HEARTBEAT,
              ENERGY_AVAILABLE_WH,
              STATE_OF_CHARGE_MIN_PCT,
              STATE_OF_CHARGE_MAX_PCT,
              ACTIVE_POWER_SETPOINT_W,
              REACTIVE_POWER_VAR,
              CHARGE_VOLTAGE_MAX_V,
              DISCHARGE_VOLTAGE_MIN_V,
              CYCLES,
              OPERATING_STATE,
              OPERATING_MODE,
              EVENT_BITS));

  /** Inverter with several terminals (hyb1.pv, hyb1.bat). */
  public static final Nature HYBRID =
      new Nature(
          "hybrid",
          Set.of(ACTIVE_POWER_W),
          Set.of(
              OPERATING_STATE,
              TEMPERATURE_C,
              FREQUENCY_HZ,
              VOLTAGE_LN_V,
              REACTIVE_POWER_VAR,
              CURRENT_A,
              OPERATING_MODE,
              RATED_POWER_W,
              EXPORT_POWER_LIMIT_W,
              EVENT_BITS));

  /** Charger of electric vehicles. */
  public static final Nature CHARGER =
      new Nature(
          "charger",
          Set.of(ACTIVE_POWER_W),
          Set.of(
              CHARGER_STATE,
              SESSION_ENERGY_WH,
              CURRENT_A,
              CURRENT_LIMIT_A,
              ENERGY_ABSORBED_WH,
              CONNECTED,
              VOLTAGE_LN_V,
              PHASES_IN_USE,
              VEHICLE_STATE_OF_CHARGE_PCT,
              SWITCH_ON,
              TEMPERATURE_C,
              EVENT_BITS));

  /** Load, measured; switchable or adjustable where that can be written. */
  public static final Nature LOAD =
      new Nature(
          "load",
          Set.of(ACTIVE_POWER_W),
          Set.of(
              ENERGY_ABSORBED_WH,
              SWITCH_ON,
              ACTIVE_POWER_LIMIT_W,
              RATED_POWER_W,
              TEMPERATURE_C,
              TANK_TEMPERATURE_C,
              TARGET_TEMPERATURE_C,
              OPERATING_STATE));

  /** Heat pump; SG-ready where its state can be written. */
  public static final Nature HEATPUMP =
      new Nature(
          "heatpump",
          Set.of(),
          Set.of(
              ACTIVE_POWER_W,
              SG_READY_STATE,
              OPERATING_STATE,
              OPERATING_MODE,
              ENERGY_ABSORBED_WH,
              THERMAL_POWER_W,
              THERMAL_ENERGY_WH,
              FLOW_TEMPERATURE_C,
              RETURN_TEMPERATURE_C,
              TANK_TEMPERATURE_C,
              ROOM_TEMPERATURE_C,
              OUTDOOR_TEMPERATURE_C,
              TARGET_TEMPERATURE_C,
              ACTIVE_POWER_LIMIT_W,
              RUN_TIME_S,
              EVENT_BITS));

  /** MPP tracker, solar charge controller or combiner of strings; index per string. */
  public static final Nature MPPT =
      new Nature(
          "mppt",
          Set.of(DC_POWER_W),
          Set.of(
              DC_VOLTAGE_V,
              DC_CURRENT_A,
              ENERGY_INJECTED_WH,
              OPERATING_STATE,
              TEMPERATURE_C,
              EVENT_BITS));

  /** Battery management system without an inverter. */
  public static final Nature BMS =
      new Nature(
          "bms",
          Set.of(STATE_OF_CHARGE_PCT, CELL_VOLTAGE_MIN_V, CELL_VOLTAGE_MAX_V),
          Set.of(
              CELL_VOLTAGE_V,
              CELL_TEMPERATURE_MIN_C,
              CELL_TEMPERATURE_MAX_C,
              CELL_TEMPERATURE_C,
              DC_VOLTAGE_V,
              DC_CURRENT_A,
              CHARGE_POWER_MAX_W,
              DISCHARGE_POWER_MAX_W,
              CHARGE_CURRENT_MAX_A,
              DISCHARGE_CURRENT_MAX_A,
              CHARGE_VOLTAGE_MAX_V,
              DISCHARGE_VOLTAGE_MIN_V,
              INSULATION_OHM,
              HEARTBEAT,
              STATE_OF_HEALTH_PCT,
              CYCLES,
              ENERGY_CAPACITY_WH,
              ENERGY_AVAILABLE_WH,
              OPERATING_STATE,
              EVENT_BITS));

  /** Generator set. */
  public static final Nature GENERATOR =
      new Nature(
          "generator",
          Set.of(ACTIVE_POWER_W),
          Set.of(
              OPERATING_STATE,
              FREQUENCY_HZ,
              RATED_POWER_W,
              VOLTAGE_LN_V,
              VOLTAGE_LL_V,
              CURRENT_A,
              REACTIVE_POWER_VAR,
              POWER_FACTOR,
              ENERGY_INJECTED_WH,
              FUEL_LEVEL_PCT,
              ENGINE_SPEED_RPM,
              COOLANT_TEMPERATURE_C,
              OIL_PRESSURE_PA,
              STARTER_VOLTAGE_V,
              RUN_TIME_S,
              SWITCH_ON,
              EVENT_BITS));

  /** Relays, digital inputs and outputs, index for each. */
  public static final Nature RELAY =
      new Nature("relay", Set.of(SWITCH_ON), Set.of(TEMPERATURE_C, EVENT_BITS));

  /** Sensor of weather, of irradiance or of a room. */
  public static final Nature SENSOR =
      new Nature(
          "sensor",
          Set.of(),
          Set.of(
              TEMPERATURE_C,
              IRRADIANCE_W_PER_M2,
              MODULE_TEMPERATURE_C,
              OUTDOOR_TEMPERATURE_C,
              ROOM_TEMPERATURE_C,
              HUMIDITY_PCT,
              AIR_PRESSURE_PA,
              WIND_SPEED_M_PER_S,
              WIND_DIRECTION_DEG));

  /** Another site, seen from its fleet: its power is minus that of its point of common coupling. */
  public static final Nature SITE =
      new Nature(
          "site",
          Set.of(ACTIVE_POWER_W),
          Set.of(STATE_OF_CHARGE_PCT, CHARGE_POWER_MAX_W, DISCHARGE_POWER_MAX_W));

  private static final List<Nature> ALL =
      List.of(
          METER, PV, MPPT, BATTERY, HYBRID, BMS, CHARGER, LOAD, HEATPUMP, GENERATOR, RELAY, SENSOR,
          SITE);

  private Natures() {}

  /** All published natures. */
  public static List<Nature> all() {
    return ALL;
  }

  /** The published nature with this id, empty where there is none. */
  public static Optional<Nature> of(String id) {
    return ALL.stream().filter(nature -> nature.id().equals(id)).findFirst();
  }
}
