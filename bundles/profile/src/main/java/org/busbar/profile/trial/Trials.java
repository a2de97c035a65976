package org.busbar.profile.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.busbar.config.api.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Reports of trials that lie in {@code trust/reports} of the home folder, judged by the keys of
 * {@code trust/publishers}. Both are read anew whenever one of them changed. Thread-safe.
 */
public final class Trials {
  /** Ending of the file with the signatures of a report. */
  public static final String SIGNATURES = ".sig";

  private static final int MAX_BYTES = 1 << 20;

  private final @Nullable Path trust;
  private final Consumer<String> told;

  private Trials(@Nullable Path trust, Consumer<String> told) {
    this.trust = trust;
    this.told = told;
  }

  /**
   * Of a home folder.
   *
   * @param told is given a line for each report that does not count, and why
   */
  public static Trials of(Path home, Consumer<String> told) {
    return new Trials(home.resolve("trust"), told);
  }

  /** None at all: nothing counts as tried. */
  public static Trials none() {
    return new Trials(null, line -> {});
  }

  /**
   * What a report is worth.
   *
   * @param counts whether it lets its profile control
   * @param text who tried what where it counts; else why it does not
   */
  public record Verdict(boolean counts, String text) {}

  /** Another text whenever a report, a signature or a key came, changed or went. */
  public String stamp() {
    StringBuilder stamp = new StringBuilder();
    for (String folder : List.of("reports", "publishers")) {
      for (Path file : trust == null ? List.<Path>of() : list(trust.resolve(folder), "")) {
        try {
          stamp.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
        } catch (IOException gone) {
          stamp.append("gone");
        }
      }
    }
    return stamp.toString();
  }

  /** Whether a trusted report tells that this very text of a profile was tried on a device. */
  public synchronized boolean prove(String id, int version, String text) {
    if (trust == null) {
      return false;
    }
    for (Path file : list(trust.resolve("reports"), ".json")) {
      try {
        TrialReport report = TrialReport.parse(file.toString(), Files.readString(file));
        if (report.profile().equals(id)) {
          Verdict verdict = judge(file, report, version, text);
          told.accept(file + ": " + verdict.text());
          if (verdict.counts()) {
            return true;
          }
        }
      } catch (ConfigException | IOException e) {
        told.accept(file + " is no report and does not count: " + e.getMessage());
      }
    }
    return false;
  }

  /**
   * Judges one report.
   *
   * @param text text of the profile
   * @throws IOException where the report cannot be read
   * @throws ConfigException where it is none
   */
  public Verdict judge(Path file, int version, String text) throws IOException, ConfigException {
    return judge(file, TrialReport.parse(file.toString(), Files.readString(file)), version, text);
  }

  private Verdict judge(Path file, TrialReport report, int version, String text)
      throws IOException {
    if (report.version() != version || !report.sha256().equals(TrialReport.digest(text))) {
      return no(
          "it is of another text of "
              + report.profile()
              + " (version "
              + report.version()
              + "). Try this one and report it");
    }
    for (TrialReport.Tested tested : report.tests()) {
      if (!tested.result().equals(TrialReport.PASSED)) {
        return no("'" + tested.what() + "' came out as '" + tested.result() + "'");
      }
    }
    Path signatures = file.resolveSibling(file.getFileName() + SIGNATURES);
    if (!Files.isRegularFile(signatures) || Files.size(signatures) > MAX_BYTES) {
      return no("it is not signed. Put " + signatures.getFileName() + " beside it");
    }
    byte[] content = Files.readAllBytes(file);
    String lines = Files.readString(signatures);
    String why = "no key of trust/publishers signed it. Trust its maker, or sign it yourself";
    for (Witness witness : witnesses()) {
      if (witness.signed(content, lines)) {
        if (!witness.production()) {
          why = "its key is one of development, which anybody may have";
        } else if (!witness.speaksFor(report.profile())) {
          why = witness.name() + " signed it and may not speak for " + report.profile();
        } else {
          return new Verdict(
              true,
              "%s was tried on a %s with firmware %s by %s on %s, signed by %s"
                  .formatted(
                      report.profile(),
                      report.model(),
                      report.firmware(),
                      report.by(),
                      report.on(),
                      witness.name()));
        }
      }
    }
    return no(why);
  }

  private static Verdict no(String why) {
    return new Verdict(false, "does not count: " + why);
  }

  private List<Witness> witnesses() {
    List<Witness> witnesses = new ArrayList<>();
    for (Path file : trust == null ? List.<Path>of() : list(trust.resolve("publishers"), ".json")) {
      try {
        witnesses.add(Witness.parse(file.toString(), Files.readString(file)));
      } catch (ConfigException | IOException e) {
        told.accept(file + " is no publisher: " + e.getMessage());
      }
    }
    return witnesses;
  }

  private List<Path> list(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      told.accept(folder + " cannot be read: " + e.getMessage());
      return List.of();
    }
  }
}
