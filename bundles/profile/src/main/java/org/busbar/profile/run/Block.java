package org.busbar.profile.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Register;

/**
 * Registers that are read in one piece: a value and the scale register it needs belong together, or
 * a device that changes its scale would be read wrong by a power of ten.
 *
 * @param table table
 * @param at first address
 * @param end address after the last
 * @param points the points within
 * @param scales addresses of scale registers within
 */
record Block(Table table, int at, int end, List<ProfilePoint> points, List<Integer> scales) {
  Block {
    points = List.copyOf(points);
    scales = List.copyOf(scales);
  }

  /** The blocks that read all of these points; none is longer than allowed. */
  static List<Block> of(Collection<ProfilePoint> points, int maxRegisters) {
    List<Block> single = new ArrayList<>();
    for (ProfilePoint point : points) {
      single.addAll(spans(point, maxRegisters));
    }
    single.sort(
        Comparator.comparing(Block::table).thenComparing(Block::at).thenComparing(Block::end));
    List<Block> blocks = new ArrayList<>();
    for (Block next : single) {
      Block last = blocks.isEmpty() ? null : blocks.getLast();
      if (last != null && last.joins(next, maxRegisters)) {
        blocks.set(blocks.size() - 1, last.with(next));
      } else {
        blocks.add(next);
      }
    }
    return blocks;
  }

  private static List<Block> spans(ProfilePoint point, int maxRegisters) {
    Register register = point.register();
    int at = register.at();
    int end = at + register.size();
    OptionalInt scale = register.scaleFrom();
    if (scale.isEmpty()) {
      return List.of(new Block(register.table(), at, end, List.of(point), List.of()));
    }
    int from = Math.min(at, scale.getAsInt());
    int to = Math.max(end, scale.getAsInt() + 1);
    List<Integer> scales = List.of(scale.getAsInt());
    if (to - from <= maxRegisters) {
      return List.of(new Block(register.table(), from, to, List.of(point), scales));
    }
    return List.of(
        new Block(register.table(), at, end, List.of(point), List.of()),
        new Block(register.table(), scale.getAsInt(), scale.getAsInt() + 1, List.of(), scales));
  }

  private boolean joins(Block next, int maxRegisters) {
    return table == next.table && next.at < end && Math.max(end, next.end) - at <= maxRegisters;
  }

  private Block with(Block next) {
    List<ProfilePoint> both = new ArrayList<>(points);
    both.addAll(next.points);
    List<Integer> allScales = new ArrayList<>(scales);
    next.scales.stream().filter(s -> !scales.contains(s)).forEach(allScales::add);
    return new Block(table, at, Math.max(end, next.end), both, allScales);
  }

  Registers item(int unit) {
    return new Registers(unit, table, at, end - at);
  }

  /** The words of a register within this block. */
  Words cut(Words words, Register register) {
    return words.slice(register.at() - at, register.size());
  }
}
