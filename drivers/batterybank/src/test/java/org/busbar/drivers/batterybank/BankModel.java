package org.busbar.drivers.batterybank;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.busbar.api.transport.Table;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.conformance.api.RegisterPeer;
import org.jspecify.annotations.Nullable;

/**
 * A battery bank as SunSpec model 802 describes it: places counted from the register of the number,
 * as in the model and not as in the driver.
 */
final class BankModel implements RegisterPeer.Image {
  static final int BASE = 40_070;
  private static final int SIZE = 64;
  private static final int STATE = 22;
  private static final int EVENT = 26;

  final int[] words = new int[SIZE];
  final List<Integer> operations = new ArrayList<>();
  final List<Integer> heartbeats = new ArrayList<>();
  boolean slow;
  private int number;
  private int writes;

  BankModel() {
    settle();
  }

  synchronized void settle() {
    java.util.Arrays.fill(words, 0);
    number = 802;
    words[1] = 62;
    words[3] = 200; // WHRtg in 10^2
    words[53] = 2;
    words[4] = 50; // WChaRteMax in 10^2
    words[5] = 60; // WDisChaRteMax
    words[54] = 2;
    words[11] = 557; // SoC in 10^-1
    words[56] = -1 & 0xffff;
    words[13] = 98; // SoH
    words[14] = 1; // NCyc 65536 + 5
    words[15] = 5;
    words[17] = 0; // LocRemCtl REMOTE
    words[18] = 7; // Hb
    words[STATE] = 1; // DISCONNECTED
    words[34] = 5120; // V in 10^-1
    words[59] = -1 & 0xffff;
    words[37] = 3412; // CellVMax in 10^-3
    words[40] = 3305; // CellVMin
    words[60] = -3 & 0xffff;
    words[45] = 100; // AChaMax
    words[46] = 120; // ADisChaMax
  }

  synchronized void disguise(boolean other) {
    number = other ? 803 : 802;
  }

  synchronized void randomize(RandomGenerator random) {
    for (int i = 1; i < SIZE; i++) {
      words[i] = random.nextInt(65_536);
    }
  }

  synchronized int writes() {
    return writes;
  }

  @Override
  public synchronized int @Nullable [] read(Table table, int at, int count) {
    if (table != Table.HOLDING || at < BASE || at + count > BASE + SIZE) {
      return null;
    }
    int[] read = new int[count];
    for (int i = 0; i < count; i++) {
      read[i] = at - BASE + i == 0 ? number : words[at - BASE + i];
    }
    return read;
  }

  @Override
  public synchronized boolean write(Table table, int at, int[] written) {
    int place = at - BASE;
    if (written.length != 1 || (place != 19 && place != 20 && place != 50 && place != 51)) {
      return false;
    }
    writes++;
    int value = written[0];
    switch (place) {
      case 19 -> heartbeats.add(value);
      case 20 -> {
        if (value == 1) { // AlmRst: alarms go, then it is 0 again.
          words[EVENT] = 0;
          words[EVENT + 1] = 0;
          words[STATE] = words[STATE] == 99 ? 1 : words[STATE];
        }
      }
      default -> {
        operations.add(value);
        words[STATE] = value == 2 ? 1 : slow ? 2 : 3;
      }
    }
    words[place] = place == 20 ? 0 : value;
    return true;
  }

  private double number(int place, int scale, double divisor) {
    if (words[place] == 0xffff) {
      return Double.NaN;
    }
    int exponent = scale < 0 ? 0 : (short) words[scale];
    return exponent < -10 || exponent > 10
        ? Double.NaN
        : words[place] / divisor * StrictMath.pow(10, exponent);
  }

  /** What its registers mean, by arithmetic of its own. */
  synchronized Map<Address, Double> truth(NodeId device) {
    Map<Point, Double> truth = new HashMap<>();
    truth.put(Points.ENERGY_CAPACITY_WH, number(3, 53, 1));
    truth.put(Points.CHARGE_POWER_MAX_W, number(4, 54, 1));
    truth.put(Points.DISCHARGE_POWER_MAX_W, number(5, 54, 1));
    truth.put(Points.STATE_OF_CHARGE_PCT, number(11, 56, 1));
    truth.put(Points.STATE_OF_HEALTH_PCT, number(13, 58, 1));
    truth.put(Points.CYCLES, words[14] * 65_536.0 + words[15]);
    truth.put(Points.HEARTBEAT, number(18, -1, 1));
    truth.put(Points.OPERATING_STATE, number(STATE, -1, 1));
    truth.put(Points.EVENT_BITS, words[EVENT] * 65_536.0 + words[EVENT + 1]);
    truth.put(Points.DC_VOLTAGE_V, number(34, 59, 1));
    truth.put(Points.CELL_VOLTAGE_MAX_V, number(37, 60, 1));
    truth.put(Points.CELL_VOLTAGE_MIN_V, number(40, 60, 1));
    truth.put(Points.CHARGE_CURRENT_MAX_A, number(45, 62, 1));
    truth.put(Points.DISCHARGE_CURRENT_MAX_A, number(46, 62, 1));
    truth.put(Points.SWITCH_ON, words[STATE] == 3 ? 1 : words[STATE] == 1 ? 0.0 : Double.NaN);
    Map<Address, Double> byAddress = new HashMap<>();
    truth.forEach((point, value) -> byAddress.put(Address.of(device, point), value));
    return byAddress;
  }
}
