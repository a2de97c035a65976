package org.busbar.profile.read;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.busbar.api.transport.Table;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.RawType;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WordOrder;

/** Reads where a value lies and how it is coded. Units and signs are converted here, once. */
public final class RegisterReader {
  /** What a device calls positive, as +1 where it is what flows into the busbar. */
  private static final Map<String, Integer> SIGNS =
      Map.of(
          "into+", 1,
          "import+", 1,
          "produce+", 1,
          "discharge+", 1,
          "out+", -1,
          "export+", -1,
          "consume+", -1,
          "charge+", -1);

  private static final int MAX_ADDRESS = 65_535;

  private final Table table;
  private final WordOrder words;

  RegisterReader(Table table, WordOrder words) {
    this.table = table;
    this.words = words;
  }

  Table table() {
    return table;
  }

  /** The register of a section; what is wrong with it is recorded there. */
  Optional<Register> read(Section section, Unit unit) {
    int at = section.integer("at", 0, MAX_ADDRESS);
    if (!section.has("type")) {
      section.problem("type", "is missing", "Write u16, i16, u32, i32, f32, enum, bits, bool ...");
    }
    RawType type = section.choice("type", RawType.class, RawType.U16);
    Table where = section.choice("table", Table.class, table);
    OptionalInt scaleFrom =
        section.has("scaleFrom")
            ? OptionalInt.of(section.integer("scaleFrom", 0, MAX_ADDRESS))
            : OptionalInt.empty();
    try {
      return Optional.of(
          new Register(
              where, at, coding(section, type, unit).in(order(section, where)), scaleFrom));
    } catch (IllegalArgumentException wrong) {
      section.problem("at", String.valueOf(wrong.getMessage()), "");
      return Optional.empty();
    }
  }

  private Coding coding(Section section, RawType type, Unit unit) {
    double scale = section.number("scale", 1);
    if (scale == 0) {
      section.problem("scale", "must not be 0", "Leave it out for 1");
      scale = 1;
    }
    double perUnit = factor(section, unit);
    double offset = section.number("offset", 0) * perUnit;
    int bit = section.integer("bit", -1, 0, 15);
    if (type != RawType.BOOL && bit >= 0) {
      section.problem("bit", "goes with type bool only", "");
    }
    long mask = mask(section, type);
    return new Coding(
        type,
        WordOrder.HIGH_FIRST,
        scale * perUnit,
        offset,
        invalid(section, type),
        values(section, type),
        bit,
        mask);
  }

  /**
   * The order of words and bytes of a section, the transport's where it says nothing; a bit has
   * none.
   */
  WordOrder order(Section section, Table where) {
    WordOrder order = order(section, words);
    return where == Table.COIL || where == Table.DISCRETE_INPUT ? WordOrder.HIGH_FIRST : order;
  }

  /** The order of words and bytes as a section says it. */
  static WordOrder order(Section section, WordOrder fallback) {
    First bytes =
        section.choice(
            "bytes", First.class, fallback.isSwapped() ? First.LOW_FIRST : First.HIGH_FIRST);
    First words =
        section.choice(
            "words", First.class, fallback.isLowFirst() ? First.LOW_FIRST : First.HIGH_FIRST);
    WordOrder order = words == First.LOW_FIRST ? WordOrder.LOW_FIRST : WordOrder.HIGH_FIRST;
    return order.swapped(bytes == First.LOW_FIRST);
  }

  /** Which of two comes first. */
  private enum First {
    HIGH_FIRST,
    LOW_FIRST
  }

  private static long mask(Section section, RawType type) {
    Optional<String> text = section.optionalText("mask");
    if (text.isEmpty()) {
      return -1;
    }
    Optional<Long> mask = parseRaw(text.get());
    boolean fits = mask.isPresent() && (type.words() == 4 || mask.get() >> 16 * type.words() == 0);
    if (!fits || type == RawType.BOOL) {
      section.problem("mask", "is no mask of this type", "Write such as 0x00ff; bool has bit");
      return -1;
    }
    return mask.get();
  }

  /** What one count is in the unit of a point, with its sign. */
  public static double factor(Section section, Unit unit) {
    return unit(section, unit) * sign(section);
  }

  private static double unit(Section section, Unit unit) {
    Optional<String> written = section.optionalText("unit");
    if (written.isEmpty()) {
      return 1;
    }
    OptionalDouble perCount = Keys.perCount(written.get(), unit);
    if (perCount.isEmpty() || perCount.getAsDouble() == 0) {
      section.problem(
          "unit",
          unit == Unit.NONE ? "is given for a point without unit" : "is no unit of this point",
          unit == Unit.NONE
              ? "Leave it out"
              : "Write " + unit.symbol() + " or a multiple, such as '0.1 " + unit.symbol() + "'");
      return 1;
    }
    return perCount.getAsDouble();
  }

  private static int sign(Section section) {
    Optional<String> written = section.optionalText("sign");
    if (written.isEmpty()) {
      return 1;
    }
    Integer sign = SIGNS.get(written.get());
    if (sign == null) {
      section.problem("sign", "is not known", Nearest.remedy(written.get(), SIGNS.keySet()));
      return 1;
    }
    return sign;
  }

  private static Set<Long> invalid(Section section, RawType type) {
    Set<Long> sentinels = new HashSet<>();
    long mask = type.words() == 4 ? -1L : (1L << (16 * type.words())) - 1;
    for (String text : section.texts("invalid")) {
      parseRaw(text)
          .ifPresentOrElse(
              raw -> sentinels.add(raw & mask),
              () -> section.problem("invalid", "is no raw number", "Write such as 0x8000"));
    }
    return sentinels;
  }

  private static Map<Long, Double> values(Section section, RawType type) {
    Map<Long, Double> values = new HashMap<>();
    section
        .scalars("values")
        .forEach(
            (raw, value) -> {
              Optional<Long> from = parseRaw(raw);
              Optional<Long> to = parseRaw(value);
              if (from.isEmpty() || to.isEmpty()) {
                section.problem("values", "must map numbers to numbers", "");
              } else {
                values.put(from.get(), (double) to.get());
              }
            });
    if (!values.isEmpty() && !type.isEnum()) {
      section.problem("values", "goes with type enum only", "");
    }
    return values;
  }

  static Optional<Long> parseRaw(String text) {
    String word = text.strip();
    try {
      return Optional.of(
          word.startsWith("0x")
              ? Long.parseUnsignedLong(word.substring(2), 16)
              : Long.parseLong(word));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}
