package org.busbar.core.mode;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Quantity;

/**
 * Makes the configuration record of a control mode out of what site.yaml says of it. A list is
 * written as one text with commas.
 */
final class ConfigBinder {
  private static final List<Unit> LONGEST_SUFFIX_FIRST =
      Arrays.stream(Unit.values())
          .filter(unit -> unit != Unit.NONE)
          .sorted(Comparator.comparingInt((Unit unit) -> -unit.suffix().length()))
          .toList();

  private ConfigBinder() {}

  /**
   * The defaults with what is written in their place.
   *
   * @throws IllegalArgumentException with one line per problem: file, line, key, value, remedy
   */
  static <C extends Record> C bind(Class<C> type, C defaults, ModeConfig config) {
    Map<String, String> written = byComponent(type, config);
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    List<String> problems = unknown(type, config);
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      values[i] = Records.value(defaults, components[i]);
      if (written.containsKey(name)) {
        String text = written.get(name);
        try {
          values[i] = read(components[i], text);
        } catch (IllegalArgumentException e) {
          problems.add(place(config) + kebab(name) + " = '" + text + "': " + e.getMessage());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    try {
      return Records.make(type, values);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place(config) + e.getMessage(), e);
    }
  }

  private static String place(ModeConfig config) {
    return config.source() + ": modes." + config.id() + ".config.";
  }

  private static Map<String, String> byComponent(Class<? extends Record> type, ModeConfig config) {
    Map<String, String> written = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      for (String key : List.of(kebab(component.getName()), component.getName())) {
        if (config.config().containsKey(key)) {
          written.put(component.getName(), config.config().get(key));
        }
      }
    }
    return written;
  }

  private static List<String> unknown(Class<? extends Record> type, ModeConfig config) {
    List<String> known = new ArrayList<>();
    List<String> accepted = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      known.add(kebab(component.getName()));
      accepted.add(component.getName());
    }
    accepted.addAll(known);
    List<String> problems = new ArrayList<>();
    for (String key : config.config().keySet().stream().sorted().toList()) {
      if (!accepted.contains(key)) {
        problems.add(place(config) + key + ": is not known. " + Nearest.remedy(kebab(key), known));
      }
    }
    return problems;
  }

  private static Object read(RecordComponent component, String text) {
    if (component.getGenericType() instanceof ParameterizedType list
        && component.getType() == List.class) {
      Class<?> item =
          MethodType.methodType((Class<?>) list.getActualTypeArguments()[0]).unwrap().returnType();
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(part -> !part.isEmpty())
          .map(part -> read(item, component.getName(), part))
          .toList();
    }
    return read(component.getType(), component.getName(), text);
  }

  private static Object read(Class<?> type, String name, String text) {
    if (type == double.class) {
      return number(name, text);
    } else if (type == int.class) {
      return Math.toIntExact(whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
    } else if (type == long.class) {
      return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    } else if (type == boolean.class) {
      return flag(text);
    } else if (type == String.class) {
      return text;
    } else if (type == NodeId.class) {
      return new NodeId(text);
    } else if (type == Duration.class) {
      return Quantity.duration(text)
          .orElseThrow(
              () -> new IllegalArgumentException("is no duration. Write one such as '2 s'"));
    } else if (type.isEnum()) {
      return constant(type, text);
    }
    throw new IllegalArgumentException("has a type that cannot be configured: " + type.getName());
  }

  private static double number(String name, String text) {
    Unit unit =
        LONGEST_SUFFIX_FIRST.stream()
            .filter(candidate -> name.endsWith(candidate.suffix()))
            .findFirst()
            .orElse(Unit.NONE);
    OptionalDouble value = Quantity.parse(text, unit);
    if (value.isEmpty()) {
      // The key names the unit already, so a bare number says enough.
      value = Quantity.parse(text, Unit.NONE);
    }
    if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException(
          unit == Unit.NONE
              ? "is no plain number"
              : "is no quantity in "
                  + unit.symbol()
                  + ". Write a number and its unit, such as '10 "
                  + unit.symbol()
                  + "'");
    }
    return value.getAsDouble();
  }

  private static long whole(String text, long least, long most) {
    try {
      long value = Long.decode(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is no whole number", e);
    }
    throw new IllegalArgumentException("is out of range");
  }

  private static boolean flag(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.parseBoolean(text);
    }
    throw new IllegalArgumentException("is neither true nor false");
  }

  private static Object constant(Class<?> type, String text) {
    List<String> words = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String word = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (word.equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
        return constant;
      }
      words.add(word);
    }
    throw new IllegalArgumentException("is not known. " + Nearest.remedy(text, words));
  }

  /** The name of a component as people write it: {@code targetW} is {@code target-w}. */
  static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
