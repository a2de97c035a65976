package org.busbar.config.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.busbar.api.vocabulary.Unit;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a document. Each key that is asked for is known; {@link #finish} reports all others.
 * What is missing or wrong is collected as a problem and a stand-in is returned, so that reading
 * goes on and a person sees all problems at once. Not thread-safe.
 */
public final class Section implements Element {
  private final Document document;
  private final String path;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();
  private boolean open;

  Section(Document document, String path, MappingNode node) {
    this.document = document;
    this.path = path;
    this.line = lineOf(node);
    for (NodeTuple tuple : node.getValue()) {
      Node keyNode = tuple.getKeyNode();
      if (!(keyNode instanceof ScalarNode key)) {
        document.add(lineOf(keyNode), path, "", "has a key that is no word", "");
        continue;
      }
      if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
        document.add(lineOf(key), full(key.getValue()), "", "stands twice", "Remove one of them");
      }
      lines.putIfAbsent(key.getValue(), lineOf(key));
    }
  }

  private Section(Document document, String path, int line) {
    this.document = document;
    this.path = path;
    this.line = line;
  }

  /** Path of this section in the file, empty for the root. */
  public String path() {
    return path;
  }

  /** Keys as written, in their order. Asking does not make them known. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** Whether a key is written; makes it known. */
  public boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  /** Whether a mapping is written below a key; makes it known. */
  public boolean isMapping(String key) {
    known.add(key);
    return values.get(key) instanceof MappingNode;
  }

  /** Where a key (or, if absent, this section) is written: {@code site.yaml:12}. */
  public String at(String key) {
    return document.name() + ":" + lines.getOrDefault(key, line);
  }

  /** Makes every key of this section known: names given by people. */
  public Section open() {
    open = true;
    return this;
  }

  /** Records a problem with a key of this section; with the section itself where it is empty. */
  public void problem(String key, String text, String remedy) {
    Node node = values.get(key);
    String value = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    document.add(lines.getOrDefault(key, line), full(key), value, text, remedy);
  }

  /**
   * Ends the reading of the whole document: reports unknown keys.
   *
   * @throws ConfigException if there is any problem
   */
  public void finish() throws ConfigException {
    List<Problem> problems = problems();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /** Ends the reading of the whole document: every problem in it, in the order of its lines. */
  public List<Problem> problems() {
    return document.problems();
  }

  /** A value as written, empty where the key is absent. */
  public Optional<String> optionalText(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (values.get(key) instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    problem(key, "must be a single value", "");
    return Optional.empty();
  }

  /** A required value as written; empty text where it is missing. */
  public String text(String key) {
    if (!has(key)) {
      problem(key, "is missing", "Add it");
      return "";
    }
    return optionalText(key).orElse("");
  }

  /** A value as written, or what stands for it. */
  public String text(String key, String fallback) {
    return optionalText(key).orElse(fallback);
  }

  /** A whole number within bounds, decimal or {@code 0x}; the fallback where absent or wrong. */
  public int integer(String key, int fallback, int min, int max) {
    Optional<String> text = optionalText(key);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int value = Integer.decode(text.get().strip());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      problem(key, "is no whole number", "Write a number from " + min + " to " + max);
      return fallback;
    }
    problem(key, "is out of range", "Write a number from " + min + " to " + max);
    return fallback;
  }

  /** A required whole number within bounds; {@code min} where it is missing or wrong. */
  public int integer(String key, int min, int max) {
    requirePresent(key);
    return integer(key, min, min, max);
  }

  /** A number without unit; the fallback where absent or wrong. */
  public double number(String key, double fallback) {
    return quantity(key, Unit.NONE, fallback);
  }

  /** A number with its unit; the fallback where absent or wrong. */
  public double quantity(String key, Unit unit, double fallback) {
    Optional<String> text = optionalText(key);
    if (text.isEmpty()) {
      return fallback;
    }
    OptionalDouble value = Quantity.parse(text.get(), unit);
    if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
      problem(
          key,
          unit == Unit.NONE ? "is no plain number" : "is no quantity in " + unit.symbol(),
          unit == Unit.NONE
              ? ""
              : "Write a number and its unit, such as '10 " + unit.symbol() + "'");
      return fallback;
    }
    return value.getAsDouble();
  }

  /** A duration within bounds; the fallback where absent or wrong. */
  public Duration duration(String key, Duration fallback, Duration min, Duration max) {
    Optional<String> text = optionalText(key);
    if (text.isEmpty()) {
      return fallback;
    }
    Optional<Duration> value = Quantity.duration(text.get());
    if (value.isEmpty()) {
      problem(key, "is no duration", "Write a number and its unit, such as '100 ms' or '2 s'");
      return fallback;
    }
    if (value.get().compareTo(min) < 0 || value.get().compareTo(max) > 0) {
      problem(key, "is out of range", "Write a duration from " + word(min) + " to " + word(max));
      return fallback;
    }
    return value.get();
  }

  /** {@code true} or {@code false}; the fallback where absent or wrong. */
  public boolean flag(String key, boolean fallback) {
    Optional<String> text = optionalText(key);
    if (text.isEmpty() || text.get().equals("true") || text.get().equals("false")) {
      return text.map(Boolean::parseBoolean).orElse(fallback);
    }
    problem(key, "is neither true nor false", "Write true or false");
    return fallback;
  }

  /** One word of an enumeration, hyphens for underscores, any case; the fallback where wrong. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    Optional<String> text = optionalText(key);
    if (text.isEmpty()) {
      return fallback;
    }
    String wanted = text.get().replace('-', '_').toUpperCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(wanted)) {
        return constant;
      }
      words.add(constant.name().replace('_', '-').toLowerCase(Locale.ROOT));
    }
    problem(key, "is not known", Nearest.remedy(text.get(), words));
    return fallback;
  }

  /** A required mapping below this one; an empty one where it is missing. */
  public Section section(String key) {
    requirePresent(key);
    return optionalSection(key).orElseGet(() -> new Section(document, full(key), line));
  }

  /** A mapping below this one, empty where the key is absent. */
  public Optional<Section> optionalSection(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (values.get(key) instanceof MappingNode mapping) {
      return Optional.of(document.section(full(key), mapping));
    }
    problem(key, "must be a mapping", "Indent its keys below it");
    return Optional.empty();
  }

  /** Named mappings below a key, in their order; none where the key is absent. */
  public Map<String, Section> sections(String key) {
    Map<String, Section> named = new LinkedHashMap<>();
    optionalSection(key)
        .map(Section::open)
        .ifPresent(
            all -> all.keys().forEach(k -> all.optionalSection(k).ifPresent(s -> named.put(k, s))));
    return named;
  }

  /** Single values below a key by name, in their order; none where the key is absent. */
  public Map<String, String> scalars(String key) {
    Map<String, String> named = new LinkedHashMap<>();
    optionalSection(key)
        .map(Section::open)
        .ifPresent(
            all -> all.keys().forEach(k -> all.optionalText(k).ifPresent(t -> named.put(k, t))));
    return named;
  }

  /** The elements of a list, mappings and values mixed; none where the key is absent. */
  public List<Element> items(String key) {
    if (!has(key)) {
      return List.of();
    }
    if (!(values.get(key) instanceof SequenceNode sequence)) {
      problem(key, "must be a list", "");
      return List.of();
    }
    List<Element> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      if (item instanceof MappingNode mapping) {
        items.add(document.section(full(key) + "[" + items.size() + "]", mapping));
      } else if (item instanceof ScalarNode scalar) {
        items.add(new Scalar(scalar.getValue(), lineOf(scalar)));
      } else {
        document.add(lineOf(item), full(key), "", "must not hold a list in a list", "");
      }
    }
    return items;
  }

  /** The values of a list; one value alone counts as a list of one. */
  public List<String> texts(String key) {
    if (has(key) && values.get(key) instanceof ScalarNode scalar) {
      return List.of(scalar.getValue());
    }
    List<String> texts = new ArrayList<>();
    for (Element item : items(key)) {
      switch (item) {
        case Scalar scalar -> texts.add(scalar.text());
        case Section wrong -> problem(key, "must hold single values only", "");
      }
    }
    return texts;
  }

  void reportUnknownKeys() {
    if (open) {
      return;
    }
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        problem(key, "is not known here", Nearest.remedy(key, known));
      }
    }
  }

  private void requirePresent(String key) {
    if (!has(key)) {
      problem(key, "is missing", "Add it");
    }
  }

  private String full(String key) {
    return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static String word(Duration duration) {
    if (duration.toHours() > 0) {
      long hours = duration.toHours();
      return hours % 24 == 0 ? hours / 24 + " d" : hours + " h";
    }
    double seconds = duration.toNanos() / 1e9;
    return seconds < 1 ? Math.round(seconds * 1e3) + " ms" : seconds + " s";
  }
}
