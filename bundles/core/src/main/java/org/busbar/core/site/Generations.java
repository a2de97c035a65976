package org.busbar.core.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.busbar.api.face.SiteEditor.Generation;

/**
 * The files that were in use, each in a folder of its own: {@code generations/00012/site.yaml} and
 * {@code about.txt}. A folder is there as a whole or not at all; the oldest go.
 */
final class Generations {
  private static final String FOLDER = "generations";
  private static final String SITE = "site.yaml";
  private static final String ABOUT = "about.txt";
  private static final int MOST = 100;

  private final Path folder;
  private final List<Generation> kept = new ArrayList<>();

  /** Those of a home folder; one that cannot be read does not count. */
  Generations(Path home) throws IOException {
    folder = home.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path each : folders.filter(f -> f.getFileName().toString().matches("\\d+")).toList()) {
        read(each).ifPresent(kept::add);
      }
    }
    kept.sort(Comparator.comparingInt(Generation::number));
  }

  private static Optional<Generation> read(Path folder) throws IOException {
    Path about = folder.resolve(ABOUT);
    if (!Files.exists(about) || !Files.exists(folder.resolve(SITE))) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(about);
    try {
      int undoes = Integer.parseInt(lines.get(3));
      return Optional.of(
          new Generation(
              Integer.parseInt(folder.getFileName().toString()),
              Instant.parse(lines.get(0)),
              lines.get(1),
              lines.get(2),
              undoes == 0 ? OptionalInt.empty() : OptionalInt.of(undoes),
              lines.get(4)));
    } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** All, newest first. */
  synchronized List<Generation> all() {
    return List.copyOf(kept.reversed());
  }

  /** The one that stands, empty where none was kept yet. */
  synchronized Optional<Generation> current() {
    return kept.isEmpty() ? Optional.empty() : Optional.of(kept.getLast());
  }

  /** What an undo goes back to, with the one it takes back; empty where there is none before. */
  synchronized Optional<Undo> undo() {
    Deque<Generation> standing = new ArrayDeque<>();
    for (Generation each : kept) {
      if (each.undoes().isEmpty()) {
        standing.push(each);
      } else {
        standing.poll();
      }
    }
    Generation undone = standing.poll();
    return undone == null || standing.isEmpty()
        ? Optional.empty()
        : Optional.of(new Undo(undone, standing.peek()));
  }

  /** What is taken back, and what comes back. */
  record Undo(Generation undone, Generation back) {}

  /** The file of a generation. */
  String text(Generation of) throws IOException {
    return Files.readString(place(of.number()).resolve(SITE));
  }

  /** Keeps a file as the newest generation. */
  synchronized Generation keep(
      String text, Instant at, String by, String reason, OptionalInt undoes) throws IOException {
    int number = kept.isEmpty() ? 1 : kept.getLast().number() + 1;
    Generation next = new Generation(number, at, line(by), line(reason), undoes, digest(text));
    Path draft = folder.resolve("new");
    Files.createDirectories(draft);
    Files.writeString(draft.resolve(SITE), text);
    Files.write(
        draft.resolve(ABOUT),
        List.of(at.toString(), next.by(), next.reason(), "" + undoes.orElse(0), next.sha256()));
    delete(place(number));
    Files.move(draft, place(number), StandardCopyOption.ATOMIC_MOVE);
    kept.add(next);
    while (kept.size() > MOST) {
      delete(place(kept.removeFirst().number()));
    }
    return next;
  }

  /** Takes the newest away again: it never stood. */
  synchronized void drop(Generation newest) throws IOException {
    kept.remove(newest);
    delete(place(newest.number()));
  }

  private Path place(int number) {
    return folder.resolve("%05d".formatted(number));
  }

  private static void delete(Path folder) throws IOException {
    for (String file : List.of(SITE, ABOUT)) {
      Files.deleteIfExists(folder.resolve(file));
    }
    Files.deleteIfExists(folder);
  }

  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}", " ").strip();
  }

  static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
