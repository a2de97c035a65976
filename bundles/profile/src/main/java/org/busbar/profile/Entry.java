package org.busbar.profile;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Problem;
import org.busbar.profile.api.Profile;
import org.busbar.profile.message.MessageProfile;
import org.busbar.profile.message.MessageReader;
import org.busbar.profile.read.ProfileReader;
import org.busbar.profile.trial.Trials;
import org.jspecify.annotations.Nullable;

/** One file of the library: known by its id at once, read when it is asked for. Thread-safe. */
final class Entry {
  private static final Pattern ID = Pattern.compile("(?m)^id: *[\"']?([^\\s\"'#]+)");
  private static final Pattern VERSION = Pattern.compile("(?m)^version: *([0-9]{1,9})");

  private final String name;
  private final Supplier<String> source;
  private final Trials trials;
  private @Nullable String text;
  private @Nullable Profile profile;
  private @Nullable MessageProfile messages;
  private @Nullable List<Problem> problems;

  /** State of the reports when they were last asked, and what they said. */
  private @Nullable String asked;

  private boolean tried;

  /** One whose text is there. */
  Entry(String name, String text, Trials trials) {
    this(name, () -> text, trials);
  }

  /**
   * One whose text is fetched when it is needed.
   *
   * @param source may throw {@link java.io.UncheckedIOException}
   */
  Entry(String name, Supplier<String> source, Trials trials) {
    this.name = name;
    this.source = source;
    this.trials = trials;
  }

  private synchronized String text() {
    String fetched = text;
    if (fetched == null) {
      fetched = source.get();
      text = fetched;
    }
    return fetched;
  }

  /** The id as written; the name of the file where none is. Fetches the text. */
  String id() {
    Matcher id = ID.matcher(text());
    return id.find() ? id.group(1) : name;
  }

  /** The version as written. Fetches the text. */
  int version() {
    Matcher version = VERSION.matcher(text());
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  synchronized Optional<Profile> profile() {
    read();
    return Optional.ofNullable(profile)
        .map(
            read ->
                isTried(read.maturity(), read.id(), read.version())
                    ? read.proven(Maturity.FIELD_TESTED)
                    : read);
  }

  synchronized Optional<MessageProfile> messages() {
    read();
    return Optional.ofNullable(messages)
        .map(
            read ->
                isTried(read.head().maturity(), read.head().id(), read.head().version())
                    ? read.proven(Maturity.FIELD_TESTED)
                    : read);
  }

  synchronized List<Problem> problems() {
    return read();
  }

  private List<Problem> read() {
    List<Problem> found = problems;
    if (found == null) {
      try {
        if (MessageReader.isFor(text())) {
          messages = MessageReader.parse(name, text());
        } else {
          profile = ProfileReader.parse(name, text());
        }
        found = List.of();
      } catch (ConfigException e) {
        found = e.problems();
      }
      problems = found;
    }
    return found;
  }

  /** A report counts for what was proven before a device was at hand; nothing else was. */
  private boolean isTried(Maturity maturity, String id, int version) {
    if (maturity != Maturity.SIMULATED) {
      return false;
    }
    String now = trials.stamp();
    if (!now.equals(asked)) {
      asked = now;
      tried = trials.prove(id, version, text());
    }
    return tried;
  }
}
