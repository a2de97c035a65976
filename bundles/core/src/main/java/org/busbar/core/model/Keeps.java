package org.busbar.core.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.busbar.api.site.HistoryConfig;
import org.busbar.config.api.Section;

/** How long history is kept: {@code history} in the file. */
final class Keeps {
  private static final Duration LEAST = Duration.ofHours(1);

  private final Section section;

  private Keeps(Section section) {
    this.section = section;
  }

  static HistoryConfig read(Section file) {
    return file.optionalSection("history")
        .map(section -> new Keeps(section).all())
        .orElse(HistoryConfig.USUAL);
  }

  private HistoryConfig all() {
    HistoryConfig usual = HistoryConfig.USUAL;
    Duration samples = section.duration("samples", usual.samples(), LEAST, HistoryConfig.FOR_EVER);
    Duration seconds = coarser("seconds", usual.seconds(), "samples", samples);
    Duration minutes = coarser("minutes", usual.minutes(), "seconds", seconds);
    Duration quarters = coarser("quarter-hours", usual.quarterHours(), "minutes", minutes);
    Duration hours = coarser("hours", usual.hours(), "quarter-hours", quarters);
    Duration days = coarser("days", usual.days(), "hours", hours);
    boolean archive = section.flag("archive", usual.archive());
    return new HistoryConfig(
        samples,
        seconds,
        minutes,
        quarters,
        hours,
        days,
        section.duration("decisions", usual.decisions(), LEAST, HistoryConfig.FOR_EVER),
        section.duration("events", usual.events(), LEAST, HistoryConfig.FOR_EVER),
        archive,
        folder(archive));
  }

  /** Where nothing is written, at least as long as what is finer. */
  private Duration coarser(String key, Duration usual, String finerKey, Duration finer) {
    Duration fallback = usual.compareTo(finer) < 0 ? finer : usual;
    Duration kept = section.duration(key, fallback, LEAST, HistoryConfig.FOR_EVER);
    if (kept.compareTo(finer) < 0) {
      section.problem(
          key,
          "is shorter than " + finerKey,
          "What is coarser is made of what is finer and kept at least as long");
    }
    return kept;
  }

  private Optional<String> folder(boolean archive) {
    Optional<String> folder = section.optionalText("archive-folder");
    if (folder.isPresent() && !Path.of(folder.get()).isAbsolute()) {
      section.problem("archive-folder", "is no absolute path", "Write one such as '/mnt/archive'");
    } else if (folder.isPresent() && !archive) {
      section.problem(
          "archive-folder", "has no use while archive is false", "Leave one of them out");
    }
    return folder;
  }
}
