package org.busbar.runtime.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.busbar.api.control.Decision;
import org.busbar.api.face.Site;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Lays what a device was told beside what was decided: every setpoint that reached it must be one
 * that somebody asked for just before.
 */
final class SwapOwner implements AutoCloseable {
  /** A setpoint holds for so long. */
  private static final long RECENT_NANOS = 3_000_000_000L;

  private static final double SAME_W = 1;

  /** A value is good for three periods of 100 ms; less what an answer is on its way. */
  private static final long AGED_MS = 290;

  /**
   * What came of it.
   *
   * @param told setpoints that reached the device
   * @param released those that let it go
   * @param aged those of them that let it go because it was not read for longer than a value is
   *     good: nobody's setpoint, but the gate's rule; their number is no part of the ownerless
   * @param back those on the ramp from there back to what is decided
   * @param reverted times that it went to its reversion
   * @param steps decisions
   * @param idle decisions without the mode
   * @param ownerless all of these that should not be
   * @param longestNanos the longest time between two setpoints
   */
  record Figures(
      long told,
      long released,
      long aged,
      long back,
      long reverted,
      long steps,
      long idle,
      long ownerless,
      long longestNanos) {
    static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** A decision about the device. */
  record Decided(long nanos, double valueW, boolean owned) {}

  /**
   * What the device wrote down.
   *
   * @param reverted whether it went there by itself
   * @param unreadMs for how long it had not been read by then
   */
  record Told(long nanos, double valueW, boolean reverted, long unreadMs) {
    static Told of(String[] word) {
      return new Told(
          Long.parseLong(word[0]),
          Double.parseDouble(word[2]),
          word[3].equals("reverted"),
          Long.parseLong(word[4]));
    }
  }

  private final Path log;
  private final String device;
  private final String source;
  private final Site.Subscription subscription;

  /** Guarded by this. */
  private List<Decided> decided = new ArrayList<>();

  private long from;

  /**
   * Of a device that is told something at every step.
   *
   * @param log what the devices wrote down
   * @param device its id; its number is that without the first letter
   * @param source the mode that must have asked
   */
  SwapOwner(Site site, Path log, String device, String source) {
    this.log = log;
    this.device = device;
    this.source = source;
    this.from = System.nanoTime();
    this.subscription = site.listen(this::stepped);
  }

  private synchronized void stepped(Snapshot snapshot, List<Sample> changed, Decision decision) {
    boolean owned =
        decision.proposals().stream()
            .anyMatch(each -> each.source().equals(source) && each.hasTarget());
    double value =
        decision.outcomes().stream()
            .filter(each -> each.node().value().equals(device))
            .filter(each -> each.quantity().equals(Points.ACTIVE_POWER_W))
            .mapToDouble(Decision.Outcome::value)
            .findFirst()
            .orElse(Double.NaN);
    decided.add(new Decided(decision.nanos(), value, owned));
  }

  /** What came of it since the last time. */
  Figures take() throws IOException {
    List<Decided> steps;
    long since = from;
    synchronized (this) {
      steps = decided;
      decided = new ArrayList<>();
      from = System.nanoTime();
    }
    List<Told> told = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      String[] word = line.split(" ");
      if (word.length == 5 && word[1].equals(device.substring(1))) {
        Told each = Told.of(word);
        if (each.nanos() >= since && each.nanos() <= from) {
          told.add(each);
        }
      }
    }
    return judge(told, steps, since);
  }

  /**
   * Whose each of these is.
   *
   * @param since what was decided just before cannot be told
   */
  static Figures judge(List<Told> told, List<Decided> steps, long since) {
    Counted counted = new Counted();
    Deque<Decided> recent = new ArrayDeque<>();
    int next = 0;
    Told before = null;
    for (Told each : told) {
      while (next < steps.size() && steps.get(next).nanos() <= each.nanos()) {
        recent.addLast(steps.get(next++));
      }
      while (!recent.isEmpty() && recent.peekFirst().nanos() < each.nanos() - RECENT_NANOS) {
        recent.removeFirst();
      }
      if (each.reverted()) {
        counted.reverted++;
      } else {
        counted.judge(each, before, recent, each.nanos() - since < RECENT_NANOS);
        before = each;
      }
    }
    long idle = steps.stream().filter(step -> !step.owned()).count();
    return counted.figures(steps.size(), idle);
  }

  private static final class Counted {
    private long told;
    private long released;
    private long aged;
    private long back;
    private long reverted;
    private long unknown;
    private long longest;

    /** Whether it is on its way back to what is decided, after it was let go. */
    private boolean isOnItsWay;

    void judge(Told each, @Nullable Told before, Deque<Decided> recent, boolean early) {
      told++;
      longest = before == null ? 0 : Math.max(longest, each.nanos() - before.nanos());
      if (recent.stream()
          .anyMatch(d -> d.owned() && Math.abs(d.valueW() - each.valueW()) <= SAME_W)) {
        isOnItsWay = false;
      } else if (early) {
        isOnItsWay = false;
      } else if (each.valueW() == 0) {
        // No rule of the gate is broader: what was not read for so long is not controlled.
        boolean isAged = each.unreadMs() >= AGED_MS;
        released++;
        aged += isAged ? 1 : 0;
        unknown += isAged ? 0 : 1;
        isOnItsWay = isAged;
      } else if (isOnItsWay && before != null && leads(before.valueW(), each.valueW(), recent)) {
        back++;
      } else {
        unknown++;
      }
    }

    private static boolean leads(double from, double value, Deque<Decided> recent) {
      return recent.stream()
          .filter(Decided::owned)
          .anyMatch(d -> from < value && value < d.valueW() || d.valueW() < value && value < from);
    }

    Figures figures(long steps, long idle) {
      return new Figures(
          told, released, aged, back, reverted, steps, idle, unknown + reverted + idle, longest);
    }
  }

  @Override
  public void close() {
    subscription.close();
  }
}
