package org.busbar.web.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
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

  private final Sites sites;
  private final Histories histories;
  private final Projection projection;

  RecordsResource(Sites sites, Histories histories, Projection projection) {
    this.sites = sites;
    this.histories = histories;
    this.projection = projection;
  }

  /** Events after a sequence number. */
  @GET
  @Path("events")
  @Summary("The newest events after a sequence number, oldest first.")
  public List<EventView> events(
      @QueryParam("after") @DefaultValue("0") String after,
      @QueryParam("limit") @DefaultValue("100") String limit) {
    long from = number("after", after, Long.MAX_VALUE);
    int most = (int) number("limit", limit, MOST_EVENTS);
    return projection.events(sites.required(), from, most);
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
      @QueryParam("limit") @DefaultValue("100") String limit) {
    SiteId site = sites.required().model().id();
    int most = (int) number("limit", limit, MOST_DECISIONS);
    Ranges.Range range =
        Ranges.range(from, to, projection.clock().instant(), Duration.ofMinutes(1));
    return histories.ask(store -> store.decisions(site, range.from(), range.to(), most)).stream()
        .map(Projection::decision)
        .toList();
  }

  private static long number(String parameter, String text, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, together with a number out of range
    }
    throw new ProblemException(
        Problem.field(
            parameter, text, "The parameter must be a whole number from 0 to " + most + ".", null));
  }
}
