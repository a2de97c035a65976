package org.busbar.api.vocabulary;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The published points. Ranges are what can physically be true; limits of a device are not here.
 */
public final class Points {
  /** Active power, positive into the busbar (SunSpec 701 W, 103 W). */
  public static final Point ACTIVE_POWER_W =
      new Point("activePowerW", Unit.WATT, Kind.MEASUREMENT, -1000000000.0, 1000000000.0);

  /** Reactive power, positive into the busbar (SunSpec 701 Var). */
  public static final Point REACTIVE_POWER_VAR =
      new Point("reactivePowerVar", Unit.VAR, Kind.MEASUREMENT, -1000000000.0, 1000000000.0);

  /** Apparent power (SunSpec 701 VA). */
  public static final Point APPARENT_POWER_VA =
      new Point("apparentPowerVa", Unit.VOLT_AMPERE, Kind.MEASUREMENT, 0, 1000000000.0);

  /** Power factor (SunSpec 701 PF). */
  public static final Point POWER_FACTOR =
      new Point("powerFactor", Unit.NONE, Kind.MEASUREMENT, -1, 1);

  /** Frequency (SunSpec 701 Hz). */
  public static final Point FREQUENCY_HZ =
      new Point("frequencyHz", Unit.HERTZ, Kind.MEASUREMENT, 0, 100);

  /** Line to neutral voltage, index 1 to 3 per phase (SunSpec 701 LNV). */
  public static final Point VOLTAGE_LN_V =
      new Point("voltageLnV", Unit.VOLT, Kind.MEASUREMENT, 0, 1000000.0);

  /** Line to line voltage, index 1 L1-L2, 2 L2-L3, 3 L3-L1 (SunSpec 701 LLV). */
  public static final Point VOLTAGE_LL_V =
      new Point("voltageLlV", Unit.VOLT, Kind.MEASUREMENT, 0, 1000000.0);

  /** AC current, positive into the busbar where signed, index 1 to 3 per phase. */
  public static final Point CURRENT_A =
      new Point("currentA", Unit.AMPERE, Kind.MEASUREMENT, -1000000.0, 1000000.0);

  /** DC voltage, index per string or tracker (SunSpec 714 DCV, 160). */
  public static final Point DC_VOLTAGE_V =
      new Point("dcVoltageV", Unit.VOLT, Kind.MEASUREMENT, -100, 100000.0);

  /** DC current, positive out of battery or string, index per string (SunSpec 714 DCA). */
  public static final Point DC_CURRENT_A =
      new Point("dcCurrentA", Unit.AMPERE, Kind.MEASUREMENT, -1000000.0, 1000000.0);

  /** DC power, positive out of battery or string, index per string (SunSpec 714 DCW). */
  public static final Point DC_POWER_W =
      new Point("dcPowerW", Unit.WATT, Kind.MEASUREMENT, -1000000000.0, 1000000000.0);

  /** Energy that flowed into the busbar: import, production, discharge (SunSpec 701 TotWhInj). */
  public static final Point ENERGY_INJECTED_WH =
      new Point("energyInjectedWh", Unit.WATT_HOUR, Kind.COUNTER, 0, 1000000000000000.0);

  /** Energy that flowed out of the busbar: export, load, charging (SunSpec 701 TotWhAbs). */
  public static final Point ENERGY_ABSORBED_WH =
      new Point("energyAbsorbedWh", Unit.WATT_HOUR, Kind.COUNTER, 0, 1000000000000000.0);

  /** Reactive energy that flowed into the busbar. */
  public static final Point REACTIVE_ENERGY_INJECTED_VARH =
      new Point("reactiveEnergyInjectedVarh", Unit.VAR_HOUR, Kind.COUNTER, 0, 1e15);

  /** Reactive energy that flowed out of the busbar. */
  public static final Point REACTIVE_ENERGY_ABSORBED_VARH =
      new Point("reactiveEnergyAbsorbedVarh", Unit.VAR_HOUR, Kind.COUNTER, 0, 1e15);

  /** State of charge (SunSpec 713 SoC). */
  public static final Point STATE_OF_CHARGE_PCT =
      new Point("stateOfChargePct", Unit.PERCENT, Kind.MEASUREMENT, 0, 100);

  /**
   * State of charge as somebody else than the device estimates it, at the node of the battery. The
   * worse of both counts.
   */
  public static final Point STATE_OF_CHARGE_ESTIMATE_PCT =
      new Point("stateOfChargeEstimatePct", Unit.PERCENT, Kind.MEASUREMENT, 0, 100);

