package org.busbar.web.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.HealthView;
import org.busbar.web.rest.view.Readiness;
import org.busbar.web.rest.view.ReadinessView;

/** Whether the process answers, and whether it can do its work. */
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
public final class HealthResource {
  private final Sites sites;
  private final Clock clock;
  private final Readiness readiness;

  HealthResource(Sites sites, Clock clock) {
    this.sites = sites;
    this.clock = clock;
    this.readiness = new Readiness(clock);
  }

  /** The process answers. */
  @GET
  @Summary(value = "The process answers.", open = true)
  public HealthView health() {
    return HealthView.healthy(clock.instant());
  }

  /** The gateway can do its work, or not. */
  @GET
  @Path("ready")
  @Summary(
      value = "200 while the gateway can do its work, else 503 with the same document and reasons.",
      answer = ReadinessView.class,
      same = 503,
      open = true)
  public Response ready() {
    ReadinessView ready = readiness.of(sites.all(), sites.problems());
    return Response.status(ready.httpStatus()).entity(ready).build();
  }
}
