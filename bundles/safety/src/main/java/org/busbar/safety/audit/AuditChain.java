package org.busbar.safety.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.safety.audit.AuditFiles.Text;
import org.busbar.safety.audit.AuditLine.Content;
import org.busbar.safety.audit.AuditLine.Origin;
import org.busbar.safety.file.WholeFile;

/** Writes one chain. One thread at a time. */
final class AuditChain {
  private static final Pattern AT = Pattern.compile("\\{\"sequence\":\\d+,\"at\":\"([^\"]+)\".*");

  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private final Path folder;
  private final Origin origin;
  private final Keep keep;
  private Mark last = Mark.NOTHING;
  private Path file;
  private long bytes;
  private Instant begun = NEVER;

  /**
   * How long records are kept.
   *
   * @param fileBytes a file that is larger is followed by another one
   * @param fileAge so is one that is older
   * @param totalBytes the oldest file goes when all are larger together
   * @param age it goes when all of its records are older
   */
  record Keep(long fileBytes, Duration fileAge, long totalBytes, Duration age) {
    /** A quarter of a gigabyte, at most ten years. */
    static final Keep USUAL =
        new Keep(4 << 20, Duration.ofDays(31), 256 << 20, Duration.ofDays(3_653));
  }

  AuditChain(Path folder, Origin origin, Keep keep) {
    this.folder = folder;
    this.origin = origin;
    this.keep = keep;
    this.file = AuditFiles.of(folder, 1);
  }

  /** Takes up the chain where it ended; what does not hold is put aside, never lost. */
  void open(Instant now) throws IOException {
    WholeFile.makeFolder(folder);
    List<Content> found = new ArrayList<>();
    try {
      resume(now).ifPresent(found::add);
    } catch (BrokenChain broken) {
      found.add(putAside(broken, now));
    }
    if (!found.isEmpty()) {
      write(found);
    }
  }

  /** The chain on disk cannot be continued. */
  private static final class BrokenChain extends Exception {
    private static final long serialVersionUID = 1;

    BrokenChain(String text) {
      super(text);
    }
  }

  private Optional<Content> resume(Instant now) throws IOException, BrokenChain {
    Mark head;
    Mark anchor;
    try {
      anchor = Mark.read(folder, Mark.ANCHOR).orElse(Mark.NOTHING);
      Optional<Mark> kept = Mark.read(folder, Mark.HEAD);
      if (kept.isEmpty() && AuditFiles.in(folder).isEmpty() && anchor.equals(Mark.NOTHING)) {
        Mark.NOTHING.write(folder, Mark.HEAD);
        return Optional.empty();
      }
      head = kept.orElseThrow(() -> new BrokenChain("the head is missing"));
    } catch (IOException e) {
      throw new BrokenChain(String.valueOf(e.getMessage()));
    }
    for (Path givenUp : AuditFiles.givenUp(AuditFiles.in(folder), anchor)) {
      Files.delete(givenUp);
    }
    List<Path> files = AuditFiles.in(folder);
    Mark before = anchor;
    if (files.size() > 1) {
      before = lastOf(files.get(files.size() - 2));
    }
    last = before;
    if (files.isEmpty()) {
      requireHead(head, before.equals(head));
      return Optional.empty();
    }
    file = files.getLast();
    Text text = AuditFiles.read(file);
    requireHead(head, follow(text, head) || head.sequence() < before.sequence());
    bytes = Files.size(file) - text.rest().length();
    return text.rest().isEmpty() ? Optional.empty() : Optional.of(cutOff(text.rest(), now));
  }

  private static void requireHead(Mark head, boolean found) throws BrokenChain {
    if (!found) {
      throw new BrokenChain("the chain ends before record " + head.sequence() + ", its head");
    }
  }

  /** Goes through the last file; returns whether the head is in it. */
  private boolean follow(Text text, Mark head) throws BrokenChain {
    boolean met = last.equals(head);
    for (String each : text.lines()) {
      Optional<AuditLine> line = AuditLine.parse(each);
      if (line.isEmpty()
          || line.get().sequence() != last.sequence() + 1
          || !line.get().follows(last.hash())) {
        throw new BrokenChain(file + ": the record after " + last.sequence() + " does not follow");
      }
      begun = begun.equals(NEVER) ? timeOf(each) : begun;
      last = Mark.of(line.get());
      met |= last.equals(head);
    }
    return met;
  }

  private static Mark lastOf(Path file) throws IOException, BrokenChain {
    return AuditFiles.read(file)
        .last()
        .map(Mark::of)
        .orElseThrow(() -> new BrokenChain(file + " does not end with a record"));
  }

  private static Instant timeOf(String line) {
    Matcher matcher = AT.matcher(line);
    return matcher.matches() ? Instant.parse(matcher.group(1)) : NEVER;
  }