  /** State of health (SunSpec 713 SoH). */
  public static final Point STATE_OF_HEALTH_PCT =
      new Point("stateOfHealthPct", Unit.PERCENT, Kind.MEASUREMENT, 0, 100);

  /** State of charge below which the device does not discharge. */
  public static final Point STATE_OF_CHARGE_MIN_PCT =
      new Point("stateOfChargeMinPct", Unit.PERCENT, Kind.SETPOINT, 0, 100);

  /** State of charge above which the device does not charge. */
  public static final Point STATE_OF_CHARGE_MAX_PCT =
      new Point("stateOfChargeMaxPct", Unit.PERCENT, Kind.SETPOINT, 0, 100);

  /** Full cycles of a battery. */
  public static final Point CYCLES = new Point("cycles", Unit.NONE, Kind.COUNTER, 0, 1000000000.0);

  /** Rated energy (SunSpec 713 WHRtg). */
  public static final Point ENERGY_CAPACITY_WH =
      new Point("energyCapacityWh", Unit.WATT_HOUR, Kind.RATING, 0, 1000000000000.0);

  /** Energy that can be taken now (SunSpec 713 WHAvail). */
  public static final Point ENERGY_AVAILABLE_WH =
      new Point("energyAvailableWh", Unit.WATT_HOUR, Kind.MEASUREMENT, 0, 1000000000000.0);

  /** Greatest charging power allowed now, a magnitude (SunSpec 702 WChaRteMax). */
  public static final Point CHARGE_POWER_MAX_W =
      new Point("chargePowerMaxW", Unit.WATT, Kind.MEASUREMENT, 0, 1000000000.0);

  /** Greatest discharging power allowed now, a magnitude (SunSpec 702 WDisChaRteMax). */
  public static final Point DISCHARGE_POWER_MAX_W =
      new Point("dischargePowerMaxW", Unit.WATT, Kind.MEASUREMENT, 0, 1000000000.0);

  /** Greatest charging current allowed now, a magnitude, DC (SunSpec 802 AChaMax). */
  public static final Point CHARGE_CURRENT_MAX_A =
      new Point("chargeCurrentMaxA", Unit.AMPERE, Kind.MEASUREMENT, 0, 1000000.0);

  /** Greatest discharging current allowed now, a magnitude, DC (SunSpec 802 ADisChaMax). */
  public static final Point DISCHARGE_CURRENT_MAX_A =
      new Point("dischargeCurrentMaxA", Unit.AMPERE, Kind.MEASUREMENT, 0, 1000000.0);

  /** Highest DC voltage to which the battery may be charged now. */
  public static final Point CHARGE_VOLTAGE_MAX_V =
      new Point("chargeVoltageMaxV", Unit.VOLT, Kind.MEASUREMENT, 0, 100000.0);

  /** Lowest DC voltage to which the battery may be discharged now. */
  public static final Point DISCHARGE_VOLTAGE_MIN_V =
      new Point("dischargeVoltageMinV", Unit.VOLT, Kind.MEASUREMENT, 0, 100000.0);

  /** Rated active power, a magnitude (SunSpec 702 WMaxRtg). */
  public static final Point RATED_POWER_W =
      new Point("ratedPowerW", Unit.WATT, Kind.RATING, 0, 1000000000.0);

  /** Rated apparent power (SunSpec 702 VAMaxRtg). */
  public static final Point RATED_APPARENT_POWER_VA =
      new Point("ratedApparentPowerVa", Unit.VOLT_AMPERE, Kind.RATING, 0, 1000000000.0);

  /** What the device holds as its active power setpoint (SunSpec 704 WSet). */
  public static final Point ACTIVE_POWER_SETPOINT_W =
      new Point("activePowerSetpointW", Unit.WATT, Kind.SETPOINT, -1000000000.0, 1000000000.0);

  /** What the device holds as its reactive power setpoint (SunSpec 704 VarSet). */
  public static final Point REACTIVE_POWER_SETPOINT_VAR =
      new Point("reactivePowerSetpointVar", Unit.VAR, Kind.SETPOINT, -1000000000.0, 1000000000.0);

