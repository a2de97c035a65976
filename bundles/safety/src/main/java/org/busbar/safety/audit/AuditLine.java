package org.busbar.safety.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of an audit file: a JSON object in a fixed order of members, plain ASCII, with a hash
 * over the hash of the line before and this line without its own.
 *
 * @param sequence its number, from 1
 * @param body the line without its hash
 * @param hash SHA-256 in lower-case hexadecimal
 */
record AuditLine(long sequence, String body, String hash) {
  /** What stands before the first line. */
  static final String NOTHING = "0".repeat(64);

  private static final Pattern FORM =
      Pattern.compile(
          "(\\{\"sequence\":([1-9]\\d{0,17}),\"at\":\".*),\"hash\":\"([0-9a-f]{64})\"}");

  /**
   * Whose chain it is.
   *
   * @param org organisation
   * @param site site; {@code -} for the gateway itself
   */
  record Origin(String org, String site) {}

  /**
   * What one record says.
   *
   * @param at when
   * @param kind what happened
   * @param by who did it
   * @param reason why
   * @param values what belongs to it
   */
  record Content(Instant at, String kind, String by, String reason, Map<String, String> values) {}

  /** The next line of a chain. */
  static AuditLine of(String previous, long sequence, Origin origin, Content content) {
    StringBuilder body = new StringBuilder(256);
    body.append("{\"sequence\":").append(sequence).append(",\"at\":");
    Quote.append(body, content.at().toString());
    member(body, "org", origin.org());
    member(body, "site", origin.site());
    member(body, "kind", content.kind());
    member(body, "by", content.by());
    member(body, "reason", content.reason());
    body.append(",\"values\":").append(values(content.values())).append('}');
    String text = body.toString();
    return new AuditLine(sequence, text, hash(previous, text));
  }

  /** Values as they stand in a line: ordered by name. */
  static String values(Map<String, String> values) {
    StringBuilder text = new StringBuilder("{");
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              Quote.append(text.append(text.length() > 1 ? "," : ""), name);
              Quote.append(text.append(':'), value);
            });
    return text.append('}').toString();
  }

  /** A line as it was read, byte by byte as characters; empty where it is none. */
  static Optional<AuditLine> parse(String line) {
    Matcher matcher = FORM.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new AuditLine(Long.parseLong(matcher.group(2)), matcher.group(1) + "}", matcher.group(3)));
  }

  /** Whether its hash is that of its body after this one. */
  boolean follows(String previous) {
    return hash(previous, body).equals(hash);
  }

  /** As it stands in the file, without the end of the line. */
  String text() {
    return body.substring(0, body.length() - 1) + ",\"hash\":\"" + hash + "\"}";
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":");
    Quote.append(out, value);
  }

  private static String hash(String previous, String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous.getBytes(StandardCharsets.ISO_8859_1));
      digest.update(body.getBytes(StandardCharsets.ISO_8859_1));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