  /** A line that was being written when the gateway was killed: kept in a file of its own. */
  private Content cutOff(String rest, Instant now) throws IOException {
    Path torn = folder.resolve("torn-" + (last.sequence() + 1));
    for (int i = 2; Files.exists(torn); i++) {
      torn = folder.resolve("torn-" + (last.sequence() + 1) + "-" + i);
    }
    Files.writeString(torn, rest, StandardCharsets.ISO_8859_1);
    truncate();
    return new Content(
        now,
        "torn-line",
        "audit",
        "A line that was not whole was cut off and kept.",
        Map.of("file", AuditFiles.nameOf(torn), "bytes", Integer.toString(rest.length())));
  }

  private Content putAside(BrokenChain broken, Instant now) throws IOException {
    int number = AuditFiles.broken(folder).size() + 1;
    Path aside = Files.createDirectory(folder.resolve("broken-" + number));
    List<Path> moved = new ArrayList<>(AuditFiles.in(folder));
    for (String mark : List.of(Mark.HEAD, Mark.ANCHOR)) {
      if (Files.exists(folder.resolve(mark))) {
        moved.add(folder.resolve(mark));
      }
    }
    for (Path each : moved) {
      Files.move(each, aside.resolve(AuditFiles.nameOf(each)));
    }
    WholeFile.sync(aside);
    last = Mark.NOTHING;
    bytes = 0;
    begun = NEVER;
    file = AuditFiles.of(folder, 1);
    Mark.NOTHING.write(folder, Mark.HEAD);
    return new Content(
        now,
        "chain-broken",
        "audit",
        "The chain that stood here does not hold: " + broken.getMessage(),
        Map.of("folder", AuditFiles.nameOf(aside)));
  }

  /** The last record on disk. */
  Mark last() {
    return last;
  }

  /**
   * Appends records and returns when they are on disk. Nothing of them is where it throws.
   *
   * @throws IOException where the disk does not take them
   */
  void write(List<Content> contents) throws IOException {
    if (append(contents)) {
      prune(contents.getLast().at());
    }
  }

  /** Returns whether that began a file. */
  private boolean append(List<Content> contents) throws IOException {
    rotate(contents.getFirst().at());
    StringBuilder text = new StringBuilder();
    Mark next = last;
    for (Content content : contents) {
      AuditLine line = AuditLine.of(next.hash(), next.sequence() + 1, origin, content);
      text.append(line.text()).append('\n');
      next = Mark.of(line);
    }
    ByteBuffer buffer = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    boolean created = !Files.exists(file);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } catch (IOException e) {
      truncate();
      throw e;
    }
    if (created) {
      WholeFile.sync(folder);
    }
    begun = begun.equals(NEVER) ? contents.getFirst().at() : begun;
    bytes += buffer.limit();
    last = next;
    last.write(folder, Mark.HEAD);
    return created;
  }

  /** Takes away what was written beyond the last whole record. */
  private void truncate() throws IOException {
    if (Files.exists(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(bytes);
        channel.force(true);
      }
    }
  }

  private void rotate(Instant now) {
    boolean old = !begun.equals(NEVER) && begun.plus(keep.fileAge()).isBefore(now);
    if (bytes >= keep.fileBytes() || (old && bytes > 0)) {
      file = AuditFiles.of(folder, last.sequence() + 1);
      bytes = 0;
      begun = NEVER;
    }
  }

  /**
   * Gives up the oldest files. First the chain itself says up to where, then the anchor, then they
   * go: whatever comes in between, what is left can be checked.
   */
  private void prune(Instant now) throws IOException {
    List<Path> files = AuditFiles.in(folder);
    long total = 0;
    for (Path each : files) {
      total += Files.size(each);
    }
    List<Path> given = new ArrayList<>();
    for (int i = 0; i + 1 < files.size(); i++) {
      boolean old = firstTimeOf(files.get(i + 1)).plus(keep.age()).isBefore(now);
      if (total <= keep.totalBytes() && !old) {
        break;
      }
      given.add(files.get(i));
      total -= Files.size(files.get(i));
    }
    Optional<AuditLine> end =
        given.isEmpty() ? Optional.empty() : AuditFiles.read(given.getLast()).last();
    if (end.isEmpty()) {
      return;
    }
    Mark anchor = Mark.of(end.get());
    append(
        List.of(
            new Content(
                now,
                "pruned",
                "retention",
                "Records up to " + anchor.sequence() + " were given up.",
                AuditCheck.values(anchor))));
    anchor.write(folder, Mark.ANCHOR);
    for (Path each : given) {
      Files.delete(each);
    }
    WholeFile.sync(folder);
  }

  private static Instant firstTimeOf(Path file) throws IOException {
    List<String> lines = AuditFiles.read(file).lines();
    return lines.isEmpty() ? NEVER : timeOf(lines.getFirst());
  }
}
