package org.busbar.web.rest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a document is what its description says, as far as our descriptions go. */
public final class Shape {
  private final JsonNode description;
  private final List<String> wrong = new ArrayList<>();

  private Shape(JsonNode description) {
    this.description = description;
  }

  /** What is wrong with a document, in words; empty where nothing. */
  public static List<String> wrong(JsonNode description, JsonNode schema, JsonNode document) {
    Shape shape = new Shape(description);
    shape.check("$", schema, document);
    return shape.wrong;
  }

  private void check(String where, JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      check(where, description.at(schema.get("$ref").asText().substring(1)), value);
    } else if (schema.has("anyOf")) {
      for (JsonNode each : schema.get("anyOf")) {
        if (wrong(description, each, value).isEmpty()) {
          return;
        }
      }
      wrong.add(where + " is none of " + schema.get("anyOf"));
    } else if (schema.has("type") && !schema.get("type").toString().contains(type(value))) {
      wrong.add(where + " is " + type(value) + " and not " + schema.get("type"));
    } else {
      inside(where, schema, value);
    }
  }

  private void inside(String where, JsonNode schema, JsonNode value) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        wrong.add(where + " has no " + name.asText());
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode known = schema.path("properties").path(field.getKey());
      if (!known.isMissingNode()) {
        check(where + "." + field.getKey(), known, field.getValue());
      } else if (schema.has("additionalProperties")) {
        check(where + "[]", schema.get("additionalProperties"), field.getValue());
      } else if (schema.has("properties")) {
        wrong.add(where + " has a field nobody described: " + field.getKey());
      }
    }
    for (JsonNode element : value.isArray() ? value : description.path("none")) {
      check(where + "[]", schema.path("items"), element);
    }
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "\"object\"";
      case ARRAY -> "\"array\"";
      case STRING -> "\"string\"";
      case BOOLEAN -> "\"boolean\"";
      case NUMBER -> value.isIntegralNumber() ? "\"integer\"" : "\"number\"";
      default -> "\"null\"";
    };
  }
}
