package org.busbar.web.rest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a client written against one description gets along with what another describes: nothing
 * it sends is refused, nothing it reads is gone. What is only added breaks nobody.
 */
public final class Compatibility {
  private final JsonNode before;
  private final JsonNode now;
  private final List<String> broken = new ArrayList<>();

  private Compatibility(JsonNode before, JsonNode now) {
    this.before = before;
    this.now = now;
  }

  /** What the newer description breaks of the older one, in words; empty where nothing. */
  public static List<String> broken(JsonNode before, JsonNode now) {
    Compatibility comparison = new Compatibility(before, now);
    before
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        each ->
                            comparison.operation(path.getKey(), each.getKey(), each.getValue())));
    return comparison.broken;
  }

  private void operation(String path, String method, JsonNode old) {
    String where = method + " " + path;
    JsonNode next = now.get("paths").path(path).path(method);
    if (next.isMissingNode()) {
      broken.add(where + " is gone");
      return;
    }
    if (old.has("security") && !next.has("security")) {
      broken.add(where + " was open");
    }
    parameters(where, old.path("parameters"), next.path("parameters"));
    received(where, old.path("requestBody"), next.path("requestBody"));
    messages(where, old.path("x-messages"), next.path("x-messages"));
    old.get("responses")
        .properties()
        .forEach(
            response -> {
              // What goes wrong may be told in more ways or fewer.
              if (response.getKey().matches("101|2..")) {
                answer(
                    where + " " + response.getKey(),
                    response.getValue(),
                    next.get("responses").path(response.getKey()));
              }
            });
  }

  /** What is said once it is a WebSocket. */
  private void messages(String where, JsonNode old, JsonNode next) {
    for (String side : List.of("fromClient", "fromGateway")) {
      for (Map.Entry<String, JsonNode> message : old.path(side).properties()) {
        String name = where + " message " + message.getKey();
        JsonNode still = next.path(side).path(message.getKey());
        if (still.isMissingNode()) {
          broken.add(name + " is gone");
        } else if (side.equals("fromClient")) {
          accepts(name, message.getValue(), still);
        } else {
          gives(name, message.getValue(), still, new HashSet<>());
        }
      }
    }
  }

  private void parameters(String where, JsonNode old, JsonNode next) {
    for (JsonNode each : next) {
      JsonNode known = named(old, each);
      boolean was = known.path("required").asBoolean(false);
      if (each.path("required").asBoolean(false) && !was) {
        broken.add(where + " asks for a parameter " + each.get("name").asText());
      }
    }
    for (JsonNode each : old) {
      String name = where + " parameter " + each.get("name").asText();
      JsonNode still = named(next, each);
      if (still.isMissingNode()) {
        broken.add(name + " is gone");
      } else {
        accepts(name, each.get("schema"), still.get("schema"));
      }
    }
  }

  private static JsonNode named(JsonNode parameters, JsonNode like) {
    for (JsonNode each : parameters) {
      if (each.get("name").equals(like.get("name")) && each.get("in").equals(like.get("in"))) {
        return each;
      }
    }
    return parameters.path("none");
  }

  private void received(String where, JsonNode old, JsonNode next) {
    if (old.isMissingNode()) {
      if (next.path("required").asBoolean(false)) {
        broken.add(where + " asks for a body");
      }
      return;
    }
    if (!old.path("required").asBoolean(false) && next.path("required").asBoolean(false)) {
      broken.add(where + " asks for a body");
    }
    accepts(where + " body", schema(old), schema(next));
  }

  /** Whether all that could be sent still can. */
  private void accepts(String where, JsonNode old, JsonNode next) {
    JsonNode from = resolved(before, old);
    JsonNode to = resolved(now, next);
    for (String type : types(from)) {
      if (!types(to).contains(type)) {
        broken.add(where + " takes no " + type + " any more");
      }
    }
    for (JsonNode name : to.path("required")) {
      if (!texts(from.path("required")).contains(name.asText())) {
        broken.add(where + " asks for a field " + name.asText());
      }
    }
    from.path("properties")
        .properties()
        .forEach(
            each -> {
              JsonNode still = to.path("properties").path(each.getKey());
              if (still.isMissingNode()) {
                broken.add(where + " field " + each.getKey() + " is gone");
              } else {
                accepts(where + " field " + each.getKey(), each.getValue(), still);
              }
            });
  }

  private void answer(String where, JsonNode old, JsonNode next) {
    if (next.isMissingNode()) {
      broken.add(where + " is gone");
      return;
    }
    for (String type : names(old.path("content"))) {
      if (!next.path("content").has(type)) {
        broken.add(where + " comes no more as " + type);
        return;
      }
    }
    if (old.has("content")) {
      gives(where, schema(old), schema(next), new HashSet<>());
    }
  }

  /** Whether all that could be relied on is still there. */
  private void gives(String where, JsonNode old, JsonNode next, Set<String> seen) {
    if (old.has("$ref") && !seen.add(old.get("$ref").asText() + " at " + where)) {
      return;
    }
    JsonNode from = resolved(before, old);
    JsonNode to = resolved(now, next);
    for (String type : types(to)) {
      if (!types(from).isEmpty() && !types(from).contains(type)) {
        broken.add(where + " may be " + type);
      }
    }
    if (types(to).isEmpty() && !types(from).isEmpty()) {
      broken.add(where + " may be anything");
    }
    for (JsonNode name : from.path("required")) {
      if (!texts(to.path("required")).contains(name.asText())) {
        broken.add(where + " field " + name.asText() + " may be missing");
      }
    }
    from.path("properties")
        .properties()
        .forEach(
            each -> {
              JsonNode still = to.path("properties").path(each.getKey());
              if (!still.isMissingNode()) {
                gives(where + "." + each.getKey(), each.getValue(), still, seen);
              }
            });
    for (String inner : List.of("items", "additionalProperties")) {
      if (from.has(inner)) {
        gives(where + "[]", from.get(inner), to.path(inner), seen);
      }
    }
  }

  private static JsonNode schema(JsonNode bodyOrResponse) {
    JsonNode content = bodyOrResponse.path("content");
    return content.isEmpty() ? content.path("none") : content.elements().next().path("schema");
  }

  private static JsonNode resolved(JsonNode document, JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
  }

  /** The types a schema allows; empty where it allows any. */
  private static Set<String> types(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      return texts(type);
    }
    Set<String> types = new HashSet<>();
    if (type.isTextual()) {
      types.add(type.asText());
    }
    for (JsonNode each : schema.path("anyOf")) {
      types.add(each.has("$ref") ? each.get("$ref").asText() : each.path("type").asText());
    }
    return types;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new HashSet<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
