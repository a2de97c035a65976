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
          Map.entry(
              "at",
              List.of(
                  "address",
                  "at",
                  "register",
                  "reg",
                  "addr",
                  "offset address",
                  "modbus address",
                  "register address",
                  "start address",
                  "starting address",
                  "first register",
                  "modbus register",
                  "register number",
                  "reg addr",
                  "reg address",
                  "register addr",
                  "register no",
                  "reg no",
                  "register id",
                  "protocol address",
                  "pdu address",
                  "modbus addr",
                  "modbus reg",
                  "adr",
                  "adresse",
                  "registeradresse",
                  "modbusadresse",
                  "startadresse")),
          Map.entry(
              "name",
              List.of(
                  "name",
                  "description",
                  "parameter",
                  "signal",
                  "quantity",
                  "parameter name",
                  "register name",
                  "variable",
                  "variable name",
                  "measurement",
                  "measured value",
                  "item",
                  "meaning",
                  "label",
                  "signal name",
                  "data name",
                  "data item",
                  "data point",
                  "point name",
                  "value name",
                  "documented name",
                  "designation",
                  "tag",
                  "tag name",
                  "register description",
                  "parameter description",
                  "variable description",
                  "bezeichnung",
                  "beschreibung",
                  "benennung",
                  "signalname",
                  "messgröße",
                  "messwert")),
          Map.entry("point", List.of("point", "busbar")),
          Map.entry(
              "type",
              List.of(
                  "type",
                  "data type",
                  "datatype",
                  "format",
                  "data format",
                  "register format",
                  "datentyp",
                  "typ")),
          Map.entry(
              "unit",
              List.of(
                  "unit", "units", "uom", "unit of measurement", "engineering unit", "einheit")),
          Map.entry(
              "scale",
              List.of(
                  "scale",
                  "factor",
                  "multiplier",
                  "resolution",
                  "scaling",
                  "scale factor",
                  "scaling factor",
                  "conversion factor",
                  "coefficient",
                  "precision",
                  "accuracy",
                  "faktor",
                  "auflösung",
                  "skalierung")),
          Map.entry("gain", List.of("gain", "divisor", "divider")),
          Map.entry("decimals", List.of("decimals", "decimal places", "nachkommastellen")),
          Map.entry("exponent", List.of("exponent", "power of ten", "scale exponent")),
          Map.entry("offset", List.of("offset")),
          Map.entry("table", List.of("table", "function", "function code", "fc", "register type")),
          Map.entry("sign", List.of("sign", "positive")),
          Map.entry("invalid", List.of("invalid", "nan", "not available")),
          Map.entry(
              "length",
              List.of(
                  "length",
                  "len",
                  "size",
                  "words",
                  "registers",
                  "number of registers",
                  "register count",
                  "number of words",
                  "word count",
                  "anzahl",
                  "länge")),
          Map.entry(
              "access",
              List.of("access", "r w", "rw", "read write", "rights", "permission", "zugriff")),
          Map.entry("order", List.of("byte order", "word order", "endianness", "endian")),
          Map.entry("poll", List.of("poll")),
          Map.entry("raw", List.of("raw", "example raw", "words read", "rohwert")),
          Map.entry("value", List.of("value", "example", "example value", "display", "wert")));

  /**
   * One register.
   *
   * @param number line in the file
   * @param cells texts by what they are
   * @param hasCommas whether a number in it may be written with a comma
   */
  record Line(int number, Map<String, String> cells, boolean hasCommas) {
    Optional<String> text(String key) {
      return Optional.ofNullable(cells.get(key)).filter(text -> !text.isBlank());
    }

    /** A number as we write it; other texts as they are. */
    String plain(String number) {
      if (!hasCommas || !number.matches("[-+0-9.,/xX*× ]+")) {
        return number;
      }
      return (number.indexOf(',') > number.indexOf('.') ? number.replace(".", "") : number)
          .replace(',', '.');
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
          "has no line of headings that names address and name, parted by comma, semicolon, tab or"
              + " bar"
              + first(rows)
              + ". Write such as: address,name,type,unit,scale");
    }
    char mark = mark(rows[head]);
    List<String> headings = cells(rows[head], mark);
    List<String> keys = headings.stream().map(CsvTable::key).toList();
    List<Line> lines = new ArrayList<>();
    for (int i = head + 1; i < rows.length; i++) {
      int first = i;
      String row = rows[i];
      while (isOpen(row) && i + 1 < rows.length) { // A cell may go on in the next line.
        i++;
        row = row + " " + rows[i];
      }
      List<String> cells = cells(row, mark);
      if (row.matches("[-:=|\\s]*") || isHead(row)) {
        continue; // Nothing, the rule below headings in Markdown, or headings of the next page.
      }
      Map<String, String> named = new HashMap<>();
      for (int column = 0; column < Math.min(cells.size(), keys.size()); column++) {
        String cell = mark == '|' ? unmarked(cells.get(column)) : cells.get(column).strip();
        boolean hex = keys.get(column).equals("at") && isHex(headings.get(column));
        // Of two columns that say the same, the first that says anything.
        named.merge(
            keys.get(column), hex ? hex(cell) : cell, (one, next) -> one.isBlank() ? next : one);
      }
      named.remove("");
      lines.add(new Line(first + 1, named, mark != ','));
    }
    return new CsvTable(lines);
  }

  /** A cell without the marks of Markdown for bold, code and formulas. */
  private static String unmarked(String cell) {
    return cell.strip().replaceAll("^[*`$]+|[*`$]+$", "").strip();
  }

  private static boolean isHex(String heading) {
    return heading.toLowerCase(Locale.ROOT).matches(".*\\bhex.*");
  }

  /** An address below a heading that says hexadecimal, as we write one; other texts as they are. */
  private static String hex(String cell) {
    String text = cell.replaceFirst("^([0-9a-fA-F]{2}) ([0-9a-fA-F]{2})$", "$1$2");
    return text.matches("[0-9a-fA-F]+([^0-9a-fA-Fx]+[0-9a-fA-F]+)?")
        ? text.replaceAll("[0-9a-fA-F]+", "0x$0")
        : text;
  }

  /** The first line, which is most probably meant to be the headings. */
  private static String first(String[] rows) {
    String first = rows[0].strip();
    boolean isText = !first.isEmpty() && first.chars().noneMatch(Character::isISOControl);
    return isText
        ? "; its first line is '" + first.substring(0, Math.min(60, first.length())) + "'"
        : "";
  }

  private static boolean isOpen(String row) {
    return row.chars().filter(c -> c == '"').count() % 2 == 1;
  }

  private static boolean isHead(String row) {
    List<String> keys = cells(row, mark(row)).stream().map(CsvTable::key).toList();
    return keys.contains("at") && (keys.contains("name") || keys.contains("point"));
  }

  private static String key(String heading) {
    String word =
        heading
            .toLowerCase(Locale.ROOT)
            .replaceAll("[(\\[].*|[*`]", "")
            .replaceAll("[_\\s./#:-]+", " ")
            .strip()
            .replaceFirst(" (hex|hexadecimal|dec|decimal)$", "");
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
    for (int i = 0; i < row.length(); i++) {
      char c = row.charAt(i);
      if (c == '"' && quoted && i + 1 < row.length() && row.charAt(i + 1) == '"') {
        cell.append(c); // Two stand for one.
        i++;
      } else if (c == '"') {
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
