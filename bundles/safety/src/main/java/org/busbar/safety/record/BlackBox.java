package org.busbar.safety.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Audit;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Recorder;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StepNote;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.audit.Quote;
import org.jspecify.annotations.Nullable;

/**
 * The black box of one site. The loop hands over each step and goes on; one thread of low priority
 * writes them into a ring of compressed blocks, and around a trip, or when asked, into a file.
 */
public final class BlackBox implements Recorder {
  private static final String SOURCE = "black-box";
  private static final long BEFORE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long AFTER_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long LONGEST_TRIP_NANOS = Duration.ofMinutes(10).toNanos();
  private static final long BLOCK_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long BLOCK_ON_TAPE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long BEHIND_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int LEAST_WAITING = 16;
  private static final int MOST_WRITES = 1_000;
  private static final int MOST_TAPES = 8;

  private final SiteModel model;
  private final Clock clock;
  private final EventSink events;
  private final Audit audit;
  private final Shelf shelf;
  private final long ringBytes;
  private final long shelfBytes;
  private final BlockingQueue<StepNote> notes;
  private final BlockingQueue<String> writes = new ArrayBlockingQueue<>(MOST_WRITES);
  private final AtomicLong missed = new AtomicLong();
  private final Press press;
  private final Deque<Block> ring = new ArrayDeque<>();
  private final List<Tape> tapes = new CopyOnWriteArrayList<>();
  private final Queue<Wish> wishes = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;
  private @Nullable StepNote last;
  private long toldMissed;
  private long inRing;
  private boolean shortened;
  private boolean failing;

  /**
   * How much is kept.
   *
   * @param ringBytes compressed steps in memory
   * @param shelfBytes recordings on disk
   * @param loosely whether steps in memory are pressed only when a recording wants them: that takes
   *     more of it, and less work
   */
  public record Room(long ringBytes, long shelfBytes, boolean loosely) {
    /** 8 MiB of memory, 256 MiB of disk. */
    public static final Room USUAL = new Room(8 << 20, 256 << 20);

    /** The same where memory is no matter: in virtual time. */
    public static final Room LOOSE = new Room(8 << 20, 256 << 20, true);

    /** One for steps that are pressed at once. */
    public Room(long ringBytes, long shelfBytes) {
      this(ringBytes, shelfBytes, false);
    }
  }

  /** A recording that somebody asked for and that has not begun. */
  private record Wish(Duration length, String by, String reason) {}

  /**
   * Where a box tells what becomes of it.
   *
   * @param events losses and recordings
   * @param audit who asked for a recording
   */
  public record Sinks(EventSink events, Audit audit) {}

  /**
   * An empty box.
   *
   * @param home folder of the site's state
   */
  public BlackBox(Room room, Path home, SiteModel model, Clock clock, Sinks sinks) {
    this.press = new Press(room.loosely());
    this.shelf = new Shelf(home.resolve("recordings"), room.shelfBytes());
    this.ringBytes = room.ringBytes();
    this.shelfBytes = room.shelfBytes();
    this.model = model;
    this.clock = clock;
    this.events = sinks.events();
    this.audit = sinks.audit();
    long behind = BEHIND_NANOS / model.cycle().toNanos();
    this.notes = new ArrayBlockingQueue<>((int) Math.max(LEAST_WAITING, behind));
  }

  /** Takes a step. The site's loop; never blocks: one too many is missed and counted. */
  public void keep(StepNote note) {
    if (!notes.offer(note)) {
      missed.incrementAndGet();
    }
  }

  /** Takes what became of a write. Writer's thread; never blocks. */
  public void wrote(Address address, String what, double value, String outcome, long nowNanos) {
    StringBuilder line = new StringBuilder("{\"wrote\":");
    Quote.append(line, address.toString());
    Quote.append(line.append(",\"action\":"), what);
    line.append(",\"value\":").append(Double.isFinite(value) ? Double.toString(value) : "null");
    Quote.append(line.append(",\"outcome\":"), outcome);
    if (!writes.offer(line.append(",\"nanos\":").append(nowNanos).append('}').toString())) {
      missed.incrementAndGet();
    }
  }

