package org.busbar.web.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.PointView;
import org.busbar.web.rest.view.Projection;
import org.jspecify.annotations.Nullable;

/** Values. */
@Path("points")
@Produces(MediaType.APPLICATION_JSON)
public final class PointsResource {
  private final Sites sites;
  private final Projection projection;

  PointsResource(Sites sites, Projection projection) {
    this.sites = sites;
    this.projection = projection;
  }

  /** Newest values. */
  @GET
  @Summary("Newest values; of one device with its terminals, of one point, or all.")
  public List<PointView> points(
      @QueryParam("device") @Nullable String device, @QueryParam("point") @Nullable String point) {
    if (device != null) {
      Requests.node("device", device);
    }
    return projection.points(sites.required(), device, point);
  }
}
