package org.busbar.history.sqlite;

import java.util.Map;
import java.util.TreeMap;

/** Figures of an event as one text; the separators are the ones ASCII has for it. */
final class Details {
  private static final String UNIT = "\u001f";
  private static final String RECORD = "\u001e";

  private Details() {}

  static String write(Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(values)
        .forEach(
            (key, value) ->
                text.append(clean(key)).append(UNIT).append(clean(value)).append(RECORD));
    return text.toString();
  }

  private static String clean(String text) {
    return text.replace(UNIT, " ").replace(RECORD, " ");
  }

  static Map<String, String> read(String text) {
    Map<String, String> values = new TreeMap<>();
    for (String line : text.split(RECORD)) {
      int end = line.indexOf(UNIT);
      if (end >= 0) {
        values.put(line.substring(0, end), line.substring(end + 1));
      }
    }
    return values;
  }
}
