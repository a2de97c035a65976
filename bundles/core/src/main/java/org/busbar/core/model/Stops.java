package org.busbar.core.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.config.api.Section;

/** How a site is stopped: {@code emergency} in the file. */
final class Stops {
  private static final int MOST_RESETS = 1_000_000;
  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final Duration USUAL_DISCREPANCY = Duration.ofMillis(500);
  private static final String KIND = "[a-z][a-z0-9-]{0,62}";

  private Stops() {}

  static EmergencyConfig read(Section file, Tree tree) {
    EmergencyConfig usual = EmergencyConfig.USUAL;
    Section section = file.optionalSection("emergency").orElse(null);
    if (section == null) {
      return usual;
    }
    Map<String, Integer> categories = new LinkedHashMap<>(usual.categories());
    section
        .optionalSection("categories")
        .map(Section::open)
        .ifPresent(
            all ->
                all.keys()
                    .forEach(
                        kind -> {
                          kind(all, kind, kind);
                          categories.put(kind, all.integer(kind, 0, 0, 1));
                        }));
    List<EmergencyConfig.Input> inputs = new ArrayList<>();
    Set<Address> used = new HashSet<>();
    section.sections("inputs").forEach((id, written) -> inputs.add(input(id, written, tree, used)));
    return new EmergencyConfig(
        categories,
        section.duration("ramp", usual.ramp(), LEAST, MOST),
        section.duration("isolate-within", usual.isolateWithin(), LEAST, MOST),
        section.integer("resets-per-minute", usual.resetsPerMinute(), 1, MOST_RESETS),
        inputs);
  }

  private static EmergencyConfig.Input input(
      String id, Section section, Tree tree, Set<Address> used) {
    Names.word(section, id);
    String kind = section.text("kind", "emergency-stop");
    kind(section, "kind", kind);
    List<Address> channels = new ArrayList<>();
    List<String> written = section.texts("channels");
    for (String text : written) {
      Places.address(section, "channels", text, tree).ifPresent(channels::add);
    }
    if (written.isEmpty() || written.size() > 2) {
      section.problem(
          "channels", "must name one or two points", "Write them such as [io1/switchOn.1]");
    }
    for (Address channel : channels) {
      if (!used.add(channel)) {
        section.problem(
            "channels", "names " + channel + " a second time", "Each channel is a wire of its own");
      }
    }
    return new EmergencyConfig.Input(
        id,
        kind,
        channels,
        section.duration("discrepancy", USUAL_DISCREPANCY, LEAST, Duration.ofSeconds(10)),
        section.text("text", ""),
        section.at("channels"));
  }

  private static void kind(Section section, String key, String kind) {
    if (!kind.matches(KIND)) {
      section.problem(
          key,
          "'" + kind + "' is no kind of cause",
          "Write one such as 'emergency-stop', 'smoke' or 'limit'");
    }
  }
}
