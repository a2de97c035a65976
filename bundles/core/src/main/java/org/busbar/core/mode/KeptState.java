package org.busbar.core.mode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.api.vocabulary.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a mode's state once its step is over: copies, of values of the JDK and of the
 * contracts only. Whatever else a plug-in lets it hold would be called later, on threads that are
 * not for plug-ins, and would keep its bundle alive. Copied on the mode's own worker.
 */
final class KeptState {
  /** So many values a state may hold. */
  static final int MOST_VALUES = 10_000;

  /** So many characters all texts of a state may have. */
  static final int MOST_CHARACTERS = 100_000;

  private static final ClassLoader CONTRACTS = NodeId.class.getClassLoader();

  private int values;
  private int characters;

  private KeptState() {}

  /**
   * By name what can be kept; what cannot is left out.
   *
   * @throws IllegalArgumentException where there is too much of it
   */
  static Map<String, Object> of(Map<String, Object> state) {
    KeptState copier = new KeptState();
    Map<String, Object> kept = new LinkedHashMap<>();
    state.forEach(
        (name, value) -> {
          Object copy = copier.copy(value);
          if (copy != null) {
            kept.put(name, copy);
          }
        });
    return kept;
  }

  /** A copy; null where it cannot be kept. */
  private @Nullable Object copy(@Nullable Object value) {
    values++;
    if (values > MOST_VALUES) {
      throw new IllegalArgumentException("its state holds more than " + MOST_VALUES + " values");
    }
    return switch (value) {
      case null -> null;
      case String text -> text(text);
      case Optional<?> optional ->
          optional.isEmpty() ? optional : Optional.ofNullable(copy(optional.get()));
      case Map<?, ?> map -> map(map);
      case Collection<?> all -> all(all);
      default -> isPlain(value) ? value : null;
    };
  }

  private String text(String text) {
    characters += text.length();
    if (characters > MOST_CHARACTERS || characters < 0) {
      throw new IllegalArgumentException(
          "the texts of its state have more than " + MOST_CHARACTERS + " characters");
    }
    return text;
  }

  /** Values that nobody can have filled with something else. */
  private static boolean isPlain(Object value) {
    Class<?> type = value.getClass();
    if (type.getClassLoader() == CONTRACTS && CONTRACTS != null) {
      return type.isRecord() || value instanceof Enum<?>;
    }
    return type.getClassLoader() == null
        && (value instanceof Number
            || value instanceof Boolean
            || value instanceof Character
            || value instanceof Enum<?>
            || type.getPackageName().equals("java.time"));
  }

  private @Nullable Object map(Map<?, ?> map) {
    Map<Object, Object> copies = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = copy(entry.getKey());
      Object value = copy(entry.getValue());
      if (key == null || value == null) {
        return null;
      }
      copies.put(key, value);
    }
    if (isImmutable(map)) {
      return Map.copyOf(copies); // Its order is no order, and told so by its class.
    }
    boolean natural = map instanceof SortedMap<?, ?> sorted && sorted.comparator() == null;
    return natural ? new TreeMap<>(copies) : copies;
  }

  private @Nullable Object all(Collection<?> all) {
    List<Object> copies = new ArrayList<>();
    for (Object each : all) {
      Object copy = copy(each);
      if (copy == null) {
        return null;
      }
      copies.add(copy);
    }
    if (all instanceof Set<?>) {
      boolean natural = all instanceof SortedSet<?> sorted && sorted.comparator() == null;
      Set<Object> set = natural ? new TreeSet<>(copies) : new LinkedHashSet<>(copies);
      return isImmutable(all) ? Set.copyOf(set) : set;
    }
    if (all instanceof Deque<?> && !(all instanceof List<?>)) {
      return new ArrayDeque<>(copies);
    }
    return isImmutable(all) ? List.copyOf(copies) : copies;
  }

  private static boolean isImmutable(Object container) {
    return container.getClass().getName().startsWith("java.util.Immu");
  }
}
