package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.face.Site;
import org.busbar.api.site.SiteChange;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.DeviceDetail;
import org.busbar.web.rest.view.DeviceView;
import org.busbar.web.rest.view.EditView;
import org.busbar.web.rest.view.Projection;

/** Devices. */
@Path("devices")
@Produces(MediaType.APPLICATION_JSON)
public final class DevicesResource {
  /** Option with the numbers of cards, each of which is somebody's. */
  private static final String CARDS = "tags";

  private static final String LIST = "GET /api/v1/devices lists them.";

  private final Sites sites;
  private final Projection projection;
  private final Edits edits;
  private final PersonalReads reads;

  DevicesResource(Sites sites, Projection projection, Edits edits, PersonalReads reads) {
    this.sites = sites;
    this.projection = projection;
    this.edits = edits;
    this.reads = reads;
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
  public DeviceDetail device(@PathParam("id") String id, @Context SecurityContext security) {
    DeviceDetail device = projection.device(sites.required(), id).orElseThrow(() -> unknown(id));
    if (device.options().containsKey(CARDS)) {
      reads.read(security, id, CARDS);
    }
    return device;
  }

  /** Adds a device. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Adds a device to site.yaml and opens it; with look=true only says whether it would.",
      success = 201,
      same = 200,
      answer = EditView.class,
      problems = 409)
  public Response add(
      DeviceRequests.DeviceRequest request,
      @QueryParam("look") @DefaultValue("false") boolean look,
      @Context SecurityContext security) {
    Site site = sites.required();
    String id = Requests.required("id", request.id());
    DeviceRequests.DeviceUpdate device = DeviceRequests.of(request);
    Requests.required("connection", request.connection());
    refuseDuplicate(site, id, device);
    Map<String, Object> document = edits.document();
    List<SiteChange> changes = DeviceRequests.changes(id, device, document);
    if (look) {
      return Response.ok(edits.look(changes, DeviceRequests.fields(id))).build();
    }
    EditView made = edits.make(changes, security, request.reason(), DeviceRequests.fields(id));
    return Response.status(201).header("Location", "/api/v1/devices/" + id).entity(made).build();
  }

  private static void refuseDuplicate(Site site, String id, DeviceRequests.DeviceUpdate device) {
    if (site.model().nodes().keySet().stream().anyMatch(node -> node.value().equals(id))) {
      throw duplicate("id", id, "There is a node '" + id + "' already.", "Give it another name.");
    }
    int unit = device.unit() == null ? 1 : device.unit();
    for (DeviceConfig other : site.model().devices()) {
      if (other.connection().equals(device.connection())
          && other.unit() == unit
          && other.type().equals(device.profile())) {
        throw duplicate(
            "unit",
            Integer.toString(unit),
            other.id() + " is unit " + unit + " of connection " + other.connection() + " already.",
            "Name another unit or connection.");
      }
    }
  }

  private static ProblemException duplicate(
      String field, String value, String detail, String remedy) {
    return new ProblemException(new Problem(409, "Duplicate", detail, field, value, remedy));
  }

  /** Changes a device. */
  @PUT
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value =
          "Changes what site.yaml says of a device; what is not named stays, what is empty goes."
              + " It is released first.",
      problems = {404, 409})
  public EditView change(
      @PathParam("id") String id,
      DeviceRequests.DeviceUpdate request,
      @Context SecurityContext security) {
    known(id);
    List<SiteChange> changes = DeviceRequests.changes(id, request, edits.document());
    return edits.make(changes, security, request.reason(), DeviceRequests.fields(id));
  }

  /** Removes a device. */
  @DELETE
  @Path("{id}")
  @Summary(
      value = "Releases a device, closes it and takes it out of site.yaml.",
      problems = {400, 404, 409})
  public EditView remove(
      @PathParam("id") String id,
      @QueryParam("reason") String reason,
      @Context SecurityContext security) {
    known(id);
    List<SiteChange> changes = DeviceRequests.removal(id, edits.document());
    return edits.make(changes, security, reason, DeviceRequests.fields(id));
  }

  private void known(String id) {
    if (sites.required().model().devices().stream().noneMatch(d -> d.id().value().equals(id))) {
      throw unknown(id);
    }
  }

  private static ProblemException unknown(String id) {
    return new ProblemException(Problem.notFound("There is no device '" + id + "'.", LIST));
  }
}
