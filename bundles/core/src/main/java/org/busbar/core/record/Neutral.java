package org.busbar.core.record;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.jspecify.annotations.Nullable;

/**
 * Records of contracts and of modes as JSON and back, bit for bit. A double that is no number of
 * JSON is null or a text; a map is a list of pairs. What is missing when it is read is empty, so
 * that a recording outlives a component that is added.
 */
public final class Neutral {
  private static final ClassValue<Method[]> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getAccessor)
              .peek(accessor -> accessor.setAccessible(true))
              .toArray(Method[]::new);
        }
      };

  private static final ClassValue<Form> FORMS =
      new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
          return Form.of(type);
        }
      };

  private Neutral() {}

  private record Form(RecordComponent[] components, Constructor<?> constructor) {
    static Form of(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return new Form(components, constructor);
      } catch (NoSuchMethodException e) {
        throw new IllegalArgumentException(type.getName() + " cannot be made: " + e, e);
      }
    }
  }

  /** Appends a value. */
  public static void write(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case Double number -> number(out, number);
      case Float number -> number(out, number.doubleValue());
      case Number number -> out.append(number);
      case Boolean flag -> out.append(flag.booleanValue());
      case Optional<?> optional -> write(out, optional.orElse(null));
      case Point point -> point(out, point);
      case NodeId node -> JsonText.quote(out, node.value());
      case Enum<?> constant -> JsonText.quote(out, constant.name());
      case Record whole -> whole(out, whole);
      case Map<?, ?> map -> map(out, map);
      case Collection<?> all -> all(out, all);
      default -> JsonText.quote(out, value.toString());
    }
  }

  private static void number(StringBuilder out, double number) {
    if (Double.isNaN(number)) {
      out.append("null");
    } else if (Double.isInfinite(number)) {
      out.append('"').append(number).append('"');
    } else {
      out.append(number);
    }
  }

  /** A point of the vocabulary is its id; one of a vendor says all of itself. */
  private static void point(StringBuilder out, Point point) {
    if (Points.of(point.id()).isPresent()) {
      JsonText.quote(out, point.id());
    } else {
      whole(out, point);
    }
  }

  private static void whole(StringBuilder out, Record whole) {
    char before = '{';
    for (Method accessor : ACCESSORS.get(whole.getClass())) {
      JsonText.quote(out.append(before), accessor.getName());
      write(out.append(':'), read(accessor, whole));
      before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
  }

  private static @Nullable Object read(Method accessor, Record whole) {
    try {
      return accessor.invoke(whole);
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new IllegalArgumentException(accessor + " cannot be read: " + e, e);
    }
  }

  private static void map(StringBuilder out, Map<?, ?> map) {
    List<String> pairs = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      StringBuilder pair = new StringBuilder();
      write(pair.append('['), entry.getKey());
      write(pair.append(','), entry.getValue());
      pairs.add(pair.append(']').toString());
    }
    if (map.getClass().getName().startsWith("java.util.Immu")) {
      pairs.sort(null); // the order of such a map differs from run to run
    }
    out.append('[').append(String.join(",", pairs)).append(']');
  }

  private static void all(StringBuilder out, Collection<?> all) {
    List<String> items = new ArrayList<>();
    for (Object each : all) {
      StringBuilder item = new StringBuilder();
      write(item, each);
      items.add(item.toString());
    }
    if (all instanceof Set) {
      items.sort(null);
    }
    out.append('[').append(String.join(",", items)).append(']');
  }

  /**
   * A value of a type.
   *
   * @throws IllegalArgumentException where it is none, or the type is none that can be read
   */
  public static Object read(Type type, @Nullable Object json) {
    if (type instanceof ParameterizedType generic) {
      return container((Class<?>) generic.getRawType(), generic.getActualTypeArguments(), json);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == double.class || plain == Double.class) {
      return number(json);
    } else if (plain == float.class || plain == Float.class) {
      return (float) number(json);
    } else if (plain == long.class || plain == Long.class) {
      return json == null ? 0L : (Object) ((Number) json).longValue();
    } else if (plain == int.class || plain == Integer.class) {
      return json == null ? 0 : (Object) Math.toIntExact(((Number) json).longValue());
    } else if (plain == boolean.class || plain == Boolean.class) {
      return Boolean.TRUE.equals(json);
    } else if (plain.isEnum()) {
      return json == null ? plain.getEnumConstants()[0] : constant(plain, String.valueOf(json));
    } else if (plain == NodeId.class) {
      return new NodeId(String.valueOf(json));
    } else if (plain == Point.class && json instanceof String id) {
      return Points.of(id).orElseThrow(() -> new IllegalArgumentException("no point " + id));
    } else if (plain.isRecord()) {
      return whole(plain, json);
    }
    return text(plain, json == null ? "" : String.valueOf(json));
  }

  private static double number(@Nullable Object json) {
    return switch (json) {
      case null -> Double.NaN;
      case String text -> Double.parseDouble(text);
      default -> ((Number) json).doubleValue();
    };
  }

  private static Object text(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    } else if (type == Instant.class) {
      return Instant.parse(text);
    } else if (type == Duration.class) {
      return text.isEmpty() ? Duration.ZERO : Duration.parse(text);
    } else if (type == ZoneId.class) {
      return ZoneId.of(text);
    }
    throw new IllegalArgumentException(type.getName() + " cannot be read from a recording");
  }

  private static Object constant(Class<?> type, String name) {
    for (Object each : type.getEnumConstants()) {
      if (((Enum<?>) each).name().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(type.getName() + " has no " + name);
  }

  private static Object container(Class<?> raw, Type[] types, @Nullable Object json) {
    if (raw == Optional.class) {
      return json == null ? Optional.empty() : Optional.of(read(types[0], json));
    }
    List<?> items = json == null ? List.of() : (List<?>) json;
    if (raw == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (Object item : items) {
        List<?> pair = (List<?>) item;
        map.put(read(types[0], pair.get(0)), read(types[1], pair.get(1)));
      }
      return map;
    }
    List<Object> all = new ArrayList<>();
    items.forEach(item -> all.add(read(types[0], item)));
    if (raw == Set.class) {
      return new LinkedHashSet<>(all);
    } else if (raw == List.class || raw == Collection.class) {
      return all;
    }
    throw new IllegalArgumentException(raw.getName() + " cannot be read from a recording");
  }

  private static Object whole(Class<?> type, @Nullable Object json) {
    Map<?, ?> members = json == null ? Map.of() : (Map<?, ?>) json;
    Form form = FORMS.get(type);
    Object[] values = new Object[form.components().length];
    for (int i = 0; i < values.length; i++) {
      RecordComponent component = form.components()[i];
      values[i] = read(component.getGenericType(), members.get(component.getName()));
    }
    try {
      return form.constructor().newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(type.getName() + ": " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getName() + " cannot be made: " + e, e);
    }
  }
}
