package org.busbar.profile.importing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.busbar.config.api.Problem;

/**
 * A profile to be written down. Values are texts as they stand in the file; what YAML would take
 * for something else is quoted.
 */
public final class Draft {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_./+][A-Za-z0-9_ ./%+-]*|-?[0-9]+(\\.[0-9]+)?");
  private static final Pattern SPECIAL = Pattern.compile("(?i)true|false|null|yes|no|on|off|~");

  private static final int WIDTH = 118;
  private static final String INDENT = "      ";

  private final String id;
  private final Map<String, Object> head = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> raw = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> points = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> vectors = new ArrayList<>();
  private final List<Problem> left = new ArrayList<>();

  /** With the id of the profile, {@code maker.model}. */
  public Draft(String id) {
    this.id = id;
  }

  /** The id of the profile. */
  public String id() {
    return id;
  }

  /** Where it belongs: {@code maker/model.yaml}. */
  public String file() {
    return id.replaceFirst("\\.", "/") + ".yaml";
  }

  /** A key of the head with one value. */
  public Draft head(String key, String value) {
    head.put(key, value);
    return this;
  }

  /** A key of the head with a list. */
  public Draft head(String key, List<String> values) {
    head.put(key, List.copyOf(values));
    return this;
  }

  /** A key of the head with a mapping; values as above, lists written as {@code [a, b]}. */
  public Draft head(String key, Map<String, String> values) {
    head.put(key, new LinkedHashMap<>(values));
    return this;
  }

  /** A point with what stands below its key. */
  public Draft point(String key, Map<String, String> fields) {
    points.put(key, new LinkedHashMap<>(fields));
    return this;
  }

  /** An auxiliary register. */
  public Draft raw(String key, Map<String, String> fields) {
    raw.put(key, new LinkedHashMap<>(fields));
    return this;
  }

  /** Whether there is such a point. */
  public boolean has(String key) {
    return points.containsKey(key);
  }

  /** How many points there are. */
  public int size() {
    return points.size();
  }

  /** A reading: registers by address with their words, values by point. */
  public Draft vector(Map<String, String> given, Map<String, String> expect) {
    vectors.add(wrapped("  - given: " + flow(given)) + wrapped("    expect: " + flow(expect)));
    return this;
  }

  /** A flow mapping over several lines where it is long. */
  private static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    String rest = text;
    for (int cut = rest.lastIndexOf(", ", WIDTH);
        rest.length() > WIDTH && cut > INDENT.length();
        cut = rest.lastIndexOf(", ", WIDTH)) {
      lines.append(rest, 0, cut + 1).append('\n');
      rest = INDENT + rest.substring(cut + 2);
    }
    return lines.append(rest).append('\n').toString();
  }

  /** A line of the source that is not in the profile as it stands there, and why. */
  public Draft left(Problem line) {
    left.add(line);
    return this;
  }

  /** What of the source is not in the profile as it stands there. */
  public List<Problem> left() {
    return List.copyOf(left);
  }

  /** A comment at the top, for who completes it. */
  public Draft note(String text) {
    notes.add(text);
    return this;
  }

  /** The file. */
  public String text() {
    StringBuilder text = new StringBuilder("busbar: profile/1\nid: " + id + "\n");
    notes.forEach(note -> text.append("# ").append(note.replace('\n', ' ')).append('\n'));
    head.forEach((key, value) -> text.append(key).append(": ").append(value(value)).append('\n'));
    section(text, "raw", raw);
    section(text, "points", points);
    if (!vectors.isEmpty()) {
      text.append("vectors:\n");
      vectors.forEach(text::append);
    }
    return text.toString();
  }

  private static void section(
      StringBuilder text, String name, Map<String, Map<String, String>> entries) {
    if (!entries.isEmpty()) {
      int width = entries.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
      text.append(name).append(":\n");
      entries.forEach(
          (key, fields) ->
              text.append("  ")
                  .append(String.format("%-" + width + "s", key + ":"))
                  .append(flow(fields))
                  .append('\n'));
    }
  }

  private static String value(Object value) {
    return switch (value) {
      case List<?> list ->
          list.stream()
              .map(item -> quoted(String.valueOf(item)))
              .collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + ": " + quoted(String.valueOf(entry.getValue())))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> quoted(String.valueOf(value));
    };
  }

  private static String flow(Map<String, String> fields) {
    return value(fields);
  }

  /** A value as YAML has it; what is a list or mapping already stays. */
  private static String quoted(String value) {
    boolean structure = value.matches("\\[.*]|\\{.*}");
    if (structure || (PLAIN.matcher(value).matches() && !SPECIAL.matcher(value).matches())) {
      return value.strip();
    }
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace('\n', ' ') + "\"";
  }
}
