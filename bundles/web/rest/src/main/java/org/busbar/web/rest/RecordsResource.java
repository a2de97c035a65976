package org.busbar.web.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.List;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.DecisionView;
import org.busbar.web.rest.view.EventView;
import org.busbar.web.rest.view.Projection;
import org.jspecify.annotations.Nullable;

/** What happened and what was decided. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class RecordsResource {
  private static final int MOST_EVENTS = 1000;
  private static final int MOST_DECISIONS = 1000;
  private static final int MOST_KEPT_EVENTS = 10_000;

  private final Sites sites;
  private final Histories histories;
  private final Projection projection;
  private final PersonalReads reads;

  RecordsResource(Sites sites, Histories histories, Projection projection, PersonalReads reads) {
    this.sites = sites;
    this.histories = histories;
    this.projection = projection;
    this.reads = reads;
  }

  /** Events after a sequence number, or those of a range of time. */
  @GET
  @Path("events")
  @Summary(
      "The newest events after a sequence number, oldest first; or, where from or to is given,"
          + " those kept of this range, the oldest first and given, by default of one day.")
  public List<EventView> events(
      @QueryParam("after") @Nullable String after,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("limit") @DefaultValue("100") String limit,
      @Context SecurityContext security) {
    if (from == null && to == null) {
      long last = after == null ? 0 : Ranges.number("after", after, 0, Long.MAX_VALUE);
      int most = (int) Ranges.number("limit", limit, 0, MOST_EVENTS);
      return projection.events(sites.required(), last, most);
    }
    if (after != null) {
      throw new ProblemException(
          Problem.field(
              "after",
              after,
              "A sequence number and a range are both given.",
              "Give after alone, or from and to without it."));
    }
    SiteId site = sites.required().model().id();
    int most = (int) Ranges.number("limit", limit, 0, MOST_KEPT_EVENTS);
    Ranges.Range range = Ranges.range(from, to, projection.clock().instant(), Duration.ofDays(1));
    List<EventView> found =
        histories.ask(store -> store.events(site, range.from(), range.to(), most)).stream()
            .map(Projection::event)
            .toList();
    reads.read(security, site.site(), "events", range);
    return found;
  }

  /** The newest decision. */
  @GET
  @Path("decisions/latest")
  @Summary("The newest decision: proposals, what limited them, setpoints; step 0 before the first.")
  public DecisionView latest() {
    return projection.decision(sites.required());
  }

  /** Decisions of the past. */
  @GET
  @Path("decisions")
  @Summary(
      "Decisions of the past, oldest first: one per second and each that differs in more than"
          + " values; by default the last minute.")
  public List<DecisionView> decisions(
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("limit") @DefaultValue("100") String limit,
      @Context SecurityContext security) {
    SiteId site = sites.required().model().id();
    int most = (int) Ranges.number("limit", limit, 0, MOST_DECISIONS);
    Ranges.Range range =
        Ranges.range(from, to, projection.clock().instant(), Duration.ofMinutes(1));
    List<DecisionView> found =
        histories.ask(store -> store.decisions(site, range.from(), range.to(), most)).stream()
            .map(Projection::decision)
            .toList();
    reads.read(security, site.site(), "decisions", range);
    return found;
  }
}
