package org.busbar.profile.importing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.vocabulary.Natures;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Problem;

/** Makes points of the facts of somebody's list, and says what it could not take. */
final class FactPoints {
  /** What a device counts as positive where its list does not say: the usual reading. */
  static final Map<String, String> SIGNS =
      Map.of(
          "meter", "import+",
          "pv", "produce+",
          "generator", "produce+",
          "load", "consume+",
          "charger", "consume+");

  private String file;
  private final Draft draft;
  private final String maker;
  private final String nature;
  private final String sign;
  private final Map<String, String> named;
  private final MadeReading reading = new MadeReading();
  private final Map<String, Fact> places = new HashMap<>();

  /** Names that became points of the maker's own, by their unit. */
  private final Map<Unit, List<String>> inUnit = new HashMap<>();

  FactPoints(String file, Asked asked, Draft draft) {
    this.file = file;
    this.draft = draft;
    this.nature = asked.text("nature", "");
    this.sign = asked.text("sign", SIGNS.getOrDefault(nature, ""));
    this.maker = draft.id().substring(0, draft.id().indexOf('.'));
    this.named = new HashMap<>(asked.points());
    this.reading.defaultTable(asked.text("table", "holding"));
  }

  /** The file that the next lines are of. */
  void in(String name) {
    file = name;
  }

  /** A line that is not taken, and why. */
  void left(int line, String name, String why) {
    remark(line, name, "not taken: " + why);
  }

  /** A line that is taken with something lost. */
  void remark(int line, String name, String text) {
    draft.left(new Problem(file, line, name, "", text, ""));
  }

  void add(Fact fact) {
    if (fact.place().at() < 0 || fact.place().end() > 65_536) {
      left(fact.line(), fact.name(), "register " + fact.place().at() + " is out of range");
      return;
    }
    if (fact.factor() == 0 || !Double.isFinite(fact.factor()) || !Double.isFinite(fact.offset())) {
      left(fact.line(), fact.name(), "its scale is no number that can be used");
      return;
    }
    Optional<UnitText> unit = UnitText.of(fact.unit());
    if (unit.isEmpty() && !UnitText.symbol(fact.unit()).isEmpty()) {
      remark(
          fact.line(),
          fact.name(),
          "unit '" + fact.unit() + "' is none of ours: taken as a bare number");
    }
    if (overlaps(fact)) {
      return;
    }
    String key = key(fact, unit.map(UnitText::unit).orElse(Unit.NONE));
    Unit of =
        Points.of(pointOf(key)).map(Point::unit).orElse(unit.map(UnitText::unit).orElse(Unit.NONE));
    if (of != Unit.NONE && !of.equals(unit.map(UnitText::unit).orElse(Unit.NONE))) {
      left(
          fact.line(),
          fact.name(),
          key + " is in " + of.symbol() + ", not in '" + fact.unit() + "'");
      return;
    }
    String flow = flow(fact, key, of);
    if (flow.equals("?")) {
      left(
          fact.line(),
          fact.name(),
          "it is not said which way is positive. Add --sign, such as --sign discharge+");
      return;
    }
    if (key.startsWith("x-")) {
      inUnit.computeIfAbsent(of, none -> new ArrayList<>()).add(fact.name());
    }
    draft.point(key, fields(fact, key, of == Unit.NONE ? Optional.empty() : unit, flow));
    reading.add(
        fact, key, unit.filter(u -> of != Unit.NONE).map(UnitText::factor).orElse(1.0), flow);
  }

  /** Registers that are part of two numbers are a mistake of the list, or two ways to say one. */
  private boolean overlaps(Fact fact) {
    Fact.Place place = fact.place();
    if (place.bit() >= 0 || place.mask() >= 0) {
      return false;
    }
    for (int i = 0; i < place.size(); i++) {
      Fact other = places.get(place.table() + "/" + (place.at() + i));
      if (other != null
          && (other.place().at() != place.at() || other.place().size() != place.size())) {
        left(fact.line(), fact.name(), "its registers are part of " + other.name());
        return true;
      }
    }
    Fact same = places.get(place.table() + "/" + place.at());
    if (same != null) {
      remark(
          fact.line(),
          fact.name(),
          "has the register of " + same.name() + ": they are the same, or one is wrong");
    }
    for (int i = 0; i < place.size(); i++) {
      places.putIfAbsent(place.table() + "/" + (place.at() + i), fact);
    }
    return false;
  }

  private String key(Fact fact, Unit unit) {
    String wished = Optional.ofNullable(named.remove(fact.name())).orElse(fact.point());
    if (!wished.isEmpty() && !draft.has(wished)) {
      return wished;
    }
    Optional<String> guess =
        PointGuess.of(fact.name())
            .filter(key -> !Parts.isOfAnother(fact.name(), unit, nature))
            .filter(key -> !draft.has(key) && !named.containsValue(key))
            .filter(
                key -> Points.of(pointOf(key)).filter(point -> point.unit() == unit).isPresent());
    String key = guess.orElseGet(() -> PointGuess.own(maker, fact.name(), unit));
    for (int i = 2; draft.has(key); i++) {
      key = PointGuess.own(maker, fact.name() + " " + i, unit);
    }
    return key;
  }

