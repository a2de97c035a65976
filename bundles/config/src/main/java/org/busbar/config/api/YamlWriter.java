package org.busbar.config.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes values as a person would: on one line where they fit, else a line for each. */
final class YamlWriter {
  private static final int WIDTH = 120;
  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}0-9_./+-][\\p{L}0-9_ ./%+@()*=<>;-]*(?<! )");
  private static final Pattern LOOKS_OTHERWISE = Pattern.compile("-|- .*|---.*|~|\\.\\.\\.");

  private YamlWriter() {}

  /** A whole document. */
  static String document(Map<String, Object> root) {
    return root.entrySet().stream()
        .map(each -> entry(each.getKey(), each.getValue(), 0, false) + "\n")
        .collect(Collectors.joining());
  }

  /**
   * A key and its value.
   *
   * @param column where the key begins; further lines are indented by two more
   * @param flow whether it stands in braces
   */
  static String entry(String key, Object value, int column, boolean flow) {
    String line = scalar(key) + ": " + flow(value);
    boolean empty = value instanceof Map<?, ?> map && map.isEmpty();
    if (flow || empty || value instanceof String || column + line.length() <= WIDTH) {
      return line;
    }
    return scalar(key) + ":" + block(value, column + 2);
  }

  private static String block(Object value, int column) {
    String indent = "\n" + " ".repeat(column);
    List<String> lines = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> lines.add(entry(String.valueOf(key), each, column, false)));
    } else {
      for (Object each : (List<?>) value) {
        lines.add("- " + item(each, column + 2));
      }
    }
    return indent + String.join(indent, lines);
  }

  private static String item(Object value, int column) {
    String line = flow(value);
    if (value instanceof String || column + line.length() <= WIDTH) {
      return line;
    }
    return block(value, column).strip();
  }

  private static String flow(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(each -> scalar(String.valueOf(each.getKey())) + ": " + flow(each.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case List<?> list ->
          list.stream().map(YamlWriter::flow).collect(Collectors.joining(", ", "[", "]"));
      default -> scalar(String.valueOf(value));
    };
  }

  /** A key or a value. */
  static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !LOOKS_OTHERWISE.matcher(text).matches()) {
      return text;
    }
    if (text.codePoints().noneMatch(Character::isISOControl)) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (Character.isISOControl(c)) {
                quoted.append("\\u%04x".formatted(c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }
}
