package org.busbar.profile.importing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Section;
import org.busbar.profile.sunspec.Mapping;

/** Places the points of SunSpec models one after the other. */
final class SunSpecPlaces {
  private static final int MAX_SIZE = 1000;
  private static final int MARKER = 40_000;

  /** Our type, and the pattern that says "not implemented"; floats say it with NaN. */
  private static final Map<String, String[]> TYPES =
      Map.ofEntries(
          Map.entry("int16", new String[] {"i16", "0x8000"}),
          Map.entry("int32", new String[] {"i32", "0x80000000"}),
          Map.entry("int64", new String[] {"i64", "0x8000000000000000"}),
          Map.entry("uint16", new String[] {"u16", "0xffff"}),
          Map.entry("count", new String[] {"u16", "0xffff"}),
          Map.entry("enum16", new String[] {"u16", "0xffff"}),
          Map.entry("uint32", new String[] {"u32", "0xffffffff"}),
          Map.entry("enum32", new String[] {"u32", "0xffffffff"}),
          Map.entry("uint64", new String[] {"u64", "0xffffffffffffffff"}),
          Map.entry("bitfield16", new String[] {"bits", "0xffff"}),
          Map.entry("bitfield32", new String[] {"bits32", "0xffffffff"}),
          Map.entry("acc16", new String[] {"u16", "0"}),
          Map.entry("acc32", new String[] {"u32", "0"}),
          Map.entry("acc64", new String[] {"u64", "0"}),
          Map.entry("float32", new String[] {"f32", ""}),
          Map.entry("float64", new String[] {"f64", ""}));

  private static final Map<String, String> TEXTS = Map.of("SN", "serial", "Vr", "firmware");

  private final Draft draft;
  private final String maker;
  private final List<Mapping> mappings;
  private final FactPoints points;
  private final List<String> identities = new ArrayList<>();
  private final Map<String, String> texts = new LinkedHashMap<>();

  SunSpecPlaces(Asked asked, Draft draft) {
    this.draft = draft;
    this.maker = draft.id().substring(0, draft.id().indexOf('.'));
    this.points = new FactPoints("SunSpec", asked, draft);
    this.mappings = mappings(asked.text("nature", ""));
    identities.add("{at: " + MARKER + ", type: u32, equals: 0x53756e53}");
  }

  private static List<Mapping> mappings(String nature) {
    if (nature.equals("meter")) {
      return Mapping.meter();
    }
    List<Mapping> all = new ArrayList<>(Mapping.inverter());
    all.addAll(nature.equals("battery") ? Mapping.battery() : Mapping.strings());
    return all;
  }

  /** Places a model; the register after it. */
  int place(int model, Section root, int at, int modules) {
    root.open();
    points.in("model_" + model + ".json");
    int id = root.integer("id", model, 1, 65_535);
    if (id != model) {
      root.problem("id", "is not " + model, "Name the file by its model");
    }
    identities.add("{at: " + at + ", type: u16, equals: " + model + "}");
    Section group = root.section("group").open();
    Map<String, Integer> scales = new HashMap<>();
    int next = group(new Instance(model, 0, at), group, scales);
    for (Section repeated : sections(group, "groups")) {
      repeated.open();
      boolean once = repeated.text("count", "1").equals("1");
      int count = once ? 1 : modules;
      if (count == 0) {
        points.left(
            line(repeated),
            "model " + model + " " + repeated.text("name", ""),
            "it repeats. Say how often in --chain, such as " + model + "x2");
      }
      for (int i = 1; i <= count; i++) {
        next = group(new Instance(model, once ? 0 : i, next), repeated, new HashMap<>(scales));
      }
      if (!sections(repeated, "groups").isEmpty()) {
        points.left(line(repeated), "model " + model, "groups within groups have no fixed place");
      }
    }
    return next;
  }

  private record Instance(int model, int index, int at) {}

  private int group(Instance instance, Section group, Map<String, Integer> scales) {
    List<Section> fields = sections(group, "points");
    int next = instance.at();
    for (Section field : fields) {
      field.open();
      if (field.text("type").equals("sunssf")) {
        scales.put(field.text("name"), next);
      }
      next += field.integer("size", 1, 1, MAX_SIZE);
    }
    int at = instance.at();
    for (Section field : fields) {
      field(instance, field, at, scales);
      at += field.integer("size", 1, 1, MAX_SIZE);
    }
    return next;
  }

  private void field(Instance instance, Section field, int at, Map<String, Integer> scales) {
    String name = field.text("name");
    String type = field.text("type");
    String[] ours = TYPES.get(type);
    String whole =
        "m" + instance.model() + " " + (instance.index() > 0 ? instance.index() + " " : "") + name;
    if (name.equals("ID") || name.equals("L") || type.equals("sunssf") || type.equals("pad")) {
      return;
    }
    if (type.equals("string") && instance.model() == 1 && TEXTS.containsKey(name)) {
      texts.put(
          TEXTS.get(name), "{at: " + at + ", length: " + field.integer("size", 1, 1, 125) + "}");
      return;
    }
    if (ours == null) {
      points.left(line(field), whole, "a " + type + " is no number");
      return;
    }
    String scale = field.text("sf", "");
    boolean fixed = scale.matches("-?[0-9]{1,2}");
    if (!scale.isEmpty() && !fixed && !scales.containsKey(scale)) {
      points.left(line(field), whole, "its scale point " + scale + " is not in the model");
      return;
    }
    Fact.Place place =
        new Fact.Place(
            "holding",
            at,
            ours[0],
            false,
            -1,
            -1,
            scale.isEmpty() || fixed ? OptionalInt.empty() : OptionalInt.of(scales.get(scale)),
            ours[1]);
    double factor = fixed ? Math.pow(10, Integer.parseInt(scale)) : 1;
    fact(instance, field, whole, place, factor);
  }

  private void fact(
      Instance instance, Section field, String whole, Fact.Place place, double factor) {
    Optional<Mapping> mapping =
        mappings.stream()
            .filter(m -> m.model() == instance.model() && m.name().equals(field.text("name")))
            .findFirst();
    // Model 802 does not say which way its power and current are positive.
    String sign = instance.model() == 802 ? "" : "into+";
    if (mapping.isEmpty()) {
      String unit = field.text("units", "");
      String key =
          PointGuess.own(maker, whole, UnitText.of(unit).map(UnitText::unit).orElse(Unit.NONE));
      points.add(new Fact(line(field), whole, place, unit, factor, 0, sign, key));
      return;
    }
    int index = mapping.get().index() + instance.index();
    String key = mapping.get().point().id() + (index > 0 ? "." + index : "");
    if (draft.has(key)) {
      points.left(line(field), whole, "an earlier model gives " + key);
      return;
    }
    points.add(
        new Fact(
            line(field),
            whole,
            place,
            mapping.get().point().unit().symbol(),
            factor * mapping.get().factor(),
            0,
            sign,
            key));
  }

  private static int line(Section section) {
    String at = section.at("name");
    return Integer.parseInt(at.substring(at.lastIndexOf(':') + 1));
  }

  private static List<Section> sections(Section section, String key) {
    return section.items(key).stream()
        .filter(Section.class::isInstance)
        .map(Section.class::cast)
        .toList();
  }

  Draft done() throws ConfigException {
    draft.head("identify", identities);
    if (!texts.isEmpty()) {
      draft.head("texts", texts);
    }
    return points.done();
  }
}
