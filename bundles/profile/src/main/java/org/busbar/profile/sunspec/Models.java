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
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Element;
import org.busbar.config.api.Section;

/** The information models this gateway knows, from its own register of facts. */
final class Models {
  static final String RESOURCE = "/sunspec/models.yaml";
  private static final int MAX = 65_535;

  private final Map<Integer, Model> byId;

  private Models(Map<Integer, Model> byId) {
    this.byId = byId;
  }

  /** Reads the register of facts; takes some ten milliseconds. */
  static Models load() {
    try (InputStream stream = Models.class.getResourceAsStream(RESOURCE)) {
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new IllegalStateException(RESOURCE + " is damaged", e);
    }
  }

  static Models parse(String text) throws ConfigException {
    Section root = Document.parse("models.yaml", text);
    root.text("source");
    Map<Integer, Model> models = new LinkedHashMap<>();
    root.sections("models")
        .forEach(
            (id, section) ->
                models.put(Integer.valueOf(id), new Model(Integer.parseInt(id), group(section))));
    root.finish();
    return new Models(models);
  }

  private static Model.Group group(Section section) {
    List<Model.Field> fields = new ArrayList<>();
    for (Element item : section.items("points")) {
      if (item instanceof Section point) {
        fields.add(field(point));
      }
    }
    List<Model.Group> groups = new ArrayList<>();
    for (Element item : section.items("groups")) {
      if (item instanceof Section below) {
        groups.add(group(below));
      }
    }
    return new Model.Group(section.text("name"), section.text("count", ""), fields, groups);
  }

  private static Model.Field field(Section point) {
    Map<String, Integer> values = new LinkedHashMap<>();
    point.scalars("values").forEach((name, number) -> values.put(name, Integer.valueOf(number)));
    return new Model.Field(
        point.integer("at", 0, MAX),
        point.text("name"),
        point.text("type"),
        point.integer("size", 1, 1, MAX),
        point.text("scale", ""),
        point.text("unit", ""),
        point.flag("write", false),
        values);
  }

  Optional<Model> of(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  List<Model> all() {
    return List.copyOf(byId.values());
  }
}
