package org.busbar.web.rest;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.List;
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
  private static final int MOST_WIDTH = 10_000;
  private static final int MOST_POINTS = 100;

  private final Sites sites;
  private final Histories histories;
  private final Clock clock;
  private final Audited audited;
  private final PersonalReads reads;

  HistoryResource(
      Sites sites, Histories histories, Clock clock, Audited audited, PersonalReads reads) {
    this.sites = sites;
    this.histories = histories;
    this.clock = clock;
    this.audited = audited;
    this.reads = reads;
  }

  /** Which part of the past, and how finely. */
  record Excerpt(
      @Nullable String from, @Nullable String to, String resolution, @Nullable String width) {
    Excerpt(
        @QueryParam("from") @Nullable String from,
        @QueryParam("to") @Nullable String to,
        @QueryParam("resolution") @DefaultValue("auto") String resolution,
        @QueryParam("width") @Nullable String width) {
      this.from = from;
      this.to = to;
      this.resolution = resolution;
      this.width = width;
    }
  }

  /** A point over a range. */
  @GET
  @Summary(
      value =
          "A point over a range, by default the last 24 h in at most 800 rows: begin, mean, min,"
              + " max, number of samples. What is unknown has no row. Width says how many rows at"
              + " most, one per pixel of a picture, instead of a resolution.",
      problems = 404)
  public HistoryView history(
      @QueryParam("device") @Nullable String device,
      @QueryParam("point") @Nullable String point,
      @BeanParam Excerpt excerpt,
      @Context SecurityContext security) {
    SiteId site = sites.required().model().id();
    Ranges.Range range =
        Ranges.range(excerpt.from(), excerpt.to(), clock.instant(), Duration.ofDays(1));
    HistoryQuery query = query(site, device, point, range, length(range, excerpt));
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
      throw tooMany(excerpt.resolution());
    }
    reads.read(security, query.node().device().value(), query.point(), range);
    return HistoryView.of(history, Ranges.text(history.resolution()));
  }

  /** Notes an export. */
  @POST
  @Path("exports")
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value =
          "Notes in the audit that values of the past leave as a file; the console does so before"
              + " it saves one.",
      success = 204,
      answer = Void.class)
  public Response exported(Requests.ExportRequest request, @Context SecurityContext security) {
    List<String> points = Requests.required("points", request.points());
    Ranges.Range range =
        Ranges.range(request.from(), request.to(), clock.instant(), Duration.ofDays(1));
    if (points.isEmpty() || points.size() > MOST_POINTS) {
      throw new ProblemException(
          Problem.field(
              "points", null, "These are none, or more than " + MOST_POINTS + ".", "Name some."));
    }
    audited.carriedOut(
        "history-exported",
        security,
        String.join(", ", points) + " from " + range.from() + " to " + range.to());
    return Response.noContent().build();
  }

  private static HistoryQuery query(
      SiteId site,
      @Nullable String device,
      @Nullable String point,
      Ranges.Range range,
      Duration length) {
    NodeId node;
    try {
      node = new NodeId(Requests.required("device", device));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.field("device", device, "This is no id of a device or terminal.", null));
    }
    String name = Requests.required("point", point);
    return new HistoryQuery(site, node, name, range.from(), range.to(), length, MOST_ROWS + 1);
  }

  /** Length of a bucket that is asked for, by its name or by the width of a picture. */
  private static Duration length(Ranges.Range range, Excerpt excerpt) {
    String resolution = excerpt.resolution();
    String width = excerpt.width();
    if (resolution.equals("auto")) {
      long rows = width == null ? WIDTH : Ranges.number("width", width, 2, MOST_WIDTH);
      return HistoryQuery.resolutionFor(range.from(), range.to(), (int) rows);
    }
    if (width != null) {
      throw new ProblemException(
          Problem.field(
              "width",
              width,
              "Width and resolution " + resolution + " are both given.",
              "Give one of both; width goes with the resolution auto."));
    }
    Duration length = Ranges.resolution(resolution);
    if (!length.isZero()
        && Duration.between(range.from(), range.to()).dividedBy(length) > MOST_ROWS) {
      throw tooMany(resolution);
    }
    return length;
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
