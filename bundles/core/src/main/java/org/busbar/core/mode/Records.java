package org.busbar.core.mode;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records of plug-ins taken apart and put together by the names of their components. */
final class Records {
  /** Components whose accessors can be called; asking a class for them copies them each time. */
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.getRecordComponents();
        }
      };

  /** So much of a value people are shown. */
  private static final int MOST_WORDS = 300;

  private Records() {}

  /** Values by name, copies of what can be kept. */
  static Map<String, Object> values(Record whole) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : COMPONENTS.get(whole.getClass())) {
      values.put(component.getName(), value(whole, component));
    }
    return KeptState.of(values);
  }

  /** Values by name as people read them. */
  static Map<String, String> words(Record whole) {
    Map<String, String> words = new LinkedHashMap<>();
    for (RecordComponent component : COMPONENTS.get(whole.getClass())) {
      String text = String.valueOf(value(whole, component));
      words.put(
          component.getName(),
          text.length() > MOST_WORDS ? text.substring(0, MOST_WORDS) + " ..." : text);
    }
    return words;
  }

  /** The value of one component. */
  static Object value(Record whole, RecordComponent component) {
    try {
      Method accessor = component.getAccessor();
      if (!accessor.canAccess(whole)) {
        accessor.setAccessible(true);
      }
      return accessor.invoke(whole);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(component + " cannot be read: " + e.getCause(), e);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(component + " cannot be read: " + e, e);
    }
  }

  /**
   * A record with these values for its components, in their order.
   *
   * @throws IllegalArgumentException with what its constructor said
   */
  static <R extends Record> R make(Class<R> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      String said = e.getCause() == null ? null : e.getCause().getMessage();
      throw new IllegalArgumentException(said == null ? String.valueOf(e.getCause()) : said, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getName() + " cannot be made: " + e, e);
    }
  }

  /** A record with the values that fit by name and type; all others as they are in the fallback. */
  static <R extends Record> R carry(Class<R> type, Map<String, Object> values, R fallback) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] next = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object old = value(fallback, components[i]);
      Object carried = values.get(components[i].getName());
      Class<?> kind = MethodType.methodType(components[i].getType()).wrap().returnType();
      boolean fits = carried != null && kind.isInstance(carried);
      next[i] = fits ? carried : old;
    }
    return make(type, next);
  }
}
