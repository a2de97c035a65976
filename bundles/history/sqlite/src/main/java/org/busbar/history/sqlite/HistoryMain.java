package org.busbar.history.sqlite;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.busbar.api.history.HistoryException;
import org.busbar.api.vocabulary.SiteId;

/**
 * {@code history archive BEFORE}, {@code history restore FROM TO}, {@code history verify}, each
 * with {@code [--home DIR] [--site ORG/SITE]}: of every site below the home unless one is named,
 * also while a gateway runs there. A moment is a day in UTC or as in {@code 2026-03-01T12:00:00Z}.
 * Exit code 0, or 1 where something does not hold or cannot be done, or 2 where nothing can be
 * done.
 */
public final class HistoryMain {
  private static final String FILE = "history.db";

  private final PrintStream out;
  private final List<String> words = new ArrayList<>();
  private Path home = Path.of(".");
  private String wanted = "";

  HistoryMain(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) throws IOException, SQLException {
    System.exit(new HistoryMain(System.out).run(List.of(args)));
  }

  int run(List<String> args) throws IOException, SQLException {
    List<Instant> moments = new ArrayList<>();
    if (!read(args) || !moments(moments)) {
      out.println(
          "usage: history archive BEFORE | restore FROM TO | verify [--home DIR] [--site ORG/SITE]");
      return 2;
    }
    List<SiteId> sites = sites();
    if (sites.isEmpty()) {
      out.println("there is no history below " + home + " (--home) of such a site");
      return 2;
    }
    System.setProperty(
        "org.sqlite.tmpdir",
        Files.createDirectories(home.resolve("native")).toAbsolutePath().toString());
    return words.getFirst().equals("verify") ? verify(sites) : move(sites, moments);
  }

  private boolean read(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      switch (args.get(i)) {
        case "--home", "--site" -> {
          if (i + 1 == args.size()) {
            return false;
          }
          if (args.get(i).equals("--home")) {
            home = Path.of(args.get(i + 1));
          } else {
            wanted = args.get(i + 1);
          }
          i++;
        }
        default -> words.add(args.get(i));
      }
    }
    return !words.isEmpty();
  }

  private boolean moments(List<Instant> moments) {
    for (String word : words.subList(1, words.size())) {
      try {
        moments.add(Instant.parse(word.length() == 10 ? word + "T00:00:00Z" : word));
      } catch (DateTimeParseException e) {
        out.println(word + " is no moment; write it like 2026-03-01 or 2026-03-01T12:00:00Z");
        return false;
      }
    }
    return switch (words.getFirst()) {
      case "verify" -> moments.isEmpty();
      case "archive" -> moments.size() == 1;
      case "restore" -> moments.size() == 2 && moments.get(0).isBefore(moments.get(1));
      default -> false;
    };
  }

  private List<SiteId> sites() throws IOException {
    Path folder = home.resolve("sites");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder, 2)) {
      return all.filter(path -> Files.exists(path.resolve("history").resolve(FILE)))
          .map(folder::relativize)
          .filter(path -> wanted.isEmpty() || path.equals(Path.of(wanted)))
          .sorted()
          .map(path -> new SiteId(path.getName(0).toString(), path.getName(1).toString()))
          .toList();
    }
  }

  private int move(List<SiteId> sites, List<Instant> moments) throws SQLException {
    boolean done = true;
    try (SqliteHistory history = new SqliteHistory(home)) {
      for (SiteId site : sites) {
        try {
          if (words.getFirst().equals("archive")) {
            long moved = history.archive(site, moments.getFirst());
            out.println(site + ": " + moved + " blocks moved into archive files");
          } else {
            long back = history.restore(site, moments.get(0), moments.get(1));
            out.println(site + ": " + back + " blocks came back from archive files");
          }
        } catch (HistoryException e) {
          out.println(site + ": " + e.getMessage());
          done = false;
        }
      }
    }
    return done ? 0 : 1;
  }

  private int verify(List<SiteId> sites) throws IOException {
    boolean whole = true;
    for (SiteId site : sites) {
      Path folder = home.resolve("sites").resolve(site.org()).resolve(site.site());
      for (Path file : files(folder.resolve("history"))) {
        Verification.Report report = Verification.of(file);
        out.println(
            (report.faults().isEmpty() ? "whole    " : "DAMAGED  ")
                + home.relativize(file)
                + ": "
                + report.blocks()
                + " blocks, "
                + report.samples()
                + " samples");
        report.faults().forEach(fault -> out.println("  " + fault));
        whole &= report.faults().isEmpty();
      }
    }
    return whole ? 0 : 1;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, 2, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(file -> file.toString().endsWith(".db")).sorted().toList();
    }
  }
}
