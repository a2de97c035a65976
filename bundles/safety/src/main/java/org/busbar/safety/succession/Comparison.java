package org.busbar.safety.succession;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What two sessions of one device deliver, side by side: the one in use leads, the other follows.
 * Thread-safe.
 */
public final class Comparison {
  /** Good samples of a point that have to agree. */
  public static final int SAMPLES = 3;

  private static final int KEPT = 4;
  private static final int MOST_WRONG = 3;
  private static final double SHARE = 0.05;
  private static final double COUNTER_SHARE = 0.002;
  private static final double SCALE_SHARE = 0.02;

  /** What is read more seldom is compared once. */
  private static final Duration OFTEN = Duration.ofSeconds(2);

  private final Map<Address, Duration> periods;
  private final Map<Address, Track> tracks = new HashMap<>();

  /**
   * Nothing compared yet.
   *
   * @param periods how often each point of the device is sampled
   */
  public Comparison(Map<Address, Duration> periods) {
    this.periods = Map.copyOf(periods);
  }

  private static final class Track {
    final Deque<Sample> led = new ArrayDeque<>();
    @Nullable Sample followed;
    boolean pending;
    int leads;
    int follows;
    int agreed;
    int wrongInARow;
    double greatest;
    String wrong = "";
  }

  private Track track(Address address) {
    return tracks.computeIfAbsent(address, _ -> new Track());
  }

  /** What the session in use delivered. */
  public synchronized void lead(Sample sample) {
    if (!sample.quality().isUsable()) {
      return;
    }
    Track track = track(sample.address());
    track.leads++;
    track.greatest = Math.max(track.greatest, Math.abs(sample.value()));
    track.led.addLast(sample);
    if (track.led.size() > KEPT) {
      track.led.removeFirst();
    }
    if (track.pending) {
      judge(track);
    }
  }

  /** What the other delivered. */
  public synchronized void follow(Sample sample) {
    Track track = track(sample.address());
    track.followed = sample;
    track.follows++;
    track.pending = true;
    judge(track);
  }

  /** Compares where the leader has a sample of the same time; an earlier one may still come. */
  private void judge(Track track) {
    Sample sample = track.followed;
    if (sample == null) {
      return;
    }
    long band = band(sample.address());
    List<Sample> same = within(track, sample, 0);
    List<Sample> near = same.isEmpty() ? within(track, sample, band) : same;
    boolean isPast =
        near.stream().anyMatch(led -> led.measuredNanos() - sample.measuredNanos() >= 0);
    if (near.isEmpty()) {
      return;
    }
    if (near.stream().anyMatch(led -> agrees(track, led, sample))) {
      track.pending = false;
      track.agreed++;
      track.wrongInARow = 0;
    } else if (isPast) {
      track.pending = false;
      track.wrongInARow++;
      Sample led = near.getLast();
      track.wrong =
          sample.address()
              + " is "
              + (sample.quality().isUsable() ? text(sample.value()) : sample.quality())
              + " instead of "
              + text(led.value());
    }
  }

  private static List<Sample> within(Track track, Sample sample, long band) {
    return track.led.stream()
        .filter(led -> Math.abs(led.measuredNanos() - sample.measuredNanos()) <= band)
        .toList();
  }

  private static String text(double value) {
    return Double.toString(Math.rint(value * 1000) / 1000);
  }

  private static boolean agrees(Track track, Sample led, Sample sample) {
    if (!sample.quality().isUsable()) {
      return false;
    }
    double off = Math.abs(led.value() - sample.value());
    if (sample.address().point().kind() == Kind.COUNTER) {
      return off <= COUNTER_SHARE * Math.max(1, Math.abs(led.value()));
    }
    double allowed = SHARE * Math.abs(led.value()) + 1e-6;
    if (led.measuredNanos() != sample.measuredNanos()) {
      // Another moment: what it varies by anyhow is no difference.
      double least = track.led.stream().mapToDouble(Sample::value).min().orElse(0);
      double most = track.led.stream().mapToDouble(Sample::value).max().orElse(0);
      allowed += 2 * (most - least) + SCALE_SHARE * track.greatest;
    }
    return off <= allowed;
  }

  private long band(Address address) {
    return periods.getOrDefault(address, Duration.ofSeconds(1)).toNanos() * 3 / 2;
  }

  private int needed(Address address) {
    Duration period = periods.getOrDefault(address, Duration.ofSeconds(1));
    return period.compareTo(OFTEN) > 0 ? 1 : SAMPLES;
  }

  /** Points of which enough samples of both agree. */
  public synchronized int agreed() {
    return (int)
        tracks.entrySet().stream()
            .filter(track -> track.getValue().agreed >= needed(track.getKey()))
            .count();
  }

  /**
   * Points that the leader delivers and that do not agree yet.
   *
   * @param both whether the other is to deliver it as well
   */
  public synchronized List<String> awaited(Predicate<Address> both) {
    List<String> awaited = new ArrayList<>();
    tracks.forEach(
        (address, track) -> {
          if (track.leads > 0 && both.test(address) && track.agreed < needed(address)) {
            awaited.add(address.toString());
          }
        });
    awaited.sort(String::compareTo);
    return awaited;
  }

  /** Whether the leader has delivered anything good since this began. */
  public synchronized boolean isLed() {
    return tracks.values().stream().anyMatch(track -> track.leads > 0);
  }

  /** Whether the follower has delivered anything since this began. */
  public synchronized boolean isFollowed() {
    return tracks.values().stream().anyMatch(track -> track.follows > 0);
  }

  /** What does not agree, again and again; one sentence part each. */
  public synchronized List<String> wrong() {
    return tracks.values().stream()
        .filter(track -> track.wrongInARow >= MOST_WRONG)
        .map(track -> track.wrong)
        .sorted()
        .toList();
  }

  /** The newest sample of each point that the follower delivered. */
  public synchronized List<Sample> newest() {
    List<Sample> newest = new ArrayList<>();
    tracks.values().stream()
        .filter(track -> track.followed != null)
        .forEach(track -> newest.add(track.followed));
    return newest;
  }

  /** Begins anew: leader and follower change places. */
  public synchronized void turn() {
    tracks.clear();
  }
}
