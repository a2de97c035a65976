package org.busbar.sim.served;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.sim.modbus.ModbusRefusal;
import org.jspecify.annotations.Nullable;

/** Which registers a unit has, and their words as one array, so that all are read of one moment. */
final class RegisterSpace {
  private final Map<Table, TreeMap<Integer, Integer>> slots = new EnumMap<>(Table.class);
  private final int maxGap;
  private int size;

  /**
   * @param maxGap greatest run of undefined registers between two defined ones that reads as zeros
   */
  RegisterSpace(int maxGap) {
    this.maxGap = maxGap;
  }

  /** Makes registers exist. */
  void define(Table table, int at, int count) {
    TreeMap<Integer, Integer> defined = slots.computeIfAbsent(table, _ -> new TreeMap<>());
    for (int i = at; i < at + count; i++) {
      if (!defined.containsKey(i)) {
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
      Integer slot = slot(table, at + i);
      if (slot != null) {
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
      Integer slot = slot(table, at + i);
      if (slot == null) {
        throw new ModbusRefusal(ModbusRefusal.ILLEGAL_ADDRESS);
      }
      image[slot] = words[i];
    }
  }

  /** Words of registers that are known to be defined. */
  Words words(int[] image, Table table, int at, int count) {
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = image[slots.get(table).get(at + i)];
    }
    return Words.of(words);
  }

  /** Puts words into registers that are known to be defined. */
  void put(int[] image, Table table, int at, Words words) {
    for (int i = 0; i < words.size(); i++) {
      image[slots.get(table).get(at + i)] = words.at(i);
    }
  }

  private @Nullable Integer slot(Table table, int at) {
    TreeMap<Integer, Integer> defined = slots.get(table);
    return defined == null ? null : defined.get(at);
  }

  private boolean inSmallGap(Table table, int at) {
    TreeMap<Integer, Integer> defined = slots.get(table);
    if (defined == null) {
      return false;
    }
    Integer below = defined.floorKey(at);
    Integer above = defined.ceilingKey(at);
    return below != null && above != null && above - below - 1 <= maxGap;
  }
}
