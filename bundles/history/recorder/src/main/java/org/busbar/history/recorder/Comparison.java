package org.busbar.history.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.busbar.api.face.Site;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;

/** Asks two stores the same and compares what they say of the last minutes. */
final class Comparison {
  /** What is younger may come in between the two questions. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final Duration RANGE = Duration.ofMinutes(10);
  private static final int MOST_POINTS = 5;
  private static final int MOST_ROWS = 1_000;

  private final Collection<Site> sites;
  private final Instant to;

  Comparison(Collection<Site> sites, Clock clock) {
    this.sites = sites;
    this.to = clock.instant().minus(SETTLED);
  }

  private interface Question {
    Object of(HistoryStore store) throws HistoryException;
  }

  /** In what the other does not say what the one says; empty where it does. */
  Optional<String> of(HistoryStore one, HistoryStore other) {
    for (Site site : sites) {
      SiteId id = site.model().id();
      Optional<String> found =
          differs("events of " + id, one, other, s -> s.events(id, from(), to, MOST_ROWS))
              .or(
                  () ->
                      differs(
                          "decisions of " + id,
                          one,
                          other,
                          s -> s.decisions(id, to.minusSeconds(10), to, MOST_ROWS)))
              .or(() -> ofPoints(site, one, other));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Instant from() {
    return to.minus(RANGE);
  }

  private Optional<String> ofPoints(Site site, HistoryStore one, HistoryStore other) {
    return site.snapshot().samples().stream()
        .map(Sample::address)
        .limit(MOST_POINTS)
        .map(address -> differs(address.toString(), one, other, s -> ask(s, site, address)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Object ask(HistoryStore store, Site site, Address address) throws HistoryException {
    return store.history(
        new HistoryQuery(
            site.model().id(),
            address.node(),
            address.pointName(),
            from(),
            to,
            Duration.ZERO,
            MOST_ROWS));
  }

  private static Optional<String> differs(
      String what, HistoryStore one, HistoryStore other, Question question) {
    Object known;
    try {
      known = question.of(one);
    } catch (HistoryException e) {
      // What the store in use cannot tell, nobody has to.
      return Optional.empty();
    }
    try {
      return question.of(other).equals(known)
          ? Optional.empty()
          : Optional.of("It does not say the same of " + what);
    } catch (HistoryException | RuntimeException e) {
      return Optional.of("It cannot read " + what + " (" + e.getMessage() + ")");
    }
  }
}
