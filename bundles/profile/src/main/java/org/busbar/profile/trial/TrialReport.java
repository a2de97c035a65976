package org.busbar.profile.trial;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Element;
import org.busbar.config.api.Section;

/**
 * What somebody found out on the real device, as JSON beside its signatures.
 *
 * @param profile id of the profile
 * @param version its version
 * @param sha256 digest of its file, in lower-case hexadecimal digits
 * @param model model that was tried
 * @param firmware its firmware
 * @param serialSha256 digest of its serial number, so that two reports of one device are known
 * @param by who tried it
 * @param on day, {@code 2026-11-21}
 * @param tests what was tried and what came out
 */
public record TrialReport(
    String profile,
    int version,
    String sha256,
    String model,
    String firmware,
    String serialSha256,
    String by,
    String on,
    List<Tested> tests) {
  /** What its signatures are made for. */
  public static final String PURPOSE = "busbar field report";

  /** Value of its key {@code busbar}. */
  public static final String FORMAT = "field-report/1";

  /** Result of what went well. */
  public static final String PASSED = "passed";

  /**
   * One thing that was tried.
   *
   * @param what in a few words
   * @param result {@code passed}, or what came out instead
   */
  public record Tested(String what, String result) {}

  /** Copies the list. */
  public TrialReport {
    tests = List.copyOf(tests);
  }

  /**
   * Reads a report.
   *
   * @param name what to call it in messages
   * @throws ConfigException telling file, line, field and remedy
   */
  public static TrialReport parse(String name, String text) throws ConfigException {
    Section root = Document.parse(name, text);
    if (!root.text("busbar").equals(FORMAT)) {
      root.problem("busbar", "is no report of a trial", "Write " + FORMAT);
    }
    List<Tested> tests = new ArrayList<>();
    for (Element item : root.items("tests")) {
      if (item instanceof Section tested) {
        tests.add(new Tested(tested.text("what"), tested.text("result")));
      } else {
        root.problem("tests", "must hold {what, result}", "");
      }
    }
    if (tests.isEmpty()) {
      root.problem("tests", "says nothing", "Name what was tried and what came out");
    }
    TrialReport report =
        new TrialReport(
            root.text("profile"),
            root.integer("version", 1, Integer.MAX_VALUE),
            digest(root, "sha256"),
            root.text("model"),
            root.text("firmware"),
            digest(root, "serial-sha256"),
            root.text("by"),
            day(root),
            tests);
    root.finish();
    return report;
  }

  private static String digest(Section root, String key) {
    String digest = root.text(key);
    if (!digest.matches("[0-9a-f]{64}")) {
      root.problem(key, "is no digest", "Write 64 hexadecimal digits");
    }
    return digest;
  }

  private static String day(Section root) {
    String on = root.text("on");
    try {
      LocalDate.parse(on);
    } catch (DateTimeParseException notADay) {
      root.problem("on", "is no day", "Write such as 2026-11-21");
    }
    return on;
  }

  /** What {@link #parse} reads, in its order. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("busbar", FORMAT);
    json.put("profile", profile);
    json.put("version", version);
    json.put("sha256", sha256);
    json.put("model", model);
    json.put("firmware", firmware);
    json.put("serial-sha256", serialSha256);
    json.put("by", by);
    json.put("on", on);
    json.put(
        "tests",
        tests.stream()
            .map(
                tested -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("what", tested.what());
                  one.put("result", tested.result());
                  return one;
                })
            .toList());
    return json;
  }

  /** Digest of a text, as reports have it. */
  public static String digest(String text) {
    return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has it.
    }
  }
}
