package org.busbar.safety;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A map that is made anew each step and mostly comes out the same: then the same immutable instance
 * is handed out again. Values are compared by identity. One thread.
 */
final class SteadyMap<K, V> {
  private final List<K> keys = new ArrayList<>();
  private final List<V> values = new ArrayList<>();
  private Map<K, V> map = Map.of();
  private int size;
  private boolean changed;

  void put(K key, V value) {
    if (size == keys.size()) {
      keys.add(key);
      values.add(value);
      changed = true;
    } else if (keys.get(size) != key || values.get(size) != value) {
      keys.set(size, key);
      values.set(size, value);
      changed = true;
    }
    size++;
  }

  /** What was put since the last call. */
  Map<K, V> take() {
    if (changed || size != keys.size()) {
      keys.subList(size, keys.size()).clear();
      values.subList(size, values.size()).clear();
      Map<K, V> next = new HashMap<>();
      for (int i = 0; i < size; i++) {
        next.put(keys.get(i), values.get(i));
      }
      map = Map.copyOf(next);
    }
    size = 0;
    changed = false;
    return map;
  }
}
