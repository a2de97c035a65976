package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Set;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.Projection;
import org.busbar.web.rest.view.SiteView;

/** The site and its state. */
@Path("site")
@Produces(MediaType.APPLICATION_JSON)
public final class SiteResource {
  private static final Set<String> WANTED = Set.of("RUNNING", "IDLE", "STOPPED");

  private final Sites sites;
  private final Projection projection;
  private final TakenUp takenUp;

  SiteResource(Sites sites, Projection projection) {
    this.sites = sites;
    this.projection = projection;
    this.takenUp = new TakenUp(projection.clock());
  }

  /** The site as a whole. */
  @GET
  @Summary("The site: state, node tree, energy flow, limits.")
  public SiteView site() {
    return projection.site(sites.required());
  }

  /** Asks for a state. */
  @PUT
  @Path("state")
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(value = "Asks for RUNNING, IDLE or STOPPED.", problems = 409)
  public SiteView state(Requests.StateRequest request, @Context SecurityContext security) {
    String wanted = Requests.required("state", request.state());
    if (!WANTED.contains(wanted)) {
      throw new ProblemException(
          Problem.field(
              "state",
              wanted,
              "This state cannot be asked for.",
              "Ask for RUNNING, IDLE or STOPPED; ERROR is left by emergency-stop/reset."));
    }
    String reason = Requests.reason(request.reason());
    Site site = sites.required();
    SiteState state = SiteState.valueOf(wanted);
    Requests.accept(site.request(state, security.getUserPrincipal().getName(), reason));
    takenUp.await(site, now -> now.status().state() == state);
    return projection.site(site);
  }
}
