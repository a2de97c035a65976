package org.busbar.plugin.trust;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;

/**
 * Detached signatures of a file, one a line: id of the key, blank, signature in Base64. What is
 * signed is a line with the purpose and a line with the SHA-256 of the file.
 */
public final class Signatures {
  /** Ending of the file beside the signed one. */
  public static final String ENDING = ".sig";

  /** Purpose of a publisher's signature. */
  public static final String PLUGIN = "busbar plugin";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) ([A-Za-z0-9+/]{86}==)");
  private static final int MOST = 32;

  private final List<Line> lines;

  private record Line(String key, byte[] signature) {}

  private Signatures(List<Line> lines) {
    this.lines = lines;
  }

  /** Reads a signature file. */
  public static Signatures parse(byte[] file, String where) throws RefusedException {
    List<Line> lines = new ArrayList<>();
    if (file.length <= Limits.SIGNATURE) {
      for (String text : new String(file, StandardCharsets.US_ASCII).lines().toList()) {
        Matcher line = LINE.matcher(text);
        if (!line.matches() || lines.size() == MOST) {
          throw unreadable(where);
        }
        lines.add(new Line(line.group(1), Base64.getDecoder().decode(line.group(2))));
      }
    }
    if (lines.isEmpty()) {
      throw unreadable(where);
    }
    return new Signatures(lines);
  }

  private static RefusedException unreadable(String where) {
    return new RefusedException(
        Reason.UNSIGNED,
        "this is no file of signatures",
        where,
        "Get the file from its publisher again");
  }

  /** Ids of those of the keys that did sign; each counts once. */
  public Set<String> valid(String purpose, byte[] content, Collection<Key> keys) {
    byte[] message = message(purpose, content);
    Set<String> valid = new TreeSet<>();
    for (Line line : lines) {
      for (Key key : keys) {
        if (key.id().equals(line.key()) && key.verifies(message, line.signature())) {
          valid.add(line.key());
        }
      }
    }
    return valid;
  }

  /** Ids of the keys that say they signed. */
  public List<String> claimed() {
    return lines.stream().map(Line::key).toList();
  }

  /** What a signer signs: short, since tokens take Ed25519 messages in one piece only. */
  public static byte[] message(String purpose, byte[] content) {
    return (purpose + "\n" + Bytes.digest(content) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** A line of a signature file, line feed included. */
  public static String line(Key key, byte[] signature) {
    return key.id() + " " + Base64.getEncoder().encodeToString(signature) + "\n";
  }
}
