package org.busbar.web.rest.openapi;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of records, each under its own name. */
final class Schemas {
  private final Map<String, Object> byName = new TreeMap<>();
  private final Set<Class<?>> received = new HashSet<>();

  /** What stands for a record that clients send. */
  Map<String, Object> ofReceived(Class<?> record) {
    received.add(record);
    return of(record);
  }

  /** What stands for a type where it is used. */
  Map<String, Object> of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      return generic.getRawType() == List.class
          ? Map.of("type", "array", "items", of(element))
          : Map.of("type", "object", "additionalProperties", of(element));
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return reference(plain);
    }
    return simple(plain);
  }

  /** Whether a record that clients send cannot be left out. */
  static boolean needsAField(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .anyMatch(component -> component.isAnnotationPresent(Needed.class));
  }

  /** All that were used, by name. */
  Map<String, Object> all() {
    return byName;
  }

  private Map<String, Object> reference(Class<?> record) {
    String name = record.getSimpleName();
    if (!byName.containsKey(name)) {
      byName.put(name, Map.of());
      byName.put(name, object(record));
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  private Map<String, Object> object(Class<?> record) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    fields(record, properties, required);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  private void fields(Class<?> record, Map<String, Object> properties, List<String> required) {
    for (RecordComponent component : record.getRecordComponents()) {
      if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
        fields(component.getType(), properties, required);
        continue;
      }
      properties.put(component.getName(), property(component));
      if (isRequired(record, component)) {
        required.add(component.getName());
      }
    }
  }

  /** What is sent has all its fields, be they null; what is received has to have few. */
  private boolean isRequired(Class<?> record, RecordComponent component) {
    return !received.contains(record) || component.isAnnotationPresent(Needed.class);
  }

  private Map<String, Object> property(RecordComponent component) {
    Map<String, Object> schema = of(component.getGenericType());
    boolean unknownIsNull =
        component.getType() == double.class || isNullable(component.getAnnotatedType());
    if (!unknownIsNull || schema.isEmpty()) {
      return schema;
    }
    if (!(schema.get("type") instanceof String type)) {
      return Map.of("anyOf", List.of(schema, Map.of("type", "null")));
    }
    Map<String, Object> nullable = new LinkedHashMap<>(schema);
    nullable.put("type", List.of(type, "null"));
    return nullable;
  }

  private static boolean isNullable(AnnotatedElement type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static Map<String, Object> simple(Class<?> type) {
    if (type == String.class) {
      return Map.of("type", "string");
    }
    if (type == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    }
    if (type == double.class || type == Double.class) {
      return Map.of("type", "number");
    }
    if (type == boolean.class || type == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (Set.of(int.class, long.class, Integer.class, Long.class).contains(type)) {
      return Map.of("type", "integer");
    }
    if (type == Object.class) {
      return Map.of();
    }
    throw new IllegalStateException("no schema for " + type);
  }
}