  /** Writes down what has come. One thread at a time. */
  public synchronized void round() {
    begin();
    for (StepNote note = notes.poll(); note != null; note = notes.poll()) {
      take(note);
    }
  }

  private void take(StepNote note) {
    for (String line = writes.poll(); line != null; line = writes.poll()) {
      press.add(line);
    }
    tellMissed();
    Optional<String> trip = last == null ? Optional.empty() : trip(last, note);
    press.add(note);
    last = note;
    long now = note.snapshot().nanos();
    if (press.isFull(tapes.isEmpty() ? BLOCK_NANOS : BLOCK_ON_TAPE_NANOS)) {
      seal();
    }
    trip.ifPresent(cause -> tripped(note, cause));
    end(now);
  }

  private void tellMissed() {
    long now = missed.get();
    if (now != toldMissed) {
      press.add("{\"missed\":" + (now - toldMissed) + "}");
      if (toldMissed == 0) {
        events.raise(
            Severity.WARNING,
            SOURCE,
            "steps-not-recorded",
            "The black box does not keep up; its recordings have gaps. Control is not affected.");
      }
      toldMissed = now;
    }
  }

  /** Why something was closed or stopped since the step before. */
  private static Optional<String> trip(StepNote before, StepNote now) {
    Freeze was = before.freeze();
    Freeze is = now.freeze();
    if (is.cells() != was.cells()) {
      for (Map.Entry<NodeId, GateCell> entry : new TreeMap<>(is.cells()).entrySet()) {
        GateCell old = was.cells().get(entry.getKey());
        Optional<Cause> cause = entry.getValue().cause();
        if (cause.isPresent() && (old == null || old.isOpen())) {
          return cause.map(Cause::text);
        }
      }
    }
    return is.state() == SiteState.ERROR && was.state() != SiteState.ERROR
        ? Optional.of("the site went to ERROR")
        : Optional.empty();
  }

  private void tripped(StepNote note, String cause) {
    long until = note.snapshot().nanos() + AFTER_NANOS;
    for (Tape tape : tapes) {
      if (!tape.isAsked()) {
        tape.extend(until, LONGEST_TRIP_NANOS);
        return;
      }
    }
    seal();
    Path file = shelf.place(note.snapshot().at(), "trip");
    Tape tape = new Tape(file, false, note.snapshot().nanos(), until);
    open(tape, note, cause, "");
  }

  /** Begins what was asked for, with the next step. */
  private void begin() {
    StepNote note = last;
    for (Wish wish = note == null ? null : wishes.poll(); wish != null; wish = wishes.poll()) {
      seal();
      long now = note.snapshot().nanos();
      Path file = shelf.place(clock.instant(), "asked");
      Tape tape = new Tape(file, true, now, now + wish.length().toNanos());
      open(tape, note, wish.reason(), wish.by());
    }
  }

  private void open(Tape tape, StepNote note, String cause, String by) {
    StringBuilder head = new StringBuilder("{\"recording\":1,\"org\":");
    Quote.append(head, model.id().org());
    Quote.append(head.append(",\"name\":"), model.id().site());
    Quote.append(head.append(",\"at\":"), note.snapshot().at().toString());
    Quote.append(head.append(",\"cause\":"), cause);
    Quote.append(head.append(",\"by\":"), by);
    tapes.add(tape);
    attempt(
        tape,
        () -> {
          tape.open(head.append('}').toString(), note);
          if (!tape.isAsked()) {
            for (Block block : ring) {
              inRing -= block.bytes();
              tape.append(block.gzip());
              inRing += block.bytes();
            }
          }
        });
  }

