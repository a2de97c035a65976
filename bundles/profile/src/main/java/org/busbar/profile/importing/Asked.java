package org.busbar.profile.importing;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What stands on the command line of an import.
 *
 * @param options by name, without their hyphens
 */
record Asked(Map<String, String> options) {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]*\\.[a-z0-9][a-z0-9.-]*");
  private static final String SOURCE =
      "Name where the facts come from (--source, with its commit or edition) and under which"
          + " licence (--source-licence MIT)";

  private static final int MAX_BYTES = 8 << 20;

  /** What every kind takes. */
  private static final Set<String> COMMON =
      Set.of(
          "id",
          "maker",
          "name",
          "models",
          "nature",
          "licence",
          "source",
          "source-licence",
          "edition",
          "page",
          "quality");

  Asked {
    options = Map.copyOf(options);
  }

  /** Refuses what is not known and what is missing. */
  void check(Set<String> own, List<String> needed) {
    Set<String> known = new TreeSet<>(COMMON);
    known.addAll(own);
    for (String option : options.keySet()) {
      if (!known.contains(option)) {
        throw new IllegalArgumentException(
            "--" + option + " is not known. " + Nearest.remedy(option, known));
      }
    }
    for (String need : needed) {
      if (text(need).isEmpty()) {
        throw new IllegalArgumentException(
            "--" + need + " is missing. " + (need.startsWith("source") ? SOURCE : "Add it"));
      }
    }
    if (!ID.matcher(options.getOrDefault("id", "")).matches()) {
      throw new IllegalArgumentException(
          "--id '" + options.get("id") + "' is no id. Write maker.model in lower case");
    }
  }

  Optional<String> text(String option) {
    return Optional.ofNullable(options.get(option)).filter(text -> !text.isBlank());
  }

  String text(String option, String fallback) {
    return text(option).orElse(fallback);
  }

  /** A whole number within bounds, decimal or {@code 0x}. */
  int number(String option, int fallback, int min, int max) {
    Optional<String> text = text(option);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int value = Integer.decode(text.get().strip());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Told below with its bounds.
    }
    throw new IllegalArgumentException(
        "--" + option + " '" + text.get() + "' is no number from " + min + " to " + max);
  }

  /** Names of the file by the point they are, as {@code --points} says it. */
  Map<String, String> points() {
    Map<String, String> points = new LinkedHashMap<>();
    for (String pair : text("points", "").split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        points.put(pair.substring(equals + 1).strip(), pair.substring(0, equals).strip());
      } else if (!pair.isBlank()) {
        throw new IllegalArgumentException(
            "--points '" + pair.strip() + "' is no pair. Write 'activePowerW=NAME; ...'");
      }
    }
    return points;
  }

  /** The head of a profile of registers; a licence of the source is written where it is named. */
  Draft draft(String quality, Map<String, String> over) {
    String id = options.get("id");
    Map<String, String> evidence = new LinkedHashMap<>();
    evidence.put("source", options.get("source"));
    put(evidence, "edition", options.get("edition"));
    put(evidence, "page", options.get("page"));
    evidence.put("quality", text("quality", quality));
    put(evidence, "licence", options.get("source-licence"));
    Map<String, String> transport = new LinkedHashMap<>();
    transport.put("kind", "modbus");
    transport.put("table", text("table", "holding"));
    put(transport, "words", options.get("words"));
    put(transport, "bytes", options.get("bytes"));
    transport.putAll(over);
    return new Draft(id)
        .head("version", "1")
        .head("name", text("name", id))
        .head("maker", text("maker", id.substring(0, id.indexOf('.'))))
        .head("models", List.of(text("models", id).split(" *, *")))
        .head("licence", text("licence", "Apache-2.0"))
        .head("evidence", evidence)
        .head("maturity", "imported")
        .head("nature", options.getOrDefault("nature", ""))
        .head("transport", transport);
  }

  private static void put(Map<String, String> fields, String key, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      fields.put(key, value);
    }
  }

  /** The text of a table: spreadsheets save it in UTF-8 or as their country does. */
  static String readTable(Path file) throws IOException, ConfigException {
    try {
      return read(file);
    } catch (ConfigException notUnicode) {
      if (Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 1 && bytes[0] != bytes[1] && (bytes[0] & bytes[1]) == (byte) 0xfe) {
          return new String(bytes, StandardCharsets.UTF_16); // "Unicode text" of a spreadsheet.
        }
        if (bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K') {
          throw new ConfigException(
              List.of(wrong(file, "is a workbook or an archive", "Save its sheet as CSV")));
        }
        boolean isText = true;
        for (byte each : bytes) {
          isText &= each != 0;
        }
        if (isText) {
          return new String(bytes, Charset.forName("windows-1252"));
        }
      }
      throw notUnicode;
    }
  }

  /** The text of a file, with a clear word where it is none. */
  static String read(Path file) throws IOException, ConfigException {
    List<Problem> problems = new ArrayList<>();
    if (!Files.isRegularFile(file)) {
      problems.add(wrong(file, "is no file", "Check the path"));
    } else if (Files.size(file) > MAX_BYTES) {
      problems.add(wrong(file, "is longer than 8 MiB", "Is it the right file?"));
    } else {
      try {
        return Files.readString(file);
      } catch (CharacterCodingException notText) {
        problems.add(wrong(file, "is no text in UTF-8", "Save it as UTF-8"));
      }
    }
    throw new ConfigException(problems);
  }

  private static Problem wrong(Path file, String text, String remedy) {
    return new Problem(String.valueOf(file), 0, "", "", text, remedy);
  }
}
