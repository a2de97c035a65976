package org.busbar.web.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.DecisionView;
import org.busbar.web.rest.view.EventView;
import org.busbar.web.rest.view.Projection;

/** What happened and what was decided. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class RecordsResource {
  private static final int MOST_EVENTS = 1000;

  private final Sites sites;
  private final Projection projection;

  RecordsResource(Sites sites, Projection projection) {
    this.sites = sites;
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
