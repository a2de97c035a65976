package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pairs of places where the same statements stand one after the other. */
final class Duplicates {
  /** So many equal lines are a duplicate; fewer are what the language asks for. */
  static final int LEAST = 8;

  /**
   * The same lines at two places.
   *
   * @param first file and line
   * @param second file and line
   * @param lines how many lines that say something
   */
  record Pair(String first, String second, int lines) {
    @Override
    public String toString() {
      return "%4d lines  %s  %s".formatted(lines, first, second);
    }
  }

  /** A line that says something: not blank, no import, no comment, no brace alone. */
  private record Line(String place, String text) {}

  private Duplicates() {}

  /** All pairs in the files, the longest first. */
  static List<Pair> of(Path checkout, List<Path> files) throws IOException {
    List<List<Line>> sources = new ArrayList<>();
    Map<List<String>, List<int[]>> windows = new HashMap<>();
    for (Path file : files) {
      List<Line> lines = lines(checkout.relativize(file).toString(), Files.readAllLines(file));
      for (int at = 0; at + LEAST <= lines.size(); at++) {
        List<String> window = lines.subList(at, at + LEAST).stream().map(Line::text).toList();
        windows.computeIfAbsent(window, _ -> new ArrayList<>()).add(new int[] {sources.size(), at});
      }
      sources.add(lines);
    }
    List<Pair> pairs = new ArrayList<>();
    for (List<int[]> places : windows.values()) {
      for (int i = 1; i < places.size(); i++) {
        pair(sources, places.get(i - 1), places.get(i)).ifPresent(pairs::add);
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::lines).reversed().thenComparing(Pair::first));
    return pairs;
  }

  /** Empty where the lines before are the same too: then the pair begins earlier. */
  private static Optional<Pair> pair(List<List<Line>> sources, int[] a, int[] b) {
    List<Line> first = sources.get(a[0]);
    List<Line> second = sources.get(b[0]);
    if (same(first, a[1] - 1, second, b[1] - 1)) {
      return Optional.empty();
    }
    int lines = LEAST;
    while (same(first, a[1] + lines, second, b[1] + lines)) {
      lines++;
    }
    return Optional.of(new Pair(first.get(a[1]).place(), second.get(b[1]).place(), lines));
  }

  private static boolean same(List<Line> a, int i, List<Line> b, int j) {
    return i >= 0
        && j >= 0
        && i < a.size()
        && j < b.size()
        && a.get(i).text().equals(b.get(j).text());
  }

  private static List<Line> lines(String file, List<String> all) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String text = all.get(i).strip();
      if (text.length() > 2 && !text.matches("(import|package|\\*|/\\*|//|@Override).*")) {
        lines.add(new Line(file + ":" + (i + 1), text));
      }
    }
    return lines;
  }
}
