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
import org.busbar.web.rest.view.DeviceTypeView;

/** Kinds of devices: they come with the bundle that brings them, and go with it. */
@Path("device-types")
@Produces(MediaType.APPLICATION_JSON)
public final class DeviceTypesResource {
  private final Sites sites;

  DeviceTypesResource(Sites sites) {
    this.sites = sites;
  }

  /** All kinds. */
  @GET
  @Summary("Kinds of devices that can be made now, ordered by driver and type.")
  public List<DeviceTypeView> types() {
    return sites.deviceTypes().stream().map(DeviceTypeView::of).toList();
  }

  /** One kind. */
  @GET
  @Path("{id}")
  @Summary(value = "One kind of device, with what a form needs.", problems = 404)
  public DeviceTypeView type(@PathParam("id") String id) {
    return types().stream()
        .filter(type -> type.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "There is no kind of device '" + id + "'.",
                        "GET /api/v1/device-types lists them.")));
  }
}