  /** Limit of active power in percent of the rating (SunSpec 704 WMaxLimPct). */
  public static final Point ACTIVE_POWER_LIMIT_PCT =
      new Point("activePowerLimitPct", Unit.PERCENT, Kind.SETPOINT, 0, 110);

  /** Limit of active power, a magnitude (of production where it is no load). */
  public static final Point ACTIVE_POWER_LIMIT_W =
      new Point("activePowerLimitW", Unit.WATT, Kind.SETPOINT, 0, 1000000000.0);

  /** Limit of export at the point of common coupling that the device keeps itself, a magnitude. */
  public static final Point EXPORT_POWER_LIMIT_W =
      new Point("exportPowerLimitW", Unit.WATT, Kind.SETPOINT, 0, 1000000000.0);

  /** Limit of current per phase, a magnitude. */
  public static final Point CURRENT_LIMIT_A =
      new Point("currentLimitA", Unit.AMPERE, Kind.SETPOINT, 0, 1000000.0);

  /** Lowest cell voltage (SunSpec 802 CellVMin). */
  public static final Point CELL_VOLTAGE_MIN_V =
      new Point("cellVoltageMinV", Unit.VOLT, Kind.MEASUREMENT, 0, 10);

  /** Highest cell voltage (SunSpec 802 CellVMax). */
  public static final Point CELL_VOLTAGE_MAX_V =
      new Point("cellVoltageMaxV", Unit.VOLT, Kind.MEASUREMENT, 0, 10);

  /** Voltage of one cell, by index. */
  public static final Point CELL_VOLTAGE_V =
      new Point("cellVoltageV", Unit.VOLT, Kind.MEASUREMENT, 0, 10);

  /** Temperature of the device (cabinet). */
  public static final Point TEMPERATURE_C =
      new Point("temperatureC", Unit.CELSIUS, Kind.MEASUREMENT, -60, 300);

  /** Lowest cell temperature. */
  public static final Point CELL_TEMPERATURE_MIN_C =
      new Point("cellTemperatureMinC", Unit.CELSIUS, Kind.MEASUREMENT, -60, 300);

  /** Highest cell temperature. */
  public static final Point CELL_TEMPERATURE_MAX_C =
      new Point("cellTemperatureMaxC", Unit.CELSIUS, Kind.MEASUREMENT, -60, 300);

  /** Temperature at one place among the cells, by index. */
  public static final Point CELL_TEMPERATURE_C =
      new Point("cellTemperatureC", Unit.CELSIUS, Kind.MEASUREMENT, -60, 300);

  /** Insulation resistance. */
  public static final Point INSULATION_OHM =
      new Point("insulationOhm", Unit.OHM, Kind.MEASUREMENT, 0, 1000000000000.0);

  /** State in the device's own numbering (SunSpec 103 St). */
  public static final Point OPERATING_STATE =
      new Point("operatingState", Unit.NONE, Kind.STATE, -1000000.0, 1000000.0);

  /** Mode that is set, in the device's own numbering. */
  public static final Point OPERATING_MODE =
      new Point("operatingMode", Unit.NONE, Kind.STATE, -1000000.0, 1000000.0);

  /** Event bit field in the device's own numbering. */
  public static final Point EVENT_BITS =
      new Point("eventBits", Unit.NONE, Kind.STATE, 0, 1.8446744073709552e+19);

  /** Counter that the device moves while it lives. */
  public static final Point HEARTBEAT =
      new Point("heartbeat", Unit.NONE, Kind.STATE, 0, 4294967295.0);

  /**
   * Charger: 0 unknown, 1 A (no vehicle), 2 B (connected), 3 C (charging), 4 D (charging,
   * ventilated), 5 E, 6 F (fault); IEC 61851-1 states.
   */
  public static final Point CHARGER_STATE = new Point("chargerState", Unit.NONE, Kind.STATE, 0, 15);

  /** Energy of the charging session, a magnitude. */
  public static final Point SESSION_ENERGY_WH =
      new Point("sessionEnergyWh", Unit.WATT_HOUR, Kind.MEASUREMENT, 0, 1000000000.0);

  /** How many phases a charger uses. */
  public static final Point PHASES_IN_USE = new Point("phasesInUse", Unit.NONE, Kind.STATE, 0, 3);

  /** State of charge of the vehicle at a charger. */
  public static final Point VEHICLE_STATE_OF_CHARGE_PCT =
      new Point("vehicleStateOfChargePct", Unit.PERCENT, Kind.MEASUREMENT, 0, 100);

