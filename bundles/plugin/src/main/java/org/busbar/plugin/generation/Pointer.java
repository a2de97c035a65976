package org.busbar.plugin.generation;

import java.util.Optional;

/**
 * The one line of {@code HOME/plugins/current} that says which generation runs: {@code N SHA256},
 * while it is watched {@code N SHA256 watched M SHA256 STARTS}. The launcher counts the starts in
 * it, and goes back to M where the gateway ended twice in the watch time without having been
 * stopped.
 *
 * @param number the generation that runs
 * @param sha256 of its file
 * @param back where to go back to; empty where nothing is watched
 * @param starts how often it was started while it was watched
 */
public record Pointer(int number, String sha256, Optional<Back> back, int starts) {
  private static final int PLAIN = 2;
  private static final int WATCHED = 6;

  /** A generation to go back to. */
  public record Back(int number, String sha256) {}

  public static Pointer to(int number, String sha256) {
    return new Pointer(number, sha256, Optional.empty(), 0);
  }

  public Pointer watched(Pointer before) {
    return new Pointer(number, sha256, Optional.of(new Back(before.number, before.sha256)), 0);
  }

  public static Pointer parse(String line) {
    String[] words = line.strip().split(" ");
    if (words.length == PLAIN) {
      return to(Integer.parseInt(words[0]), words[1]);
    }
    if (words.length == WATCHED && words[2].equals("watched")) {
      return new Pointer(
          Integer.parseInt(words[0]),
          words[1],
          Optional.of(new Back(Integer.parseInt(words[3]), words[4])),
          Integer.parseInt(words[5]));
    }
    throw new IllegalArgumentException("\"" + line.strip() + "\" names no generation");
  }

  public String line() {
    return number
        + " "
        + sha256
        + back.map(to -> " watched " + to.number() + " " + to.sha256() + " " + starts).orElse("")
        + "\n";
  }
}
