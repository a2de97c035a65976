package org.busbar.plugin.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.SiteChange;
import org.busbar.plugin.format.Migration;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a migration in one place.
 *
 * @param path where the values stand
 * @param values what stands there; changed along
 * @param anyCase whether {@code targetW} is the same key as {@code target-w}, as for modes
 */
record Steps(List<String> path, Map<String, Object> values, boolean anyCase) {

  void make(Migration migration, List<SiteChange> changes) {
    for (Migration.Step step : migration.steps()) {
      switch (step) {
        case Migration.Rename rename -> rename(rename, changes);
        case Migration.Remove remove ->
            standing(remove.key()).ifPresent(key -> put(key, null, changes));
        case Migration.Set set -> {
          if (standing(set.key()).isEmpty()) {
            put(set.key(), set.value(), changes);
          }
        }
        case Migration.Values named ->
            standing(named.key()).ifPresent(key -> translate(key, named.to(), changes));
      }
    }
  }

  /** Where the new key has a value already, that one counts. */
  private void rename(Migration.Rename rename, List<SiteChange> changes) {
    Optional<String> key = standing(rename.key());
    if (key.isEmpty() || key.get().equals(rename.to())) {
      return;
    }
    Object value = values.get(key.get());
    boolean taken = standing(rename.to()).isPresent();
    put(key.get(), null, changes);
    if (!taken) {
      put(rename.to(), value, changes);
    }
  }

  private void translate(String key, Map<String, String> to, List<SiteChange> changes) {
    Object before = values.get(key);
    Object after =
        before instanceof List<?> list
            ? list.stream().map(each -> translated(each, to)).toList()
            : translated(before, to);
    if (!after.equals(before)) {
      put(key, after, changes);
    }
  }

  private static Object translated(Object value, Map<String, String> to) {
    String text = to.get(String.valueOf(value));
    return text == null ? value : like(value, text);
  }

  /** A number stays one where it can: what reads it would not take a text. */
  private static Object like(Object before, String text) {
    try {
      return switch (before) {
        case Integer _ -> Integer.valueOf(text);
        case Long _ -> Long.valueOf(text);
        case Double _ -> Double.valueOf(text);
        case Boolean _ when text.equals("true") || text.equals("false") -> Boolean.valueOf(text);
        default -> text;
      };
    } catch (NumberFormatException e) {
      return text; // The newer version may want words.
    }
  }

  private void put(String key, @Nullable Object value, List<SiteChange> changes) {
    List<String> place = new ArrayList<>(path);
    place.add(key);
    changes.add(new SiteChange(place, value));
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  /** The key as it is written; empty where it is not. */
  private Optional<String> standing(String key) {
    if (values.containsKey(key) || !anyCase) {
      return Optional.of(key).filter(values::containsKey);
    }
    return values.keySet().stream().filter(each -> plain(each).equals(plain(key))).findFirst();
  }

  private static String plain(String key) {
    return key.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
