package org.busbar.runtime.checklist;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;

/**
 * What a person wrote down of an item.
 *
 * @param on when it was shown
 * @param by who showed it
 * @param text what was seen
 * @param file a file that shows it, beside the evidence file
 */
record Evidence(LocalDate on, String by, String text, Optional<Path> file) {
  private static final String FORMAT = "checklist/1";

  /**
   * Reads the evidence of a site; only items it has.
   *
   * @param today evidence of a later day is refused
   * @throws ConfigException with every problem
   */
  static Map<String, Evidence> read(Path path, List<Item> items, LocalDate today)
      throws ConfigException {
    Section file = Document.read(path);
    if (!file.text("busbar").equals(FORMAT) && file.has("busbar")) {
      file.problem("busbar", "is not the format this version reads", "Write '" + FORMAT + "'");
    }
    List<String> known = items.stream().map(Item::id).toList();
    Map<String, Evidence> evidence = new TreeMap<>();
    file.sections("items")
        .forEach(
            (id, section) -> {
              if (!known.contains(id)) {
                section.open();
                section.problem(
                    "", "'" + id + "' is no item of this site", Nearest.remedy(id, known));
                return;
              }
              one(path, section, today).ifPresent(found -> evidence.put(id, found));
            });
    file.finish();
    return evidence;
  }

  private static Optional<Evidence> one(Path path, Section section, LocalDate today) {
    String by = section.text("by").strip();
    String text = section.text("text").strip();
    Optional<Path> file = section.optionalText("file").map(path.resolveSibling("")::resolve);
    if (by.isEmpty() && section.has("by")) {
      section.problem("by", "is empty", "Write who showed it");
    }
    if (text.isEmpty() && section.has("text")) {
      section.problem("text", "is empty", "Write what was seen");
    }
    if (file.isPresent() && !Files.isReadable(file.get())) {
      section.problem("file", "cannot be read", "Put it beside " + path.getFileName());
      return Optional.empty();
    }
    String on = section.text("on");
    try {
      LocalDate day = LocalDate.parse(on);
      if (day.isAfter(today)) {
        section.problem("on", "is a day to come", "Write the day on which it was shown");
      } else if (!by.isEmpty() && !text.isEmpty()) {
        return Optional.of(new Evidence(day, by, text, file));
      }
    } catch (DateTimeException e) {
      if (section.has("on")) {
        section.problem("on", "is no day", "Write it as 2026-11-20");
      }
    }
    return Optional.empty();
  }
}
