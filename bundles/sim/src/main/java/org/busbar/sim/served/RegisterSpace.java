package org.busbar.sim.served;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.sim.modbus.ModbusRefusal;

/** Which registers a unit has, and their words as one array, so that all are read of one moment. */
final class RegisterSpace {
  private final Map<Table, Row> slots = new EnumMap<>(Table.class);
  private final int maxGap;
  private int size;

  /** The registers of one table: the place of each in the array, less than 0 where it has none. */
  private static final class Row {
    private int first;
    private int[] places = new int[0];

    int at(int register) {
      int offset = register - first;
      return offset < 0 || offset >= places.length ? -1 : places[offset];
    }

    void put(int register, int place) {
      int from = places.length == 0 ? register : Math.min(first, register);
      int end = places.length == 0 ? register + 1 : Math.max(first + places.length, register + 1);
      if (end - from > places.length) {
        int[] wider = new int[end - from];
        Arrays.fill(wider, -1);
        System.arraycopy(places, 0, wider, places.length == 0 ? 0 : first - from, places.length);
        first = from;
        places = wider;
      }
      places[register - first] = place;
    }

    /** Length of the run without a place around a register that lies between two that have one. */
    int gap(int register) {
      int below = register;
      while (below >= first && at(below) < 0) {
        below--;
      }
      int above = register;
      while (above < first + places.length && at(above) < 0) {
        above++;
      }
      boolean between = below >= first && above < first + places.length;
      return between ? above - below - 1 : Integer.MAX_VALUE;
    }
  }

  /**
   * @param maxGap greatest run of undefined registers between two defined ones that reads as zeros
   */
  RegisterSpace(int maxGap) {
    this.maxGap = maxGap;
  }

  /** Makes registers exist. */
  void define(Table table, int at, int count) {
    Row defined = slots.computeIfAbsent(table, _ -> new Row());
    for (int i = at; i < at + count; i++) {
      if (defined.at(i) < 0) {
        defined.put(i, size++);
      }
    }
  }

  int size() {
    return size;
  }

  /** Words of a run of registers; those in a small gap are 0. */
  int[] read(int[] image, Table table, int at, int count) throws ModbusRefusal {
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      int slot = slot(table, at + i);
      if (slot >= 0) {
        words[i] = image[slot];
      } else if (!inSmallGap(table, at + i)) {
        throw new ModbusRefusal(ModbusRefusal.ILLEGAL_ADDRESS);
      }
    }
    return words;
  }

  /** Puts words in; all registers must be defined. */
  void write(int[] image, Table table, int at, int[] words) throws ModbusRefusal {
    for (int i = 0; i < words.length; i++) {
      int slot = slot(table, at + i);
      if (slot < 0) {
        throw new ModbusRefusal(ModbusRefusal.ILLEGAL_ADDRESS);
      }
      image[slot] = words[i];
    }
  }

  /** Words of registers that are known to be defined. */
  Words words(int[] image, Table table, int at, int count) {
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = image[slot(table, at + i)];
    }
    return Words.of(words);
  }

  /** Puts words into registers that are known to be defined. */
  void put(int[] image, Table table, int at, Words words) {
    for (int i = 0; i < words.size(); i++) {
      image[slot(table, at + i)] = words.at(i);
    }
  }

  private int slot(Table table, int at) {
    Row defined = slots.get(table);
    return defined == null ? -1 : defined.at(at);
  }

  private boolean inSmallGap(Table table, int at) {
    Row defined = slots.get(table);
    return defined != null && defined.gap(at) <= maxGap;
  }
}
