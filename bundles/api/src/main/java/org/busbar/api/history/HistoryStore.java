package org.busbar.api.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.vocabulary.SiteId;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps what was measured, decided and happened. A service, provided by plug-ins. Thread-safe;
 * everything here may block on a disk or a network, so nothing here is called on a site's loop.
 *
 * <p>A value holds from when it was measured until the next one of its point was measured or until
 * it expires, at most for {@link #MOST_HOLD_MS}; where nothing holds the value is unknown. Buckets
 * are weighted by time, so each tier gives the same integral.
 */
@ConsumerType
public interface HistoryStore {
  /** Longest time in ms for which a value holds, whatever its own deadline says. */
  long MOST_HOLD_MS = 3_600_000;

  /**
   * Keeps a batch. When it returns, a crash of the process or of the machine does not lose it. The
   * same sample (point and millisecond), decision (time and step) or event (time and sequence)
   * appended again replaces itself.
   *
   * @throws HistoryException where nothing of it was kept
   */
  void append(SiteId site, HistoryBatch batch) throws HistoryException;

  /**
   * A point over a range, with everything that was appended before; empty where the point was never
   * recorded.
   *
   * @throws HistoryException where the store cannot be read
   */
  Optional<History> history(HistoryQuery query) throws HistoryException;

  /**
   * Decisions in a range, oldest first. Their monotonic times are those of the process that made
   * them: only differences within one decision mean something.
   *
   * @param from begin, included
   * @param to end, excluded
   * @param limit greatest number; the oldest are given
   * @throws HistoryException where the store cannot be read
   */
  List<Decision> decisions(SiteId site, Instant from, Instant to, int limit)
      throws HistoryException;

  /**
   * Events in a range, oldest first.
   *
   * @param from begin, included
   * @param to end, excluded
   * @param limit greatest number; the oldest are given
   * @throws HistoryException where the store cannot be read
   */
  List<Event> events(SiteId site, Instant from, Instant to, int limit) throws HistoryException;

  /**
   * Compresses what is complete, takes in what came late, and ends what is past its retention.
   * Called about once a minute; interrupted at any instant it loses nothing.
   *
   * @param now wall-clock time up to which samples have come
   * @param config how long what is kept; another one than the last time holds from now on
   * @throws HistoryException where the store cannot be written, or archive files not be placed
   */
  void maintain(SiteId site, Instant now, HistoryConfig config) throws HistoryException;

  /**
   * Moves samples before a moment into archive files. They can still be asked for.
   *
   * @return how many blocks were moved
   * @throws HistoryException where files cannot be written; nothing is lost
   */
  long archive(SiteId site, Instant before) throws HistoryException;

  /**
   * Brings archived samples of a range back.
   *
   * @return how many blocks came back
   * @throws HistoryException where files cannot be read
   */
  long restore(SiteId site, Instant from, Instant to) throws HistoryException;

  /**
   * Ends writing until the next {@link #append} or {@link #maintain}: when it returns nothing is
   * open for writing, so that another version of the store can write what this one wrote. Reading
   * goes on, and sees what the other appends. A store that shares nothing has nothing to do.
   *
   * @throws HistoryException where something may still be open
   */
  default void pause() throws HistoryException {}
}
