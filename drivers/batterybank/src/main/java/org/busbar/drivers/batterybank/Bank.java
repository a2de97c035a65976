package org.busbar.drivers.batterybank;

import org.busbar.drivers.registermap.At;
import org.busbar.drivers.registermap.Coded;
import org.busbar.drivers.registermap.RegisterMap;

/**
 * SunSpec model 802 from its number on (github.com/sunspec/models at 7abdf898, Apache-2.0). Power
 * and current are left out: the model does not say which way they are positive.
 */
@RegisterMap
record Bank(
    @At(value = 0, inner = true) double model,
    @At(value = 3, scale = 53, invalid = 0xffff) double energyCapacityWh,
    @At(value = 4, scale = 54, invalid = 0xffff) double chargePowerMaxW,
    @At(value = 5, scale = 54, invalid = 0xffff) double dischargePowerMaxW,
    @At(value = 11, scale = 56, invalid = 0xffff) double stateOfChargePct,
    @At(value = 13, scale = 58, invalid = 0xffff) double stateOfHealthPct,
    @At(value = 14, type = Coded.U32, invalid = 0xffff_ffffL) double cycles,
    @At(value = 17, invalid = 0xffff, inner = true) double localControl,
    @At(value = 18, invalid = 0xffff) double heartbeat,
    @At(value = 22, invalid = 0xffff) double operatingState,
    @At(value = 26, type = Coded.U32, invalid = 0xffff_ffffL) double eventBits,
    @At(value = 34, scale = 59, invalid = 0xffff) double dcVoltageV,
    @At(value = 37, scale = 60, invalid = 0xffff) double cellVoltageMaxV,
    @At(value = 40, scale = 60, invalid = 0xffff) double cellVoltageMinV,
    @At(value = 45, scale = 62, invalid = 0xffff) double chargeCurrentMaxA,
    @At(value = 46, scale = 62, invalid = 0xffff) double dischargeCurrentMaxA) {
  /** Number of the model. */
  static final int MODEL = 802;

  /** Written: counts up once a second while a controller is there. */
  static final int CONTROLLER_HEARTBEAT = 19;

  /** Written: 1 resets latched alarms, the bank sets it back to 0. */
  static final int ALARM_RESET = 20;

  /** Written: one of the operations. */
  static final int OPERATION = 50;

  static final int CONNECT = 1;
  static final int DISCONNECT = 2;

  private static final int DISCONNECTED = 1;
  private static final int CONNECTED = 3;
  private static final int FAULT = 99;
  private static final int LOCAL = 1;

  /** 1 where it is connected, 0 where it is not, unknown in between. */
  double switchOn() {
    return operatingState == CONNECTED ? 1 : operatingState == DISCONNECTED ? 0 : Double.NaN;
  }

  /** Why it must not be connected now, empty where it may be. */
  String obstacle() {
    if (model != MODEL) {
      return "there is no battery bank here any more";
    }
    if (localControl == LOCAL) {
      return "the bank is controlled at its own panel";
    }
    return operatingState == FAULT ? "the bank has a fault; reset it first" : "";
  }
}
