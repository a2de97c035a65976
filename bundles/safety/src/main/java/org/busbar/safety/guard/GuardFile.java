package org.busbar.safety.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.device.write.guard.GuardList;
import org.busbar.api.device.write.guard.GuardList.Entry;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.safety.file.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the supervisor is to write when the gateway is dead: every quantity that may hold something
 * and does not revert by itself. A setpoint goes to such a device only once its entry is on disk;
 * the entry goes when the device is at rest. Wanted on any thread, kept on the watch thread.
 */
public final class GuardFile {
  private static final Logger LOG = LoggerFactory.getLogger(GuardFile.class);

  private final Path file;
  private final EventSink events;
  private final Map<String, Entry> wanted = new ConcurrentHashMap<>();
  private volatile List<Entry> kept = List.of();
  private boolean failed;

  /** Reads what an earlier gateway left behind; those devices may still hold something. */
  public GuardFile(Path home, EventSink events) {
    this.file = home.resolve(GuardList.FILE);
    this.events = events;
    if (Files.exists(file)) {
      recall();
    }
  }

  private void recall() {
    try {
      kept = GuardList.read(Files.readString(file)).entries();
      kept.forEach(entry -> wanted.put(entry.quantity(), entry));
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("{} cannot be read", file, e);
      String text = "The list " + file + " cannot be read: " + e.getMessage();
      events.raise(Severity.ALARM, "site", "guard-list", text);
    }
  }

  /** Whether a quantity may hold something that nobody has taken back yet. */
  public boolean holds(String quantity) {
    return wanted.containsKey(quantity);
  }

  /** Asks for an entry. */
  public void want(Entry entry) {
    wanted.put(entry.quantity(), entry);
  }

  /** Whether the entry that is wanted for a quantity is on disk. */
  public boolean keeps(String quantity) {
    Entry entry = wanted.get(quantity);
    return entry != null && kept.contains(entry);
  }

  /** Whether an entry for a quantity is on disk, be it the one that is wanted or another. */
  public boolean keepsAny(String quantity) {
    return kept.stream().anyMatch(entry -> entry.quantity().equals(quantity));
  }

  /** A quantity is at rest: nothing has to be written for it. */
  public void drop(String quantity) {
    wanted.remove(quantity);
  }

  /** Whether the file is not what it should be. */
  public boolean isDue() {
    return wanted.size() != kept.size() || !kept.stream().allMatch(this::isWanted);
  }

  private boolean isWanted(Entry entry) {
    return entry.equals(wanted.get(entry.quantity()));
  }

  /** Brings the file up to date; returns whether more is guarded now. Watch thread. */
  public synchronized boolean keep() {
    if (!isDue()) {
      return false;
    }
    List<Entry> next =
        wanted.values().stream().sorted(Comparator.comparing(Entry::quantity)).toList();
    try {
      if (next.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        WholeFile.write(file, new GuardList(next).write());
      }
      kept = next;
      if (failed) {
        failed = false;
        events.raise(Severity.INFO, "site", "guard-list", "The list of writes is kept again.");
      }
      return true;
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        String text = "The list of writes for the supervisor cannot be kept: " + e.getMessage();
        events.raise(Severity.ALARM, "site", "guard-list", text);
      }
      return false;
    }
  }
}