  /** 1 where the device is connected to the grid or a vehicle is plugged in. */
  public static final Point CONNECTED = new Point("connected", Unit.NONE, Kind.STATE, 0, 1);

  /** 1 where a relay or switch is closed. */
  public static final Point SWITCH_ON = new Point("switchOn", Unit.NONE, Kind.STATE, 0, 1);

  /** 1 to have the device reset its fault; it goes back to 0 by itself or by its release. */
  public static final Point FAULT_RESET = new Point("faultReset", Unit.NONE, Kind.SETPOINT, 0, 1);

  /** Heat pump, SG-ready: 1 locked, 2 normal, 3 switching on advised, 4 switched on. */
  public static final Point SG_READY_STATE = new Point("sgReadyState", Unit.NONE, Kind.STATE, 1, 4);

  /** Heat that is delivered, a magnitude. */
  public static final Point THERMAL_POWER_W =
      new Point("thermalPowerW", Unit.WATT, Kind.MEASUREMENT, 0, 1000000000.0);

  /** Heat that was delivered. */
  public static final Point THERMAL_ENERGY_WH =
      new Point("thermalEnergyWh", Unit.WATT_HOUR, Kind.COUNTER, 0, 1e15);

  /** Temperature of the heating water that leaves the device, index per circuit. */
  public static final Point FLOW_TEMPERATURE_C =
      new Point("flowTemperatureC", Unit.CELSIUS, Kind.MEASUREMENT, -60, 300);

  /** Temperature of the heating water that comes back, index per circuit. */
  public static final Point RETURN_TEMPERATURE_C =
      new Point("returnTemperatureC", Unit.CELSIUS, Kind.MEASUREMENT, -60, 300);

  /** Temperature of a store of warm water, index per place. */
  public static final Point TANK_TEMPERATURE_C =
      new Point("tankTemperatureC", Unit.CELSIUS, Kind.MEASUREMENT, -60, 300);

  /** Temperature of a room. */
  public static final Point ROOM_TEMPERATURE_C =
      new Point("roomTemperatureC", Unit.CELSIUS, Kind.MEASUREMENT, -60, 100);

  /** Temperature of the air outside. */
  public static final Point OUTDOOR_TEMPERATURE_C =
      new Point("outdoorTemperatureC", Unit.CELSIUS, Kind.MEASUREMENT, -90, 70);

  /** Temperature a heat pump or heater is to reach. */
  public static final Point TARGET_TEMPERATURE_C =
      new Point("targetTemperatureC", Unit.CELSIUS, Kind.SETPOINT, -60, 300);

  /** Level of the fuel tank. */
  public static final Point FUEL_LEVEL_PCT =
      new Point("fuelLevelPct", Unit.PERCENT, Kind.MEASUREMENT, 0, 100);

  /** Speed of an engine. */
  public static final Point ENGINE_SPEED_RPM =
      new Point("engineSpeedRpm", Unit.PER_MINUTE, Kind.MEASUREMENT, 0, 100000.0);

  /** Temperature of the coolant of an engine. */
  public static final Point COOLANT_TEMPERATURE_C =
      new Point("coolantTemperatureC", Unit.CELSIUS, Kind.MEASUREMENT, -60, 300);

  /** Oil pressure of an engine. */
  public static final Point OIL_PRESSURE_PA =
      new Point("oilPressurePa", Unit.PASCAL, Kind.MEASUREMENT, 0, 100000000.0);

  /** Voltage of the battery that starts an engine. */
  public static final Point STARTER_VOLTAGE_V =
      new Point("starterVoltageV", Unit.VOLT, Kind.MEASUREMENT, 0, 1000);

  /** Time for which the device has run. */
  public static final Point RUN_TIME_S =
      new Point("runTimeS", Unit.SECOND, Kind.COUNTER, 0, 1000000000000.0);

  /** Irradiance in the plane of the array. */
  public static final Point IRRADIANCE_W_PER_M2 =
      new Point("irradianceWPerM2", Unit.WATT_PER_SQUARE_METRE, Kind.MEASUREMENT, 0, 2000);

  /** Temperature of a PV module. */
  public static final Point MODULE_TEMPERATURE_C =
      new Point("moduleTemperatureC", Unit.CELSIUS, Kind.MEASUREMENT, -90, 150);

  /** Relative humidity of the air. */
  public static final Point HUMIDITY_PCT =
      new Point("humidityPct", Unit.PERCENT, Kind.MEASUREMENT, 0, 100);

