package org.busbar.config.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.busbar.api.device.ConnectionConfig;

/**
 * Reads the settings of one connection and gathers everything that is wrong, one sentence each,
 * naming setting, value and remedy. Confined to one thread.
 */
public final class Settings {
  private final ConnectionConfig config;
  private final List<String> problems = new ArrayList<>();

  /**
   * Of one connection.
   *
   * @param known all settings there are; others are problems
   */
  public Settings(ConnectionConfig config, List<String> known) {
    this.config = config;
    for (String name : new TreeSet<>(config.settings().keySet())) {
      if (!known.contains(name)) {
        problem(name, "is unknown. " + Nearest.remedy(name, known));
      }
    }
  }

  /** Adds a problem of a setting, as {@code is 'x'; write y}. */
  public void problem(String name, String what) {
    problems.add("connection '" + config.name() + "': setting '" + name + "' " + what);
  }

  /** What was wrong so far. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Throws {@link IllegalArgumentException} with all problems, where there are any. */
  public void require() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** Whether it is there. */
  public boolean has(String name) {
    return config.settings().containsKey(name);
  }

  /** Its text without blanks around; empty where it is not there. */
  public String text(String name) {
    return config.settings().getOrDefault(name, "").strip();
  }

  /**
   * A text that must be there and of a form.
   *
   * @param remedy what to write: {@code the name or address of the device}
   */
  public String required(String name, Pattern form, String remedy) {
    String text = text(name);
    if (text.isEmpty()) {
      problem(name, "is missing; write " + remedy);
    } else if (!form.matcher(text).matches()) {
      problem(name, "is '" + text + "'; write " + remedy);
    }
    return text;
  }

  /** A whole number. */
  public int number(String name, int usual, int least, int most) {
    if (!has(name)) {
      return usual;
    }
    String text = text(name);
    int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    if (value < least || value > most) {
      problem(name, "is '" + text + "'; write a number from " + least + " to " + most);
      return usual;
    }
    return value;
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean usual) {
    return choice(name, Boolean.toString(usual), List.of("true", "false")).equals("true");
  }

  /** One of some words. */
  public String choice(String name, String usual, List<String> words) {
    String text = has(name) ? text(name) : usual;
    if (!words.contains(text)) {
      problem(name, "is '" + text + "'. " + Nearest.remedy(text, words));
      return usual;
    }
    return text;
  }

  /** A time, as {@code 200 ms}. */
  public Duration duration(String name, Duration usual, Duration least, Duration most) {
    if (!has(name)) {
      return usual;
    }
    Optional<Duration> value = Quantity.duration(text(name));
    if (value.isEmpty() || value.get().compareTo(least) < 0 || value.get().compareTo(most) > 0) {
      problem(
          name,
          "is '"
              + text(name)
              + "'; write "
              + least.toMillis()
              + " ms to "
              + most.toSeconds()
              + " s");
      return usual;
    }
    return value.get();
  }

  /** The secret that a setting refers to; empty where it is not there. Blocks for a file. */
  public String secret(String name, Path home) {
    if (!has(name)) {
      return "";
    }
    try {
      return SecretFile.read(home, text(name));
    } catch (IllegalArgumentException wrong) {
      problem(name, String.valueOf(wrong.getMessage()));
      return "";
    }
  }

  /**
   * The TLS context of a setting that names a PEM file, relative to the home folder; that of the
   * machine where it is not there. Blocks for the file.
   */
  public Optional<SSLContext> trust(String name, Path home) {
    if (has(name)) {
      try {
        return Optional.of(TrustFile.context(home.resolve(text(name))));
      } catch (IllegalArgumentException wrong) {
        problem(name, String.valueOf(wrong.getMessage()));
      }
    }
    return Optional.empty();
  }
}
