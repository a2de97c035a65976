package org.busbar.web.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.busbar.api.plugin.Trial;
import org.busbar.api.time.Clock;

/**
 * Pages of a successor, whose files are read before anybody sees them. A page is a file, so going
 * over takes no time: the old is shown until the next is.
 */
final class PageTrial implements Trial {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Pages pages;
  private final Clock clock;
  private final Set<Long> next;
  private final long begunNanos;

  /** What was shown of the old when the trial began: bundle by id of page. */
  private final Map<String, Long> before = new TreeMap<>();

  PageTrial(Pages pages, Clock clock, Set<Long> old, Set<Long> next) {
    this.pages = pages;
    this.clock = clock;
    this.next = next;
    this.begunNanos = clock.nanos();
    pages.of(old).stream()
        .filter(page -> pages.shown(page.id()).filter(page::equals).isPresent())
        .forEach(page -> before.put(page.id(), page.bundle().getBundleId()));
  }

  @Override
  public Standing standing() {
    List<String> wrong = new ArrayList<>(pages.leftOut(next));
    List<String> missing = new ArrayList<>(before.keySet());
    List<String> words = new ArrayList<>();
    for (PageShown page : pages.of(next)) {
      missing.remove(page.id());
      String fault = page.fault();
      if (fault == null) {
        words.add("Page " + page.id() + " and its files can be read.");
      } else {
        wrong.add("Page " + page.id() + ": " + fault);
      }
    }
    if (!wrong.isEmpty()) {
      return new Standing(State.BAD, wrong);
    }
    if (missing.isEmpty()) {
      return new Standing(State.GOOD, words);
    }
    String awaited = "Page " + String.join(", ", missing) + " is not brought";
    return clock.nanos() - begunNanos < PATIENCE.toNanos()
        ? new Standing(State.TRYING, List.of(awaited + " yet."))
        : new Standing(State.BAD, List.of(awaited + " by the new version."));
  }

  @Override
  public Moved move() {
    Standing now = standing();
    if (now.state() != State.GOOD) {
      throw new IllegalStateException(String.join(" ", now.words()));
    }
    int moved = 0;
    for (PageShown page : pages.of(next)) {
      if (before.containsKey(page.id())) {
        pages.show(page.id(), page.bundle().getBundleId());
        moved++;
      }
    }
    return new Moved(moved, Duration.ZERO);
  }

  @Override
  public Moved back() {
    before.forEach(pages::show);
    return new Moved(before.size(), Duration.ZERO);
  }

  /** Holds nothing: what is not shown goes with its bundle. */
  @Override
  public void close() {}
}
