package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Headers of a manifest: clauses of names with attributes and directives. */
final class Headers {
  private Headers() {}

  /**
   * One clause.
   *
   * @param names paths before the first parameter
   * @param attributes {@code name[:type]} to text
   * @param directives name to text
   */
  record Clause(
      List<String> names, Map<String, String> attributes, Map<String, String> directives) {}

  static List<Clause> parse(String header) {
    List<Clause> clauses = new ArrayList<>();
    for (String text : split(header, ',')) {
      List<String> names = new ArrayList<>();
      Map<String, String> attributes = new LinkedHashMap<>();
      Map<String, String> directives = new LinkedHashMap<>();
      for (String part : split(text, ';')) {
        int equals = outside(part, '=');
        if (equals < 0) {
          names.add(part.strip());
        } else if (equals > 0 && part.charAt(equals - 1) == ':') {
          directives.put(part.substring(0, equals - 1).strip(), unquoted(part, equals));
        } else {
          attributes.put(part.substring(0, equals).strip(), unquoted(part, equals));
        }
      }
      if (names.isEmpty() || names.contains("")) {
        throw new IllegalArgumentException("a clause has no name");
      }
      clauses.add(new Clause(names, attributes, directives));
    }
    return clauses;
  }

  private static String unquoted(String part, int equals) {
    String value = part.substring(equals + 1).strip();
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private static int outside(String text, char wanted) {
    return outside(text, wanted, 0);
  }

  private static int outside(String text, char wanted, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      quoted ^= text.charAt(i) == '"';
      if (!quoted && text.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = outside(text, separator); at >= 0; at = outside(text, separator, from)) {
      add(parts, text.substring(from, at));
      from = at + 1;
    }
    add(parts, text.substring(from));
    return parts;
  }

  private static void add(List<String> parts, String part) {
    if (!part.isBlank()) {
      parts.add(part.strip());
    }
  }
}
