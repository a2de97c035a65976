package org.busbar.profile.importing;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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

  private static final Pattern WRITE_ONLY =
      Pattern.compile("(?i)w|wo|write([ -]only)?|(nur )?schreiben|-/w");

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
  private final String base;
  private final String file;
  private final Map<String, String> named;
  private final Map<String, Taken> taken = new HashMap<>();
  private boolean isLikeModicon = true;
  private final Map<String, String> given = new LinkedHashMap<>();
  private final Map<String, String> expect = new LinkedHashMap<>();

  CsvPoints(String file, Map<String, String> options, Draft draft) {
    this.file = file;
    this.options = options;
    this.draft = draft;
    Asked asked = new Asked(options);
    String first = asked.text("base", "0");
    this.base = first.equals(CsvPlace.MODICON) ? first : "" + asked.number("base", 0, 0, 500_000);
    this.named = new HashMap<>(asked.points());
    this.maker = draft.id().substring(0, Math.max(0, draft.id().indexOf('.')));
  }

  /** The draft with what was read of the device, where the table holds such columns. */
  Draft draft() {
    if (draft.size() == 0) {
      throw new IllegalArgumentException("has no line with an address");
    }
    if (isLikeModicon && !options.containsKey("base")) {
      String text = "is not given: addresses are taken as on the wire";
      String remedy = "Where the maker counts from 40001, write --base 40001 or --base modicon";
      draft.left(new Problem(file, 0, "--base", "", text, remedy));
    }
    named.forEach(
        (name, key) ->
            draft.left(
                new Problem(
                    file, 0, "--points", key + "=" + name, "names a line that is not there", "")));
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

  /** A line that no point can be made of; the others are taken all the same. */
  static final class NotTaken extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    NotTaken(Problem problem, IllegalArgumentException told) {
      super(told.getMessage());
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }

  private NotTaken notTaken(CsvTable.Line line, String name, String why) {
    Problem problem = new Problem(file, line.number(), name, "", "not taken: " + why, "");
    return new NotTaken(problem, line.wrong(why));
  }

  void add(CsvTable.Line line) {
    String name = line.text("name").orElse("register " + line.text("at").orElse(""));
    if (line.text("at").orElse("").matches("[0-9a-fA-FxX]+\\.[bB]?[0-9]{1,2}")) {
      throw notTaken(line, name, "it is a part of a register. Add it with bit or mask");
    }
    CsvPlace place = CsvPlace.of(line, base);
    Matcher text = TEXT.matcher(CsvType.bare(line.text("type").orElse("")));
    if (text.matches()) {
      text(line, name, place);
      return;
    }
    if (WRITE_ONLY.matcher(line.text("access").orElse("")).matches()) {
      throw notTaken(line, name, "it is only written");
    }
    String type = type(line, name, place);
    String usual = options.getOrDefault("table", "holding");
    String table = place.table().or(() -> line.text("table").map(CsvPoints::table)).orElse(usual);
    take(line, name, type, table, place.at());
    Optional<Unit> written = unit(line);
    if (written.isEmpty() && !symbol(line).isEmpty() && !isNumber(line)) {
      remark(line, name, "unit '" + symbol(line) + "' is none of ours: taken as a bare number");
    }
    String key = key(line, name, written.orElse(Unit.NONE));
    Unit unit = Points.of(pointOf(key)).map(Point::unit).orElse(written.orElse(Unit.NONE));
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("at", "0x%04x".formatted(place.at()));
    fields.put("type", type);
    if (!table.equals(usual)) {
      fields.put("table", table);
    }
    order(line, type, fields);
    scale(line, unit, fields);
    if (pointOf(key).startsWith("x-") && unit != Unit.NONE) {
      fields.putIfAbsent("unit", unit.symbol()); // Of a point of the maker's own it is the unit.
    }
    line.text("offset").ifPresent(offset -> fields.put("offset", line.plain(offset)));
    sign(line, key, unit, type).ifPresent(sign -> fields.put("sign", sign));
    line.text("invalid").ifPresent(invalid -> fields.put("invalid", invalid));
    line.text("poll").ifPresent(poll -> fields.put("poll", poll));
    if (unit == Unit.WATT_HOUR && line.text("poll").isEmpty()) {
      fields.put("poll", "slow");
    }
    isLikeModicon &= place.at() > 30_000 && place.at() < 50_000;
    draft.point(key, fields);
    reading(line, key, fields);
  }

  private static String table(String word) {
    return TABLES.getOrDefault(word, word.toLowerCase(Locale.ROOT).replace(' ', '-'));
  }

  private void remark(CsvTable.Line line, String name, String text) {
    draft.left(new Problem(file, line.number(), name, "", text, ""));
  }

  /** A text is no point: it says who the device is. */
  private void text(CsvTable.Line line, String name, CsvPlace place) {
    Optional<String> key =
        TEXTS.entrySet().stream()
            .filter(entry -> entry.getValue().matcher(name).find())
            .map(Map.Entry::getKey)
            .sorted()
            .reduce((one, other) -> other)
            .filter(each -> !texts.containsKey(each));
    String length =
        line.text("length")
            .filter(digits -> digits.matches("[1-9][0-9]?"))
            .or(() -> place.registers().stream().mapToObj(Integer::toString).findFirst())
            .orElse("");
    if (key.isPresent() && !length.isEmpty()) {
      texts.put(key.get(), "{at: 0x%04x, length: %s}".formatted(place.at(), length));
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

  /** The line that takes a register. */
  private record Taken(int line, int at) {}

  /** A register that is there twice is a mistake of the table, or two ways to say one. */
  private void take(CsvTable.Line line, String name, String type, String table, int at) {
    for (int i = 0; i < CsvType.size(type); i++) {
      Taken other = taken.get(table + "/" + (at + i));
      if (other != null && other.at() != at) {
        throw notTaken(line, name, "it has a register of line " + other.line());
      }
    }
    Taken same = taken.get(table + "/" + at);
    if (same != null) {
      String text = "has the register of line " + same.line();
      remark(line, name, text + ": they are the same, or one is wrong");
    }
    for (int i = 0; i < CsvType.size(type); i++) {
      taken.putIfAbsent(table + "/" + (at + i), new Taken(line.number(), at));
    }
  }

  private static String pointOf(String key) {
    return key.substring(key.indexOf('/') + 1).replaceFirst("\\.[0-9]+$", "");
  }

  private String type(CsvTable.Line line, String name, CsvPlace place) {
    Optional<String> written = line.text("type").or(() -> Optional.ofNullable(options.get("type")));
    if (written.isEmpty()) {
      String remedy = "Add a column type, such as u16, i32 or float, or --type u16 for all without";
      throw notTaken(line, name, "has no type. " + remedy);
    }
    OptionalInt registers = registers(line, place);
    String type =
        CsvType.of(written.get(), registers)
            .orElseThrow(
                () ->
                    notTaken(
                        line,
                        name,
                        "type '"
                            + written.get()
                            + "' is not known. Write such as u16, i32 or float"));
    if (place.registers().isPresent() && place.registers().getAsInt() != CsvType.size(type)) {
      int size = CsvType.size(type);
      remark(
          line,
          name,
          "has " + registers.getAsInt() + " registers, of which " + type + " takes " + size);
    }
    return type;
  }

  /** How many registers a line says that it takes: of its range, or in words or bits. */
  private static OptionalInt registers(CsvTable.Line line, CsvPlace place) {
    if (place.registers().isPresent()) {
      return place.registers();
    }
    return switch (line.text("length").orElse("")) {
      case "1", "16" -> OptionalInt.of(1);
      case "2", "32" -> OptionalInt.of(2);
      case "4", "64" -> OptionalInt.of(4);
      default -> OptionalInt.empty();
    };
  }

  private static Optional<Unit> unit(CsvTable.Line line) {
    return UnitText.of(line.text("unit").orElse("")).map(UnitText::unit);
  }

  /** The unit as the profile writes it. */
  private static String symbol(CsvTable.Line line) {
    return UnitText.symbol(line.text("unit").orElse(""));
  }

  private static boolean isNumber(CsvTable.Line line) {
    return Quantity.parse(symbol(line), Unit.NONE).orElse(0) > 0;
  }

  private String key(CsvTable.Line line, String name, Unit unit) {
    Optional<String> said = line.text("point").or(() -> Optional.ofNullable(named.remove(name)));
    if (said.isPresent()) {
      return said.get();
    }
    Optional<String> guess =
        PointGuess.of(name)
            .filter(key -> !draft.has(key) && !named.containsValue(key))
            .filter(
                key ->
                    key.startsWith("cell")
                        || key.startsWith("rated")
                        || key.startsWith("activePowerLimit")
                        || !Parts.isOfAnother(name, unit, options.getOrDefault("nature", "")))
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
    factor *= Math.pow(10, exponent(line, "exponent") - exponent(line, "decimals"));
    String text = plain(factor);
    if (unit == Unit.NONE) {
      String count = isNumber(line) ? symbol(line) : "1";
      if (factor == 1 && !count.equals("1")) {
        fields.put("scale", count); // What one count is, where there is no unit.
      } else if (factor != 1) {
        fields.put("scale", text);
      }
      return;
    }
    String symbol = symbol(line).isEmpty() ? unit.symbol() : symbol(line);
    boolean hasNumber = Character.isDigit(symbol.charAt(0));
    if (hasNumber && factor != 1 && !symbol.matches(Pattern.quote(text) + "[^0-9].*")) {
      throw line.wrong(
          "unit '" + symbol + "' and scale " + text + " say two things. Keep one of them");
    }
    String whole = factor == 1 || hasNumber ? symbol : text + " " + symbol;
    if (!whole.equals(unit.symbol())) {
      fields.put("unit", whole);
    }
  }

  private static int exponent(CsvTable.Line line, String column) {
    String text = line.text(column).orElse("0");
    if (!text.matches("[-+]?[0-9]{1,2}")) {
      throw line.wrong("'" + text + "' is no whole number of " + column);
    }
    return Integer.parseInt(text);
  }

  private static double number(CsvTable.Line line, String text) {
    String[] parts =
        line.plain(text)
            .replaceFirst("^/", "1/")
            .replaceFirst("^10 *(?:\\^|\\*\\*) *([-+]?[0-9]{1,2})$", "1e$1")
            .split("/");
    OptionalDouble value = Quantity.parse(parts[0].strip(), Unit.NONE);
    OptionalDouble by =
        parts.length == 2 ? Quantity.parse(parts[1].strip(), Unit.NONE) : OptionalDouble.of(1);
    if (value.isEmpty() || by.isEmpty() || by.getAsDouble() == 0) {
      throw line.wrong("'" + text + "' is no factor. Write such as 0.1 or 1/10");
    }
    double factor = value.getAsDouble() / by.getAsDouble();
    if (factor <= 0) {
      throw line.wrong(
          "'" + text + "' is no factor. Where it is a power of ten, name the column exponent");
    }
    return factor;
  }

  private static String plain(double number) {
    String text = new BigDecimal(Double.toString(number)).toPlainString();
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private Optional<String> sign(CsvTable.Line line, String key, Unit unit, String type) {
    Optional<String> written = line.text("sign");
    boolean isBoth = Points.of(pointOf(key)).map(point -> point.plausibleMin() < 0).orElse(true);
    boolean isSigned = key.startsWith("x-") ? type.startsWith("i") || type.startsWith("f") : true;
    boolean flow =
        isBoth && (unit == Unit.WATT || unit == Unit.VAR || (unit == Unit.AMPERE && isSigned));
    if (written.isPresent() || !flow) {
      return written;
    }
    String usual = FactPoints.SIGNS.get(options.getOrDefault("nature", ""));
    return Optional.ofNullable(options.getOrDefault("sign", usual));
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
    String unit = symbol(line).replaceFirst("^[0-9.]+(?:[eE][-+]?[0-9]+)? *", "");
    String shown = line.plain(value.get());
    boolean bare = Quantity.parse(shown, Unit.NONE).isPresent() && !unit.isEmpty();
    expect.put(key, bare ? shown + " " + unit : shown);
  }
}
