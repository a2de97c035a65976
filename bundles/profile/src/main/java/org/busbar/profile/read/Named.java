package org.busbar.profile.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;

/**
 * An entry with a name people give.
 *
 * @param all the section that holds it, where problems of its name belong
 * @param below what stands below its name
 */
record Named(Section all, Section below) {
  /** The entries below a key, in their order; none where it is absent. */
  static Map<String, Named> of(Section section, String key) {
    Map<String, Named> entries = new LinkedHashMap<>();
    if (section.has(key)) {
      Section all = section.section(key).open();
      section.sections(key).forEach((name, below) -> entries.put(name, new Named(all, below)));
    }
    return entries;
  }

  /** The entries of a profile as one of its variants has them. */
  static Map<String, Named> with(
      Map<String, Named> base, Map<String, Named> own, List<String> without) {
    Map<String, Named> merged = new LinkedHashMap<>(base);
    own.forEach(
        (name, entry) -> {
          merged.remove(name);
          merged.put(name, entry);
        });
    without.forEach(merged::remove);
    return merged;
  }

  /** Names that are in none of these are told. */
  static void requireKnown(Section section, List<String> names, List<Map<String, Named>> all) {
    List<String> known = all.stream().flatMap(entries -> entries.keySet().stream()).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        section.problem(
            "without", "names '" + name + "', which is not there", Nearest.remedy(name, known));
      }
    }
  }
}
