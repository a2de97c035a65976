package org.busbar.web.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.DeviceDetail;
import org.busbar.web.rest.view.DeviceView;
import org.busbar.web.rest.view.Projection;

/** Devices. */
@Path("devices")
@Produces(MediaType.APPLICATION_JSON)
public final class DevicesResource {
  private final Sites sites;
  private final Projection projection;

  DevicesResource(Sites sites, Projection projection) {
    this.sites = sites;
    this.projection = projection;
  }

  /** All devices. */
  @GET
  @Summary("All devices, in the order of site.yaml.")
  public List<DeviceView> devices() {
    return projection.devices(sites.required());
  }

  /** One device. */
  @GET
  @Path("{id}")
  @Summary(value = "One device with its points and its last write.", problems = 404)
  public DeviceDetail device(@PathParam("id") String id) {
    return projection
        .device(sites.required(), id)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "There is no device '" + id + "'.", "GET /api/v1/devices lists them.")));
  }
}
