package org.busbar.history.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.vocabulary.SiteId;

/**
 * Keeps each site in {@code HOME/sites/ORG/SITE/history/history.db}. Files open when they are first
 * used; one that cannot be opened is tried again at the next use.
 */
public final class SqliteHistory implements HistoryStore, AutoCloseable {
  private final Path home;
  private final Map<SiteId, SiteStore> stores = new HashMap<>();
  private boolean closed;

  /** Keeps everything below a folder. */
  public SqliteHistory(Path home) {
    this.home = home;
  }

  private interface Work<T> {
    T run(SiteStore store) throws SQLException, IOException;
  }

  private <T> T on(SiteId site, String what, Work<T> work) throws HistoryException {
    try {
      return work.run(store(site));
    } catch (SQLException | IOException | IllegalArgumentException e) {
      throw new HistoryException(
          "history of " + site + " cannot " + what + ": " + e.getMessage(), e);
    }
  }

  private SiteStore store(SiteId site) throws IOException {
    synchronized (stores) {
      if (closed) {
        throw new IOException("the store is closed");
      }
      SiteStore store = stores.get(site);
      if (store == null) {
        Path folder = home.resolve("sites").resolve(site.org()).resolve(site.site());
        store = new SiteStore(site, folder.resolve("history"));
        stores.put(site, store);
      }
      return store;
    }
  }

  @Override
  public void append(SiteId site, HistoryBatch batch) throws HistoryException {
    on(
        site,
        "be written",
        store -> {
          store.append(batch);
          return true;
        });
  }

  @Override
  public Optional<History> history(HistoryQuery query) throws HistoryException {
    return on(query.site(), "be read", store -> store.history(query));
  }

  @Override
  public List<Decision> decisions(SiteId site, Instant from, Instant to, int limit)
      throws HistoryException {
    return on(site, "be read", store -> store.decisions(from, to, limit));
  }

  @Override
  public List<Event> events(SiteId site, Instant from, Instant to, int limit)
      throws HistoryException {
    return on(site, "be read", store -> store.events(from, to, limit));
  }

  @Override
  public void maintain(SiteId site, Instant now, HistoryConfig config) throws HistoryException {
    on(
        site,
        "be put in order",
        store -> {
          store.maintain(now, config);
          return true;
        });
  }

  @Override
  public long archive(SiteId site, Instant before) throws HistoryException {
    return on(site, "be archived", store -> store.archive(before));
  }

  @Override
  public long restore(SiteId site, Instant from, Instant to) throws HistoryException {
    return on(site, "be restored", store -> store.restore(from, to));
  }

  @Override
  public void pause() throws HistoryException {
    synchronized (stores) {
      for (SiteStore store : stores.values()) {
        try {
          store.pause();
        } catch (SQLException e) {
          throw new HistoryException("a file cannot be closed: " + e.getMessage(), e);
        }
      }
    }
  }

  /** Lets the file of a site grow to so many pages only; for tests of a full disk. */
  void limitPages(SiteId site, int pages) throws HistoryException {
    on(
        site,
        "be limited",
        store -> {
          store.limitPages(pages);
          return true;
        });
  }

  @Override
  public void close() throws SQLException {
    synchronized (stores) {
      closed = true;
      for (SiteStore store : stores.values()) {
        store.close();
      }
      stores.clear();
    }
  }
}
