package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.busbar.api.face.Site;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.ModeView;
import org.busbar.web.rest.view.Projection;

/** Control modes. */
@Path("modes")
@Produces(MediaType.APPLICATION_JSON)
public final class ModesResource {
  private final Sites sites;
  private final Projection projection;
  private final TakenUp takenUp;

  ModesResource(Sites sites, Projection projection) {
    this.sites = sites;
    this.projection = projection;
    this.takenUp = new TakenUp(projection.clock());
  }

  /** All control modes. */
  @GET
  @Summary("All control modes, in the order of their rank.")
  public List<ModeView> modes() {
    return projection.modes(sites.required());
  }

  /** Switches a mode. */
  @PUT
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Switches a control mode on or off.",
      problems = {404, 409})
  public ModeView mode(
      @PathParam("id") String id, Requests.ModeRequest request, @Context SecurityContext security) {
    Site site = sites.required();
    mode(site, id);
    boolean enabled = Requests.required("enabled", request.enabled());
    String reason = Requests.reason(request.reason());
    Requests.accept(site.enable(id, enabled, security.getUserPrincipal().getName(), reason));
    takenUp.await(site, now -> mode(now, id).enabled() == enabled);
    return mode(site, id);
  }

  private ModeView mode(Site site, String id) {
    return projection.modes(site).stream()
        .filter(mode -> mode.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "There is no control mode '" + id + "'.",
                        "GET /api/v1/modes lists them.")));
  }
}
