package org.busbar.profile.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Interval;

/**
 * Registers by which a device, or a variant of it, is known.
 *
 * @param table table of Modbus
 * @param at first address, as on the wire
 * @param size number of registers
 * @param test what they must hold
 */
public record Identity(Table table, int at, int size, Test test) {
  /** What registers must hold. */
  public sealed interface Test {}

  /**
   * A number.
   *
   * @param coding how it is coded
   * @param expected values any of which proves the device, empty where the range does
   * @param range values that prove the device where none is listed
   */
  public record Number(Coding coding, Set<Double> expected, Interval range) implements Test {
    /** Copies the set. */
    public Number {
      expected = Set.copyOf(expected);
    }
  }

  /**
   * A text, two characters in each register.
   *
   * @param isSwapped whether the second character of each register comes first
   * @param expected texts any of which proves the device; {@code *} at the end stands for any rest;
   *     upper and lower case are the same
   */
  public record Text(boolean isSwapped, List<String> expected) implements Test {
    /** Copies the list. */
    public Text {
      expected = List.copyOf(expected);
    }
  }

  /** Checks the place; throws {@link IllegalArgumentException} naming it. */
  public Identity {
    if (at < 0 || size < 1 || size > 125 || at + size > 65_536) {
      throw new IllegalArgumentException("registers " + at + "+" + size + " are out of range");
    }
  }

  /** A register any of whose values proves the device. */
  public Identity(Register register, Set<Double> expected) {
    this(
        register.table(),
        register.at(),
        register.size(),
        new Number(register.coding(), expected, Interval.UNBOUNDED));
  }

  /** What to read of a unit for it. */
  public Registers of(int unit) {
    return new Registers(unit, table, at, size);
  }

  /** Whether these words prove the device. */
  public boolean holds(Words words) {
    return switch (test) {
      case Number number -> {
        double value = number.coding().decode(words);
        yield number.expected().isEmpty()
            ? number.range().contains(value)
            : number.expected().contains(value);
      }
      case Text text ->
          text.expected().stream().anyMatch(one -> matches(one, text(words, text.isSwapped())));
    };
  }

  private static boolean matches(String expected, String held) {
    String lower = held.toLowerCase(Locale.ROOT);
    String wanted = expected.toLowerCase(Locale.ROOT);
    return wanted.endsWith("*")
        ? lower.startsWith(wanted.substring(0, wanted.length() - 1))
        : lower.equals(wanted);
  }

  /** What words say, for people: a number or a text. */
  public String shown(Words words) {
    return switch (test) {
      case Number number -> Double.toString(number.coding().decode(words));
      case Text text -> "'" + text(words, text.isSwapped()) + "'";
    };
  }

  /** What is expected, for people. */
  public String wanted() {
    return switch (test) {
      case Number number ->
          number.expected().isEmpty()
              ? number.range().min() + " to " + number.range().max()
              : number.expected().toString();
      case Text text -> text.expected().toString();
    };
  }

  /** Words that prove the device, for a simulator. */
  public Words example() {
    return switch (test) {
      case Number number -> {
        double low = Double.isFinite(number.range().min()) ? number.range().min() : 0;
        double value =
            number.expected().stream()
                .min(Double::compare)
                .orElse(number.range().contains(low) ? low : number.range().max());
        yield number.coding().encode(value);
      }
      case Text text -> words(text.expected().getFirst().replace("*", ""), text.isSwapped());
    };
  }

  /** The text in words, without what fills it up. */
  public static String text(Words words, boolean isSwapped) {
    byte[] bytes = new byte[2 * words.size()];
    for (int i = 0; i < words.size(); i++) {
      bytes[2 * i + (isSwapped ? 1 : 0)] = (byte) (words.at(i) >> 8);
      bytes[2 * i + (isSwapped ? 0 : 1)] = (byte) words.at(i);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  private Words words(String text, boolean isSwapped) {
    byte[] bytes = new byte[2 * size];
    byte[] given = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(given, 0, bytes, 0, Math.min(given.length, bytes.length));
    int[] words = new int[size];
    for (int i = 0; i < size; i++) {
      int first = bytes[2 * i + (isSwapped ? 1 : 0)] & 0xFF;
      int second = bytes[2 * i + (isSwapped ? 0 : 1)] & 0xFF;
      words[i] = first << 8 | second;
    }
    return Words.of(words);
  }
}
