package org.busbar.profile.sunspec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The information models this gateway knows, from its own register of facts: lines of words between
 * tabs, because it is read at every start and is made by a program. {@code model id name}, {@code
 * group name count}, and per point {@code at name type size scale unit access symbols}; {@code -}
 * stands for none.
 */
final class Models {
  static final String RESOURCE = "/sunspec/models.tsv";
  static final String NONE = "-";
  static final String WRITABLE = "rw";

  private static final int COLUMNS = 8;

  private final Map<Integer, Model> byId;

  private Models(Map<Integer, Model> byId) {
    this.byId = byId;
  }

  /** Reads the register of facts; takes some milliseconds. */
  static Models load() {
    try (InputStream stream = Models.class.getResourceAsStream(RESOURCE)) {
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Models parse(String text) {
    Map<Integer, Model> models = new LinkedHashMap<>();
    List<String[]> lines =
        text.lines()
            .filter(line -> !line.startsWith("#") && !line.isBlank())
            .map(line -> line.split("\t"))
            .toList();
    int at = 0;
    while (at < lines.size()) {
      String[] head = lines.get(at++);
      int id = Integer.parseInt(head[1]);
      List<Model.Field> fields = new ArrayList<>();
      at = fields(lines, at, fields);
      List<Model.Group> groups = new ArrayList<>();
      while (at < lines.size() && lines.get(at)[0].equals("group")) {
        String[] group = lines.get(at++);
        List<Model.Field> below = new ArrayList<>();
        at = fields(lines, at, below);
        groups.add(new Model.Group(group[1], word(group[2]), below, List.of()));
      }
      models.put(id, new Model(id, new Model.Group(head[2], "", fields, groups)));
    }
    return new Models(models);
  }

  /** Reads points until something else comes; returns where that is. */
  private static int fields(List<String[]> lines, int from, List<Model.Field> into) {
    int at = from;
    while (at < lines.size() && lines.get(at).length == COLUMNS) {
      String[] line = lines.get(at++);
      into.add(
          new Model.Field(
              Integer.parseInt(line[0]),
              line[1],
              line[2],
              Integer.parseInt(line[3]),
              word(line[4]),
              word(line[5]),
              line[6].equals(WRITABLE),
              symbols(line[7])));
    }
    return at;
  }

  private static String word(String column) {
    return column.equals(NONE) ? "" : column;
  }

  private static Map<String, Integer> symbols(String column) {
    Map<String, Integer> symbols = new LinkedHashMap<>();
    for (String pair : word(column).split(",")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        symbols.put(pair.substring(0, equals), Integer.valueOf(pair.substring(equals + 1)));
      }
    }
    return symbols;
  }

  Optional<Model> of(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  List<Model> all() {
    return List.copyOf(byId.values());
  }
}
