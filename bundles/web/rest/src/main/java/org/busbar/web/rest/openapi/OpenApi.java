package org.busbar.web.rest.openapi;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.api.plugin.PluginPicture;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document of what is served. */
public final class OpenApi {
  private static final String FILE = "application/octet-stream";
  private static final Map<String, Object> BINARY = Map.of("type", "string", "format", "binary");

  private final Schemas schemas = new Schemas();
  private final Map<String, Object> document = new LinkedHashMap<>();

  /** Describes these operations. */
  public OpenApi(List<Operation> operations) {
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Operation operation : operations) {
      paths
          .computeIfAbsent(operation.path(), path -> new TreeMap<>())
          .put(operation.method(), describe(operation));
    }
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        Map.of(
            "title",
            "Busbar",
            "version",
            "1",
            "license",
            Map.of("name", "Apache 2.0", "identifier", "Apache-2.0"),
            "description",
            "Positive flows into the busbar. Unknown is null. Times are ISO 8601 in UTC."));
    document.put("servers", List.of(Map.of("url", "/")));
    document.put("security", List.of(Map.of("token", List.of()), Map.of("session", List.of())));
    document.put("paths", paths);
    document.put(
        "components", Map.of("schemas", withProblem(), "securitySchemes", securitySchemes()));
  }

  /** The document. */
  public Map<String, Object> document() {
    return document;
  }

  private Map<String, Object> describe(Operation operation) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("operationId", operation.id());
    described.put("summary", operation.summary());
    if (operation.open()) {
      described.put("security", List.of());
    }
    if (!operation.parameters().isEmpty()) {
      described.put("parameters", operation.parameters().stream().map(this::parameter).toList());
    }
    operation.body().ifPresent(body -> described.put("requestBody", received(body)));
    Map<String, Object> responses = new TreeMap<>();
    responses.put(Integer.toString(operation.success()), success(operation));
    operation.same().forEach(status -> responses.put(Integer.toString(status), success(operation)));
    for (int status : operation.problems()) {
      responses.putIfAbsent(
          Integer.toString(status),
          content(
              "application/problem+json",
              Map.of("$ref", "#/components/schemas/Problem"),
              "Problem"));
    }
    described.put("responses", responses);
    operation.messages().ifPresent(all -> described.put("x-messages", messages(all)));
    return described;
  }

  /** By their {@code type}; OpenAPI itself has no words for what follows an upgrade. */
  private Map<String, Object> messages(Messages all) {
    Map<String, Object> fromClient = new TreeMap<>();
    for (Class<?> each : all.fromClient()) {
      fromClient.put(type(each), schemas.ofReceived(each));
    }
    Map<String, Object> fromGateway = new TreeMap<>();
    for (Class<?> each : all.fromGateway()) {
      fromGateway.put(type(each), schemas.of(each));
    }
    fromGateway.put("problem", Map.of("$ref", "#/components/schemas/ProblemFrame"));
    return Map.of("fromClient", fromClient, "fromGateway", fromGateway);
  }

  private static String type(Class<?> message) {
    return message
        .getSimpleName()
        .replaceFirst("Frame$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  private Map<String, Object> received(Class<?> body) {
    if (body == InputStream.class) {
      Map<String, Object> file = content(FILE, BINARY, null);
      file.put("required", true);
      return file;
    }
    Map<String, Object> content = content("application/json", schemas.ofReceived(body), null);
    if (Schemas.needsAField(body)) {
      content.put("required", true);
    }
    return content;
  }

  private Map<String, Object> parameter(Operation.Variable variable) {
    Map<String, Object> schema = new LinkedHashMap<>(schemas.of(variable.type()));
    if (variable.fallback() != null) {
      schema.put("default", variable.fallback());
    }
    return Map.of(
        "name",
        variable.name(),
        "in",
        variable.in(),
        "required",
        variable.in().equals("path"),
        "schema",
        schema);
  }

  private Map<String, Object> success(Operation operation) {
    if (operation.messages().isPresent()) {
      return Map.of("description", "A WebSocket from now on; its messages are in x-messages");
    }
    if (operation.answer() == Void.class) {
      return Map.of("description", "Done");
    }
    if (operation.answer() == String.class) {
      return content("text/plain", Map.of("type", "string"), "Done");
    }
    if (operation.answer() == byte[].class) {
      return content("application/gzip", BINARY, "Done");
    }
    if (operation.answer() == InputStream.class) {
      return content(FILE, BINARY, "Done");
    }
    if (operation.answer() == PluginPicture.class) {
      return Map.of("description", "Done", "content", pictures());
    }
    if (operation.answer() == Map.class) {
      return content("application/json", Map.of("type", "object"), "Done");
    }
    return content("application/json", schemas.of(operation.answer()), "Done");
  }

  private static Map<String, Object> pictures() {
    Map<String, Object> types = new LinkedHashMap<>();
    for (String type : List.of("image/png", "image/jpeg", "image/svg+xml")) {
      types.put(type, Map.of("schema", BINARY));
    }
    return types;
  }

  private static Map<String, Object> content(
      String type, Map<String, Object> schema, @Nullable String text) {
    Map<String, Object> content = new LinkedHashMap<>();
    if (text != null) {
      content.put("description", text);
    }
    content.put("content", Map.of(type, Map.of("schema", schema)));
    return content;
  }

  private Map<String, Object> withProblem() {
    Map<String, Object> text = Map.of("type", "string");
    Map<String, Object> properties = new TreeMap<>();
    for (String name : List.of("type", "title", "detail", "field", "value", "remedy")) {
      properties.put(name, text);
    }
    properties.put("status", Map.of("type", "integer"));
    Map<String, Object> all = new TreeMap<>(schemas.all());
    all.put("Problem", object(List.of("type", "title", "status", "detail"), properties));
    // As a message, where "type" says what message it is.
    Map<String, Object> ofMessage = new TreeMap<>(properties);
    ofMessage.put("id", text);
    ofMessage.put("is", text);
    all.put("ProblemFrame", object(List.of("type", "is", "title", "status", "detail"), ofMessage));
    return all;
  }

  private static Map<String, Object> object(List<String> required, Map<String, Object> properties) {
    return Map.of("type", "object", "required", required, "properties", properties);
  }

  private static Map<String, Object> securitySchemes() {
    return Map.of(
        "token",
        Map.of("type", "http", "scheme", "bearer"),
        "session",
        Map.of("type", "apiKey", "in", "cookie", "name", "busbar-<port>"));
  }
}
