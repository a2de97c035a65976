package org.busbar.profile.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.config.api.Element;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Option;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Vector;

/** Reads vectors: registers and what they mean, commands and what they write. */
final class VectorReader {
  private static final String UNKNOWN = "unknown";
  private static final String RELEASE = "release";

  private final Table table;
  private final Keys own;
  private final Map<String, Keys> variants;
  private final List<Option> options;
  private Keys keys;

  VectorReader(Keys keys, Map<String, Keys> variants, Table table, List<Option> options) {
    this.own = keys;
    this.keys = keys;
    this.variants = variants;
    this.table = table;
    this.options = options;
  }

  List<Vector> read(Section root) {
    List<Vector> vectors = new ArrayList<>();
    for (Element item : root.items("vectors")) {
      switch (item) {
        case Scalar word -> root.problem("vectors", "must hold given/expect or write/written", "");
        case Section vector -> vector(vector).ifPresent(vectors::add);
      }
    }
    return vectors;
  }

  private Optional<Vector> vector(Section section) {
    List<Vector.At> given = section.optionalSection("given").map(this::words).orElseGet(List::of);
    List<String> on = section.texts("options");
    for (String name : on) {
      String plain = name.substring(0, name.indexOf('=') < 0 ? name.length() : name.indexOf('='));
      List<String> known = options.stream().map(Option::name).toList();
      if (!known.contains(plain)) {
        section.problem("options", "names no option", Nearest.remedy(plain, known));
        return Optional.empty();
      }
    }
    String variant = section.text("variant", "");
    keys = variant.isEmpty() ? own : variants.get(variant);
    if (keys == null) {
      keys = own;
      section.problem("variant", "is not known", Nearest.remedy(variant, variants.keySet()));
      return Optional.empty();
    }
    if (section.has("expect") == section.has("write")) {
      section.problem("expect", "is missing", "Write either given and expect or write and written");
      return Optional.empty();
    }
    return section.has("write") ? writing(section, on, given) : reading(section, on, given);
  }

  private Optional<Vector> reading(Section section, List<String> on, List<Vector.At> given) {
    Map<PointKey, Double> expect = new LinkedHashMap<>();
    Section below = section.section("expect").open();
    for (Map.Entry<String, String> value : section.scalars("expect").entrySet()) {
      keys.known(below, value.getKey(), value.getKey())
          .ifPresent(
              key ->
                  Intervals.orUnknown(
                          below, value.getKey(), value.getValue(), key.point().unit(), UNKNOWN)
                      .ifPresent(v -> expect.put(key, v)));
    }
    return Optional.of(
        new Vector.Reading(
            line(section, "expect"), section.text("variant", ""), on, given, expect));
  }

  private Optional<Vector> writing(Section section, List<String> on, List<Vector.At> given) {
    Section below = section.section("write").open();
    Map<String, String> commands = section.scalars("write");
    if (commands.size() != 1) {
      section.problem("write", "must name one quantity", "");
      return Optional.empty();
    }
    String name = commands.keySet().iterator().next();
    List<Vector.At> written = new ArrayList<>();
    for (Element item : section.items("written")) {
      switch (item) {
        case Scalar word -> section.problem("written", "must hold {address: [words]}", "");
        case Section at -> written.addAll(words(at));
      }
    }
    Optional<PointKey> key = keys.known(below, name, name);
    return key.flatMap(
            k -> Intervals.orUnknown(below, name, commands.get(name), k.point().unit(), RELEASE))
        .map(
            value ->
                new Vector.Writing(
                    line(section, "write"),
                    section.text("variant", ""),
                    on,
                    key.orElseThrow(),
                    value,
                    given,
                    written));
  }

  /** {@code {0x0010: [0x0001, 2], input/0x0020: 7}}. */
  private List<Vector.At> words(Section section) {
    section.open();
    List<Vector.At> all = new ArrayList<>();
    for (String key : section.keys()) {
      int slash = key.indexOf('/');
      Optional<Long> at = RegisterReader.parseRaw(key.substring(slash + 1));
      Optional<Table> where = slash < 0 ? Optional.of(table) : tableOf(key.substring(0, slash));
      if (at.isEmpty() || where.isEmpty()) {
        section.problem(key, "is no address", "Write such as 0x0010 or input/0x0010");
        continue;
      }
      List<String> texts = section.texts(key);
      int[] words = new int[texts.size()];
      for (int i = 0; i < words.length; i++) {
        Optional<Long> word = RegisterReader.parseRaw(texts.get(i));
        if (word.isEmpty() || word.get() < -32_768 || word.get() > 65_535) {
          section.problem(key, "holds '" + texts.get(i) + "', which is no word", "");
        }
        words[i] = (int) (word.orElse(0L) & 0xFFFF);
      }
      all.add(new Vector.At(where.get(), at.get().intValue(), Words.of(words)));
    }
    return all;
  }

  private static Optional<Table> tableOf(String word) {
    for (Table table : Table.values()) {
      if (table.name().equals(word.replace('-', '_').toUpperCase(Locale.ROOT))) {
        return Optional.of(table);
      }
    }
    return Optional.empty();
  }

  private static int line(Section section, String key) {
    String at = section.at(key);
    return Integer.parseInt(at.substring(at.lastIndexOf(':') + 1));
  }
}
