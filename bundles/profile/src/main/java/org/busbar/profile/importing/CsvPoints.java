package org.busbar.profile.importing;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Problem;
import org.busbar.config.api.Quantity;

/** Makes points of the lines of a table. */
final class CsvPoints {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("uint16", "u16"),
          Map.entry("unsigned16", "u16"),
          Map.entry("word", "u16"),
          Map.entry("ushort", "u16"),
          Map.entry("int16u", "u16"),
          Map.entry("int16", "i16"),
          Map.entry("sint16", "i16"),
          Map.entry("int16s", "i16"),
          Map.entry("s16", "i16"),
          Map.entry("short", "i16"),
          Map.entry("signed16", "i16"),
          Map.entry("uint32", "u32"),
          Map.entry("unsigned32", "u32"),
          Map.entry("dword", "u32"),
          Map.entry("int32u", "u32"),
          Map.entry("ulong", "u32"),
          Map.entry("int32", "i32"),
          Map.entry("sint32", "i32"),
          Map.entry("int32s", "i32"),
          Map.entry("long", "i32"),
          Map.entry("s32", "i32"),
          Map.entry("signed32", "i32"),
          Map.entry("uint64", "u64"),
          Map.entry("int64", "i64"),
          Map.entry("float", "f32"),
          Map.entry("float32", "f32"),
          Map.entry("single", "f32"),
          Map.entry("real", "f32"),
          Map.entry("real32", "f32"),
          Map.entry("ieee754", "f32"),
          Map.entry("double", "f64"),
          Map.entry("float64", "f64"),
          Map.entry("bitfield16", "bits"),
          Map.entry("bitmap", "bits"),
          Map.entry("bitfield32", "bits32"),
          Map.entry("enum16", "enum"),
          Map.entry("bit", "bool"),
          Map.entry("boolean", "bool"));

  private static final String HIGH = "high-first";
  private static final String LOW = "low-first";

  private static final Map<String, String> TABLES =
      Map.of(
          "1",
          "coil",
          "01",
          "coil",
          "2",
          "discrete-input",
          "02",
          "discrete-input",
          "3",
          "holding",
          "03",
          "holding",
          "4",
          "input",
          "04",
          "input");

  private static final Pattern TEXT =
      Pattern.compile("(?:str|string|ascii|chars?|text|utf8)([0-9]*)");

  /** What a text of a device is, by what its line says. */
  private static final Map<String, Pattern> TEXTS =
      Map.of(
          "serial", Pattern.compile("(?i)serial|serien|\\bs/?n\\b"),
          "firmware", Pattern.compile("(?i)firmware|software|version"),
          "model", Pattern.compile("(?i)model|modell"));

  /** Letters of four bytes, the highest first, as makers say in which order they come. */
  private static final Map<String, Map<String, String>> ORDERS =
      Map.of(
          "abcd", Map.of("words", HIGH, "bytes", HIGH),
          "cdab", Map.of("words", LOW, "bytes", HIGH),
          "badc", Map.of("words", HIGH, "bytes", LOW),
          "dcba", Map.of("words", LOW, "bytes", LOW));

  private final Map<String, String> options;
  private final Map<String, String> texts = new TreeMap<>();
  private final String maker;
  private final Draft draft;
  private final int base;
  private final String file;
  private final Map<String, Integer> lines = new HashMap<>();
  private final Map<String, String> given = new LinkedHashMap<>();
  private final Map<String, String> expect = new LinkedHashMap<>();

  CsvPoints(String file, Map<String, String> options, Draft draft) {
    this.file = file;
    this.options = options;
    this.draft = draft;
    this.base = new Asked(options).number("base", 0, 0, 500_000);
    this.maker = draft.id().substring(0, Math.max(0, draft.id().indexOf('.')));
  }

  /** The draft with what was read of the device, where the table holds such columns. */
  Draft draft() {
    if (draft.size() == 0) {
      throw new IllegalArgumentException("has no line with an address");
    }
    if (!texts.isEmpty()) {
      draft.head("texts", texts);
    }
    if (given.isEmpty()) {
      draft.note("No vector yet: add columns raw and value, the words of one reading and the");
      draft.note("value the device's display shows beside them. They prove the profile.");
    } else {
      draft.vector(given, expect);
    }
    return draft;
  }

  void add(CsvTable.Line line) {
    String name = line.text("name").orElse("register " + line.text("at").orElse(""));
    Matcher text = TEXT.matcher(bare(line.text("type").orElse("")));
    if (text.matches()) {
      text(line, name);
      return;
    }
    String type = type(line);
    Optional<Unit> written = unit(line);
    String key = key(line, name, written.orElse(Unit.NONE));
    Unit unit = Points.of(pointOf(key)).map(Point::unit).orElse(written.orElse(Unit.NONE));
    Map<String, String> fields = new LinkedHashMap<>();
    int at = address(line);
    fields.put("at", "0x%04x".formatted(at));
    fields.put("type", type);
    line.text("table")
        .map(word -> TABLES.getOrDefault(word, word.toLowerCase(Locale.ROOT).replace(' ', '-')))
        .filter(table -> !table.equals(options.getOrDefault("table", "holding")))
        .ifPresent(table -> fields.put("table", table));
    order(line, type, fields);
    scale(line, unit, fields);
    if (pointOf(key).startsWith("x-") && unit != Unit.NONE) {
      fields.putIfAbsent("unit", unit.symbol()); // Of a point of the maker's own it is the unit.
    }
    line.text("offset").ifPresent(offset -> fields.put("offset", offset));
    sign(line, key, unit).ifPresent(sign -> fields.put("sign", sign));
    line.text("invalid").ifPresent(invalid -> fields.put("invalid", invalid));
    line.text("poll").ifPresent(poll -> fields.put("poll", poll));
    if (unit == Unit.WATT_HOUR && line.text("poll").isEmpty()) {
      fields.put("poll", "slow");
    }
    same(line, name, fields);
    draft.point(key, fields);
    reading(line, key, fields);
  }

  private static String bare(String type) {
    return type.toLowerCase(Locale.ROOT).replaceAll("\\(.*\\)|[ _-]", "");
  }

  /** A text is no point: it says who the device is. */
  private void text(CsvTable.Line line, String name) {
    Optional<String> key =
        TEXTS.entrySet().stream()
            .filter(entry -> entry.getValue().matcher(name).find())
            .map(Map.Entry::getKey)
            .sorted()
            .reduce((one, other) -> other)
            .filter(each -> !texts.containsKey(each));
    String length = line.text("length").filter(digits -> digits.matches("[1-9][0-9]?")).orElse("");
    if (key.isPresent() && !length.isEmpty()) {
      texts.put(key.get(), "{at: 0x%04x, length: %s}".formatted(address(line), length));
    } else {
      String remedy = "Add serial, firmware or model with at and length in registers to texts";
      draft.left(new Problem(file, line.number(), name, "", "is text, and left out", remedy));
    }
  }

  /** In which order the bytes come, where a line says it for itself. */
  private void order(CsvTable.Line line, String type, Map<String, String> fields) {
    boolean isLong = type.contains("32") || type.contains("64");
    String said = (line.text("order").orElse("") + " " + line.text("type").orElse(""));
    String word = said.toLowerCase(Locale.ROOT);
    Optional<String> letters = ORDERS.keySet().stream().filter(word::contains).findFirst();
    if (!isLong) {
      return;
    }
    if (letters.isPresent()) {
      ORDERS
          .get(letters.get())
          .forEach(
              (what, order) -> {
                if (!order.equals(options.getOrDefault(what, HIGH))) {
                  fields.put(what, order);
                }
              });
    } else if (word.matches(".*\\b(little|swap\\w*|le|lsw)\\b.*")
        && !options.containsKey("words")) {
      throw line.wrong(
          "'"
              + said.strip()
              + "' may mean two orders. Say it for all with --words low-first, or"
              + " write ABCD, CDAB, BADC or DCBA, A being the highest byte");
    }
  }

  /** A register that is there twice is a mistake of the table, or two ways to say one. */
  private void same(CsvTable.Line line, String name, Map<String, String> fields) {
    String place = fields.getOrDefault("table", "") + fields.get("at");
    Integer first = lines.putIfAbsent(place, line.number());
    if (first != null) {
      String text = "has the register of line " + first + ": they are the same, or one is wrong";
      draft.left(new Problem(file, line.number(), name, "", text, ""));
    }
  }

  private static String pointOf(String key) {
    return key.substring(key.indexOf('/') + 1).replaceFirst("\\.[0-9]+$", "");
  }

  private int address(CsvTable.Line line) {
    String text = line.text("at").orElse("");
    // Of a range, 40001-40002, the first; hexadecimal is 0x28, 28h or &H28.
    String first =
        text.replaceFirst("(?<=[0-9a-fA-FhH])\\s*(-|–|\\.\\.+|/|:)\\s*[0-9a-fA-FxX&hH]+$", "");
    String digits =
        first
            .replaceFirst("^&[hH](?=[0-9a-fA-F])", "0x")
            .replaceFirst("^0*([0-9a-fA-F]+)[hH]$", "0x$1");
    try {
      int at = Integer.decode(digits.replaceFirst("^0+(?=[0-9])", ""));
      if (at - base >= 0 && at - base <= 65_535) {
        return at - base;
      }
    } catch (NumberFormatException notANumber) {
      throw line.wrong("'" + text + "' is no address. Write such as 40 or 0x0028");
    }
    throw line.wrong("address " + text + " is out of range with --base " + base);
  }

  private static String type(CsvTable.Line line) {
    String written =
        line.text("type")
            .orElseThrow(
                () -> line.wrong("has no type. Add a column type, such as u16, i32 or float"));
    String word = bare(written).replaceAll("(abcd|cdab|badc|dcba)$", "");
    String type = TYPES.getOrDefault(word, word);
    if (!TYPES.containsValue(type)) {
      throw line.wrong("type '" + written + "' is not known. Write such as u16, i32 or float");
    }
    return type;
  }

  private static Optional<Unit> unit(CsvTable.Line line) {
    return UnitText.of(line.text("unit").orElse("")).map(UnitText::unit);
  }

  /** The unit as the profile writes it. */
  private static String symbol(CsvTable.Line line) {
    return UnitText.symbol(line.text("unit").orElse(""));
  }

  private String key(CsvTable.Line line, String name, Unit unit) {
    Optional<String> named = line.text("point");
    if (named.isPresent()) {
      return named.get();
    }
    Optional<String> guess =
        PointGuess.of(name)
            .filter(key -> !draft.has(key))
            .filter(key -> Points.of(pointOf(key)).filter(p -> p.unit() == unit).isPresent());
    String own = PointGuess.own(maker, name, unit);
    String key = guess.orElse(own);
    for (int i = 2; draft.has(key); i++) {
      key = PointGuess.own(maker, name + " " + i, unit);
    }
    return key;
  }

  private static void scale(CsvTable.Line line, Unit unit, Map<String, String> fields) {
    String scale = line.text("scale").orElse("1").replaceFirst("^[xX*×] *", "");
    double factor = number(line, scale);
    Optional<String> gain = line.text("gain");
    if (gain.isPresent()) {
      factor /= number(line, gain.get());
    }
    String text = plain(factor);
    if (unit == Unit.NONE) {
      if (factor != 1) {
        fields.put("scale", text);
      }
      return;
    }
    String symbol = symbol(line).isEmpty() ? unit.symbol() : symbol(line);
    String whole = factor == 1 ? symbol : text + " " + symbol;
    if (!whole.equals(unit.symbol())) {
      fields.put("unit", whole);
    }
  }

  private static double number(CsvTable.Line line, String text) {
    String point = line.hasCommas() ? text.replace(',', '.') : text;
    String[] parts =
        point
            .replaceFirst("^/", "1/")
            .replaceFirst("^10 *(?:\\^|\\*\\*) *([-+]?[0-9]{1,2})$", "1e$1")
            .split("/");
    OptionalDouble value = Quantity.parse(parts[0].strip(), Unit.NONE);
    OptionalDouble by =
        parts.length == 2 ? Quantity.parse(parts[1].strip(), Unit.NONE) : OptionalDouble.of(1);
    if (value.isEmpty() || by.isEmpty() || by.getAsDouble() == 0 || value.getAsDouble() == 0) {
      throw line.wrong("'" + text + "' is no factor. Write such as 0.1 or 1/10");
    }
    return value.getAsDouble() / by.getAsDouble();
  }

  private static String plain(double number) {
    String text = new BigDecimal(Double.toString(number)).toPlainString();
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private Optional<String> sign(CsvTable.Line line, String key, Unit unit) {
    Optional<String> written = line.text("sign");
    boolean flow =
        Points.of(pointOf(key)).filter(point -> point.plausibleMin() < 0).isPresent()
            && (unit == Unit.WATT || unit == Unit.VAR || unit == Unit.AMPERE);
    if (written.isPresent() || !flow) {
      return written;
    }
    return Optional.ofNullable(FactPoints.SIGNS.get(options.getOrDefault("nature", "")));
  }

  /** Words of one reading and what the display showed beside them. */
  private void reading(CsvTable.Line line, String key, Map<String, String> fields) {
    Optional<String> raw = line.text("raw");
    Optional<String> value = line.text("value");
    if (raw.isEmpty() || value.isEmpty()) {
      return;
    }
    String table = fields.containsKey("table") ? fields.get("table") + "/" : "";
    String words = raw.get().strip().replaceAll("[\\s,]+", ", ");
    given.put(table + fields.get("at"), words.contains(",") ? "[" + words + "]" : words);
    String unit = symbol(line);
    boolean bare = Quantity.parse(value.get(), Unit.NONE).isPresent() && !unit.isEmpty();
    expect.put(key, bare ? value.get() + " " + unit : value.get());
  }
}