  static String pointOf(String key) {
    return key.substring(key.indexOf('/') + 1).replaceFirst("\\.[0-9]+$", "");
  }

  /** What counts as positive; empty where nothing flows, {@code ?} where it is not known. */
  private String flow(Fact fact, String key, Unit unit) {
    boolean both = Points.of(pointOf(key)).map(point -> point.plausibleMin() < 0).orElse(true);
    boolean unsigned = unit == Unit.AMPERE && !fact.place().type().startsWith("i");
    boolean flows = unit == Unit.WATT || unit == Unit.VAR || (unit == Unit.AMPERE && !unsigned);
    if (!flows || !both) {
      return "";
    }
    String said = fact.sign().isEmpty() ? sign : fact.sign();
    return said.isEmpty() ? "?" : said;
  }

  private Map<String, String> fields(Fact fact, String key, Optional<UnitText> unit, String flow) {
    Fact.Place place = fact.place();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("at", Integer.toString(place.at()));
    fields.put("type", place.type());
    if (!place.table().equals(reading.table())) {
      fields.put("table", place.table());
    }
    if (place.lowFirst() && place.size() > 1) {
      fields.put("words", "low-first");
    }
    if (place.mask() >= 0) {
      fields.put("mask", "0x%04x".formatted(place.mask()));
    }
    if (place.bit() >= 0) {
      fields.put("bit", Integer.toString(place.bit()));
    }
    scale(fact, key, unit, fields);
    if (fact.offset() != 0) {
      fields.put("offset", plain(fact.offset()));
    }
    place.scaleAt().ifPresent(at -> fields.put("scaleFrom", Integer.toString(at)));
    if (!place.invalid().isEmpty()) {
      fields.put("invalid", place.invalid());
    }
    if (!flow.isEmpty()) {
      fields.put("sign", flow);
    }
    if (key.equals("activePowerW")) {
      fields.put("poll", "fast");
    } else if (key.startsWith("energy") || key.startsWith("x-")) {
      fields.put("poll", "slow");
    }
    return fields;
  }

  private static void scale(
      Fact fact, String key, Optional<UnitText> unit, Map<String, String> fields) {
    boolean plainUnit =
        unit.isEmpty()
            || fact.factor() < 0
            || fact.offset() != 0
            || unit.get().symbol().contains(" ");
    if (unit.isPresent()) {
      String symbol = unit.get().symbol();
      String whole = plainUnit || fact.factor() == 1 ? symbol : plain(fact.factor()) + " " + symbol;
      boolean own = key.startsWith("x-");
      if (own || !whole.equals(unit.get().unit().symbol())) {
        fields.put("unit", whole);
      }
    }
    if (plainUnit && fact.factor() != 1) {
      fields.put("scale", plain(fact.factor()));
    }
  }

  /** A number as people write it, without the noise of the last digits. */
  static String plain(double number) {
    BigDecimal exact = new BigDecimal(Double.toString(number)).round(new MathContext(12));
    String text = exact.stripTrailingZeros().toPlainString();
    return text.equals("-0") ? "0" : text;
  }

  /** Which of the lines is the point that the nature needs is for a person to say. */
  private void missing() {
    Natures.of(nature).stream()
        .flatMap(of -> of.required().stream())
        .filter(point -> !draft.has(point.id()))
        .forEach(
            point -> {
              List<String> names = inUnit.getOrDefault(point.unit(), List.of());
              String which = names.isEmpty() ? "" : ": '" + String.join("', '", names) + "'";
              draft.left(
                  new Problem(
                      file,
                      0,
                      "",
                      "",
                      "no line is known to be " + point.id() + ", which a " + nature + " needs",
                      "Say which is, or what else the device is (--nature): --points '"
                          + point.id()
                          + "=NAME'; in "
                          + point.unit().symbol()
                          + (names.isEmpty() ? " there is none" : " are")
                          + which));
            });
  }

  /** The draft: the whole of phases where only they are given, and a reading that proves it. */
  Draft done() throws ConfigException {
    if (draft.size() == 0) {
      remark(0, "", "holds no line that can be taken. Is it the right file?");
      throw new ConfigException(draft.left());
    }
    named.forEach(
        (name, key) ->
            draft.left(
                new Problem(
                    file,
                    0,
                    "--points",
                    key + "=" + name,
                    "names a line that is not there or was not taken",
                    "")));
    if (!draft.has("activePowerW") && draft.has("activePowerW.1")) {
      draft.point("activePowerW", Map.of("formula", "sum(activePowerW.*)"));
      reading.sum("activePowerW");
    }
    missing();
    reading.into(draft);
    draft.note("Imported and to be proven: look at each sign with one known load, and replace the");
    draft.note("vector, which was computed of the list, by words read of the device.");
    return draft;
  }
}
