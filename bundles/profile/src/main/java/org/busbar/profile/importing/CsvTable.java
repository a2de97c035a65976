package org.busbar.profile.importing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A table of registers as text. Headings are understood in many wordings.
 *
 * @param lines the lines below the headings
 */
record CsvTable(List<Line> lines) {
  private static final Map<String, List<String>> HEADINGS =
      Map.ofEntries(
          Map.entry("at", List.of("address", "at", "register", "reg", "addr", "offset address")),
          Map.entry("name", List.of("name", "description", "parameter", "signal", "quantity")),
          Map.entry("point", List.of("point", "busbar")),
          Map.entry("type", List.of("type", "data type", "datatype", "format")),
          Map.entry("unit", List.of("unit", "units")),
          Map.entry("scale", List.of("scale", "factor", "multiplier", "resolution", "scaling")),
          Map.entry("gain", List.of("gain", "divisor", "divider")),
          Map.entry("offset", List.of("offset")),
          Map.entry("table", List.of("table", "function", "function code", "fc", "register type")),
          Map.entry("sign", List.of("sign", "positive")),
          Map.entry("invalid", List.of("invalid", "nan", "not available")),
          Map.entry("poll", List.of("poll")),
          Map.entry("raw", List.of("raw", "example raw", "words read")),
          Map.entry("value", List.of("value", "example", "example value", "display")));

  /**
   * One register.
   *
   * @param number line in the file
   * @param cells texts by what they are
   */
  record Line(int number, Map<String, String> cells) {
    Optional<String> text(String key) {
      return Optional.ofNullable(cells.get(key)).filter(text -> !text.isBlank());
    }

    IllegalArgumentException wrong(String text) {
      return new IllegalArgumentException("line " + number + ": " + text);
    }
  }

  CsvTable {
    lines = List.copyOf(lines);
  }

  static CsvTable parse(String text) {
    String[] rows = text.replace("\ufeff", "").split("\\R");
    int head = 0;
    while (head < rows.length && !isHead(rows[head])) {
      head++;
    }
    if (head == rows.length) {
      throw new IllegalArgumentException(
          "has no line of headings. Write such as: address,name,type,unit,scale");
    }
    char mark = mark(rows[head]);
    List<String> keys = cells(rows[head], mark).stream().map(CsvTable::key).toList();
    List<Line> lines = new ArrayList<>();
    for (int i = head + 1; i < rows.length; i++) {
      List<String> cells = cells(rows[i], mark);
      Map<String, String> named = new HashMap<>();
      for (int column = 0; column < Math.min(cells.size(), keys.size()); column++) {
        named.putIfAbsent(keys.get(column), cells.get(column).strip());
      }
      named.remove("");
      lines.add(new Line(i + 1, named));
    }
    return new CsvTable(lines);
  }

  private static boolean isHead(String row) {
    List<String> keys = cells(row, mark(row)).stream().map(CsvTable::key).toList();
    return keys.contains("at") && (keys.contains("name") || keys.contains("point"));
  }

  private static String key(String heading) {
    String word = heading.strip().toLowerCase(Locale.ROOT).replace('_', ' ');
    return HEADINGS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(word))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  private static char mark(String row) {
    char best = ',';
    for (char mark : new char[] {',', ';', '\t', '|'}) {
      if (cells(row, mark).size() > cells(row, best).size()) {
        best = mark;
      }
    }
    return best;
  }

  /** The cells of a row; a mark between quotation marks belongs to its cell. */
  static List<String> cells(String row, char mark) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (char c : row.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == mark && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
