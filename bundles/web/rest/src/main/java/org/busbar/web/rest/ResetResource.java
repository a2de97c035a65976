package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.Projection;
import org.busbar.web.rest.view.SiteView;

/** Leaves ERROR. The emergency stop itself is {@link EmergencyStopServlet}. */
@Path("emergency-stop/reset")
@Produces(MediaType.APPLICATION_JSON)
public final class ResetResource {
  private final Sites sites;
  private final Projection projection;
  private final TakenUp takenUp;

  ResetResource(Sites sites, Projection projection) {
    this.sites = sites;
    this.projection = projection;
    this.takenUp = new TakenUp(projection.clock());
  }

  /** Asks to leave ERROR. */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_OCTET_STREAM})
  @Summary(value = "Asks to leave ERROR; the site is idle afterwards.", problems = 409)
  public SiteView reset(Requests.ReasonRequest request, @Context SecurityContext security) {
    Site site = sites.required();
    String reason = Requests.reason(request.reason());
    Requests.accept(site.reset(security.getUserPrincipal().getName(), reason));
    takenUp.await(site, now -> now.status().state() != SiteState.ERROR);
    return projection.site(site);
  }
}
