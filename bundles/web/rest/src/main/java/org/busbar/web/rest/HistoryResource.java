package org.busbar.web.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.HistoryView;
import org.jspecify.annotations.Nullable;

/** Values of the past. */
@Path("history")
@Produces(MediaType.APPLICATION_JSON)
public final class HistoryResource {
  /** Greatest number of rows of an answer. */
  static final int MOST_ROWS = 100_000;

  private static final int WIDTH = 800;

  private final Sites sites;
  private final Histories histories;
  private final Clock clock;

  HistoryResource(Sites sites, Histories histories, Clock clock) {
    this.sites = sites;
    this.histories = histories;
    this.clock = clock;
  }

  /** A point over a range. */
  @GET
  @Summary(
      value =
          "A point over a range, by default the last 24 h in at most 800 rows: begin, mean, min,"
              + " max, number of samples. What is unknown has no row.",
      problems = 404)
  public HistoryView history(
      @QueryParam("device") @Nullable String device,
      @QueryParam("point") @Nullable String point,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("resolution") @DefaultValue("auto") String resolution) {
    SiteId site = sites.required().model().id();
    HistoryQuery query = query(site, device, point, range(from, to), resolution);
    History history =
        histories
            .ask(store -> store.history(query))
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.notFound(
                            "Nothing was ever recorded of " + device + " " + point + ".",
                            "GET /api/v1/points lists devices and points.")));
    if (history.rows().size() > MOST_ROWS) {
      throw tooMany(resolution);
    }
    return HistoryView.of(history, Ranges.text(history.resolution()));
  }

  private Ranges.Range range(@Nullable String from, @Nullable String to) {
    return Ranges.range(from, to, clock.instant(), Duration.ofDays(1));
  }

  private static HistoryQuery query(
      SiteId site,
      @Nullable String device,
      @Nullable String point,
      Ranges.Range range,
      String resolution) {
    NodeId node;
    try {
      node = new NodeId(Requests.required("device", device));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.field("device", device, "This is no id of a device or terminal.", null));
    }
    String name = Requests.required("point", point);
    Duration length =
        resolution.equals("auto")
            ? HistoryQuery.resolutionFor(range.from(), range.to(), WIDTH)
            : Ranges.resolution(resolution);
    if (!length.isZero() && !length.isNegative()) {
      Duration span = Duration.between(range.from(), range.to());
      if (span.dividedBy(length) > MOST_ROWS) {
        throw tooMany(resolution);
      }
    }
    try {
      return new HistoryQuery(site, node, name, range.from(), range.to(), length, MOST_ROWS + 1);
    } catch (IllegalArgumentException e) {
      throw Ranges.wrongResolution(resolution);
    }
  }

  private static ProblemException tooMany(String resolution) {
    return new ProblemException(
        Problem.field(
            "resolution",
            resolution,
            "The answer would have more than " + MOST_ROWS + " rows.",
            "Ask for a shorter range or a coarser resolution."));
  }
}
