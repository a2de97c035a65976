package org.busbar.web.rest;

import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryStore;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The history store as long as there is one; it may come late and go. */
@Component(service = Histories.class)
public final class Histories {
  private static final Logger LOG = LoggerFactory.getLogger(Histories.class);

  private final AtomicReference<@Nullable HistoryStore> store = new AtomicReference<>();

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bind(HistoryStore found) {
    store.set(found);
  }

  void unbind(HistoryStore gone) {
    store.compareAndSet(gone, null);
  }

  /** A question to the store. */
  interface Question<T> {
    T ask(HistoryStore store) throws HistoryException;
  }

  /** What the store says; ends the request with 503 where there is none or it cannot say. */
  <T> T ask(Question<T> question) {
    HistoryStore now = store.get();
    if (now == null) {
      throw new ProblemException(
          Problem.of(
              503, "No history", "No history is kept here.", "Install a history store, or wait."));
    }
    try {
      return question.ask(now);
    } catch (HistoryException e) {
      HistoryStore next = store.get();
      if (next != null && next != now) {
        // It was succeeded while it was asked.
        return ask(question);
      }
      LOG.warn("a question to the history is not answered", e);
      throw new ProblemException(
          Problem.of(
              503,
              "No history",
              "The history cannot be read now.",
              "The log says why; control is not affected."));
    }
  }
}