  /** Pressure of the air. */
  public static final Point AIR_PRESSURE_PA =
      new Point("airPressurePa", Unit.PASCAL, Kind.MEASUREMENT, 0, 200000.0);

  /** Speed of the wind. */
  public static final Point WIND_SPEED_M_PER_S =
      new Point("windSpeedMPerS", Unit.METRE_PER_SECOND, Kind.MEASUREMENT, 0, 150);

  /** Direction the wind comes from, 0 north, 90 east. */
  public static final Point WIND_DIRECTION_DEG =
      new Point("windDirectionDeg", Unit.DEGREE, Kind.MEASUREMENT, 0, 360);

  private static final List<Point> ALL =
      List.of(
          ACTIVE_POWER_W,
          REACTIVE_POWER_VAR,
          APPARENT_POWER_VA,
          POWER_FACTOR,
          FREQUENCY_HZ,
          VOLTAGE_LN_V,
          VOLTAGE_LL_V,
          CURRENT_A,
          DC_VOLTAGE_V,
          DC_CURRENT_A,
          DC_POWER_W,
          ENERGY_INJECTED_WH,
          ENERGY_ABSORBED_WH,
          REACTIVE_ENERGY_INJECTED_VARH,
          REACTIVE_ENERGY_ABSORBED_VARH,
          STATE_OF_CHARGE_PCT,
          STATE_OF_CHARGE_ESTIMATE_PCT,
          STATE_OF_HEALTH_PCT,
          STATE_OF_CHARGE_MIN_PCT,
          STATE_OF_CHARGE_MAX_PCT,
          CYCLES,
          ENERGY_CAPACITY_WH,
          ENERGY_AVAILABLE_WH,
          CHARGE_POWER_MAX_W,
          DISCHARGE_POWER_MAX_W,
          CHARGE_CURRENT_MAX_A,
          DISCHARGE_CURRENT_MAX_A,
          CHARGE_VOLTAGE_MAX_V,
          DISCHARGE_VOLTAGE_MIN_V,
          RATED_POWER_W,
          RATED_APPARENT_POWER_VA,
          ACTIVE_POWER_SETPOINT_W,
          REACTIVE_POWER_SETPOINT_VAR,
          ACTIVE_POWER_LIMIT_PCT,
          ACTIVE_POWER_LIMIT_W,
          EXPORT_POWER_LIMIT_W,
          CURRENT_LIMIT_A,
          CELL_VOLTAGE_MIN_V,
          CELL_VOLTAGE_MAX_V,
          CELL_VOLTAGE_V,
          TEMPERATURE_C,
          CELL_TEMPERATURE_MIN_C,
          CELL_TEMPERATURE_MAX_C,
          CELL_TEMPERATURE_C,
          INSULATION_OHM,
          OPERATING_STATE,
          OPERATING_MODE,
          EVENT_BITS,
          HEARTBEAT,
          CHARGER_STATE,
          SESSION_ENERGY_WH,
          PHASES_IN_USE,
          VEHICLE_STATE_OF_CHARGE_PCT,
          CONNECTED,
          SWITCH_ON,
          FAULT_RESET,
          SG_READY_STATE,
          THERMAL_POWER_W,
          THERMAL_ENERGY_WH,
          FLOW_TEMPERATURE_C,
          RETURN_TEMPERATURE_C,
          TANK_TEMPERATURE_C,
          ROOM_TEMPERATURE_C,
          OUTDOOR_TEMPERATURE_C,
          TARGET_TEMPERATURE_C,
          FUEL_LEVEL_PCT,
          ENGINE_SPEED_RPM,
          COOLANT_TEMPERATURE_C,
          OIL_PRESSURE_PA,
          STARTER_VOLTAGE_V,
          RUN_TIME_S,
          IRRADIANCE_W_PER_M2,
          MODULE_TEMPERATURE_C,
          HUMIDITY_PCT,
          AIR_PRESSURE_PA,
          WIND_SPEED_M_PER_S,
          WIND_DIRECTION_DEG);

  private static final Map<String, Point> BY_ID =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Point::id, Function.identity()));

  private Points() {}

  /** All published points, in the order of the reference page. */
  public static List<Point> all() {
    return ALL;
  }

  /** The published point with this id, empty where there is none. */
  public static Optional<Point> of(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }
}
