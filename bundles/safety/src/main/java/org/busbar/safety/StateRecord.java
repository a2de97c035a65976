package org.busbar.safety;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.NodeId;

/**
 * What outlives a restart: the state for information, the latch and its causes. One line per fact,
 * tab-separated, closed by a checksum.
 *
 * @param state state when it was written
 * @param at when it was written
 * @param causes what held the site in ERROR, first cause first
 * @param latched why each closed gate cell is closed
 */
record StateRecord(SiteState state, Instant at, List<Cause> causes, Map<NodeId, Cause> latched) {
  private static final String HEAD = "busbar-safety 1";

  StateRecord {
    causes = List.copyOf(causes);
    latched = Map.copyOf(latched);
  }

  String write() {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    line(text, "state", state.name(), at.toString());
    causes.forEach(cause -> line(text, "cause", words(cause)));
    new TreeMap<>(latched)
        .forEach((device, cause) -> line(text, "cell", device + "\t" + words(cause)));
    String checksum = checksum(text.toString());
    return text.append("end\t").append(checksum).append('\n').toString();
  }

  /** Reads a record; throws {@link IllegalArgumentException} where it is not whole. */
  static StateRecord read(String text, long nowNanos) {
    int end = text.lastIndexOf("end\t");
    if (end < 0 || !text.substring(end + 4).strip().equals(checksum(text.substring(0, end)))) {
      throw new IllegalArgumentException("checksum is missing or wrong");
    }
    List<String> lines = text.substring(0, end).lines().toList();
    if (lines.size() < 2 || !lines.getFirst().equals(HEAD)) {
      throw new IllegalArgumentException("it does not begin with '" + HEAD + "' and a state");
    }
    try {
      String[] head = lines.get(1).split("\t", -1);
      List<Cause> causes = new ArrayList<>();
      Map<NodeId, Cause> latched = new TreeMap<>();
      for (String line : lines.subList(2, lines.size())) {
        String[] words = line.split("\t", -1);
        switch (words[0]) {
          case "cause" -> causes.add(cause(words, 1, nowNanos));
          case "cell" -> latched.put(new NodeId(words[1]), cause(words, 2, nowNanos));
          default -> throw new IllegalArgumentException("unknown line '" + words[0] + "'");
        }
      }
      return new StateRecord(SiteState.valueOf(head[1]), Instant.parse(head[2]), causes, latched);
    } catch (ArrayIndexOutOfBoundsException | DateTimeException e) {
      throw new IllegalArgumentException("a line is not whole", e);
    }
  }

  private static void line(StringBuilder text, String... words) {
    text.append(String.join("\t", words)).append('\n');
  }

  private static String words(Cause cause) {
    return String.join(
        "\t",
        plain(cause.kind()),
        plain(cause.source()),
        cause.at().toString(),
        plain(cause.text()));
  }

  private static String plain(String text) {
    return text.replaceAll("[\\t\\n\\r]", " ");
  }

  private static Cause cause(String[] words, int from, long nowNanos) {
    return new Cause(
        words[from], words[from + 1], words[from + 3], Instant.parse(words[from + 2]), nowNanos);
  }

  private static String checksum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }
}
