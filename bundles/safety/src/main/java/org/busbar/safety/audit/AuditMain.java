package org.busbar.safety.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code audit verify [--home DIR] [--head HASH]} checks every chain below a home; {@code audit
 * show [--home DIR] [--last N]} tells what is in them. Exit code 0, or 1 where a chain does not
 * hold, or 2 where nothing can be checked.
 */
public final class AuditMain {
  private static final String FOLDER = "audit";
  private static final int SITE_DEPTH = 4;
  private static final Pattern MEMBER =
      Pattern.compile("\"(\\w+)\":(\\d+|\"(?:[^\"\\\\]|\\\\.)*\"|\\{.*})");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-f]{4})|.)");

  private final PrintStream out;
  private Path home = Path.of(".");
  private String head = "";
  private int most = Integer.MAX_VALUE;

  AuditMain(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) throws IOException {
    System.exit(new AuditMain(System.out).run(List.of(args)));
  }

  int run(List<String> args) throws IOException {
    String command = args.isEmpty() ? "" : args.getFirst();
    boolean known = command.equals("verify") || command.equals("show");
    for (int i = 1; i < args.size(); i += 2) {
      known &= i + 1 < args.size() && option(args.get(i), args.get(i + 1));
    }
    if (!known) {
      out.println("usage: audit verify|show [--home DIR] [--head HASH] [--last N]");
      return 2;
    }
    List<Path> chains = chains();
    if (chains.isEmpty()) {
      out.println("there is no audit below " + home + " (--home)");
      return 2;
    }
    return command.equals("show") ? show(chains) : verify(chains);
  }

  private boolean option(String name, String value) {
    switch (name) {
      case "--home" -> home = Path.of(value);
      case "--head" -> head = value;
      case "--last" -> {
        if (!value.matches("\\d{1,9}")) {
          return false;
        }
        most = Integer.parseInt(value);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private List<Path> chains() throws IOException {
    if (!Files.isDirectory(home)) {
      return List.of();
    }
    List<Path> chains = new ArrayList<>();
    try (Stream<Path> all = Files.walk(home, SITE_DEPTH)) {
      for (Path path : all.filter(p -> AuditFiles.nameOf(p).equals(FOLDER)).sorted().toList()) {
        if (AuditCheck.isThere(path)) {
          chains.add(path);
        }
      }
    }
    return chains;
  }

  private int verify(List<Path> chains) throws IOException {
    boolean holds = true;
    boolean met = head.isEmpty();
    for (Path chain : chains) {
      AuditCheck.Report report = AuditCheck.check(chain);
      out.println(
          (report.problems().isEmpty() ? "holds    " : "BROKEN   ")
              + chain
              + ": "
              + report.records()
              + " records up to "
              + report.last());
      report.problems().forEach(problem -> out.println("  " + problem));
      report.notes().forEach(note -> out.println("  note: " + note));
      holds &= report.problems().isEmpty();
      met = met || holdsHead(chain);
    }
    if (!met) {
      out.println("BROKEN   no chain has a record with the hash " + head);
    }
    return holds && met ? 0 : 1;
  }

  private boolean holdsHead(Path chain) throws IOException {
    for (Path file : AuditFiles.in(chain)) {
      String end = ",\"hash\":\"" + head + "\"}";
      if (AuditFiles.read(file).lines().stream().anyMatch(line -> line.endsWith(end))) {
        return true;
      }
    }
    return false;
  }

  private int show(List<Path> chains) throws IOException {
    for (Path chain : chains) {
      List<String> lines = new ArrayList<>();
      for (Path file : AuditFiles.in(chain)) {
        lines.addAll(AuditFiles.read(file).lines());
      }
      lines.stream()
          .skip(Math.max(0, lines.size() - most))
          .map(AuditMain::words)
          .forEach(out::println);
    }
    return 0;
  }

  /** A line as people read it; as it stands where it is no record. */
  static String words(String line) {
    Optional<AuditLine> parsed = AuditLine.parse(line);
    if (parsed.isEmpty()) {
      return line;
    }
    String body = parsed.get().body();
    List<String> words = new ArrayList<>();
    Matcher member = MEMBER.matcher(body.substring(1, body.length() - 1));
    while (member.find()) {
      words.add(plain(member.group(2)));
    }
    return String.join("  ", words);
  }

  private static String plain(String value) {
    if (!value.startsWith("\"")) {
      return value;
    }
    return ESCAPE
        .matcher(value.substring(1, value.length() - 1))
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(2) == null
                        ? match.group(1)
                        : String.valueOf((char) Integer.parseInt(match.group(2), 16))));
  }
}