  /** Ends the block: it goes into the ring and onto every tape. */
  private void seal() {
    Optional<Block> sealed = press.seal();
    if (sealed.isEmpty()) {
      return;
    }
    Block block = sealed.get();
    ring.addLast(block);
    for (Tape tape : tapes) {
      attempt(tape, () -> tape.append(block.gzip()));
    }
    inRing += block.bytes();
    trim(block.lastNanos());
  }

  /** Gives up blocks that are older than a minute, or more than there is room for. */
  private void trim(long nowNanos) {
    while (ring.size() > 1) {
      Iterator<Block> oldest = ring.iterator();
      oldest.next();
      boolean old = nowNanos - oldest.next().firstNanos() >= BEFORE_NANOS;
      boolean full = inRing > ringBytes;
      if (!old && !full) {
        return;
      }
      if (!old && !shortened) {
        shortened = true;
        events.raise(
            Severity.WARNING,
            SOURCE,
            "recording-shortened",
            "There is more to record than there is room for: less than a minute is kept.");
      }
      inRing -= ring.removeFirst().bytes();
    }
  }

  private void end(long nowNanos) {
    for (Tape tape : tapes) {
      boolean large = tape.bytes() > shelfBytes / 2;
      if (tape.isOver(nowNanos) || large || (ending && tape.isAsked())) {
        seal();
        tapes.remove(tape);
        String name = String.valueOf(tape.file().getFileName());
        events.raise(
            Severity.INFO, SOURCE, "recording", "Every step is kept in the recording " + name);
        attempt(tape, () -> shelf.tidy(running()));
      }
    }
    ending = false;
  }

  private interface Writing {
    void run() throws IOException;
  }

  /** What the disk does not take ends the recording, not the box. */
  private void attempt(Tape tape, Writing writing) {
    try {
      writing.run();
      failing = false;
    } catch (IOException e) {
      tapes.remove(tape);
      if (!failing) {
        failing = true;
        events.raise(
            Severity.ALARM,
            SOURCE,
            "recording-not-written",
            "The recording " + tape.file() + " cannot be written: " + e);
      }
    }
  }

  private Set<Path> running() {
    return tapes.stream().map(Tape::file).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Answer record(Duration length, String by, String reason) {
    if (reason.isBlank()) {
      return new Answer.Refused("no reason was given", "say in a few words why");
    }
    if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
      return new Answer.Refused(
          "a recording of " + length + " cannot be made", "ask for 1 s to " + LONGEST);
    }
    if (tapes.size() + wishes.size() >= MOST_TAPES) {
      return new Answer.Refused(
          MOST_TAPES + " recordings are being made", "wait until one has ended, or end them");
    }
    long before = asked();
    wishes.add(new Wish(length, by, reason));
    String seconds = Long.toString(length.toSeconds());
    Map<String, String> what = Map.of("command", "record", "seconds", seconds);
    audited(what, by, reason, before, asked());
    return new Answer.Done();
  }

  @Override
  public Answer end(String by, String reason) {
    if (tapes.stream().noneMatch(Tape::isAsked) && wishes.isEmpty()) {
      return new Answer.Refused("nothing that was asked for is being recorded", "");
    }
    ending = true;
    audited(Map.of("command", "record-end"), by, reason, asked(), 0);
    return new Answer.Done();
  }

  /** How many recordings were asked for and are not over. */
  private long asked() {
    return tapes.stream().filter(Tape::isAsked).count() + wishes.size();
  }

  private void audited(
      Map<String, String> what, String by, String reason, long before, long after) {
    Map<String, String> values = new TreeMap<>(what);
    values.put("before", before + " asked for");
    values.put("after", after + " asked for");
    audit.append("command", by, reason, values);
  }

  @Override
  public List<Recording> recordings() {
    try {
      return shelf.all(running());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream open(String name) throws IOException {
    return shelf.open(name);
  }

  /** Writes what is there and ends every recording. */
  public synchronized void close() {
    round();
    seal();
    tapes.clear();
  }
}
