package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.face.Site;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.web.rest.DeviceRequests.DeviceRequest;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.Projection;
import org.busbar.web.rest.view.TrialView;

/** Trials of devices before they are saved. A trial only reads. */
@Path("device-tests")
@Produces(MediaType.APPLICATION_JSON)
public final class DeviceTestsResource {
  private static final String SOURCE = "test";

  private final Sites sites;
  private final Projection projection;
  private final Audited audited;

  DeviceTestsResource(Sites sites, Projection projection, Audited audited) {
    this.sites = sites;
    this.projection = projection;
    this.audited = audited;
  }

  /** The newest trials. */
  @GET
  @Summary("The newest trials of devices, newest first.")
  public List<TrialView> trials() {
    return sites.discovery().trials().stream().map(t -> TrialView.of(t, projection)).toList();
  }

  /** One trial. */
  @GET
  @Path("{id}")
  @Summary(value = "A trial with the values it has read so far.", problems = 404)
  public TrialView trial(@PathParam("id") String id) {
    return trials().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow(() -> no(id));
  }

  /** Begins a trial. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Opens a device as POST /api/v1/devices would, for 30 s, to be read only.",
      success = 201,
      answer = TrialView.class,
      problems = 409)
  public Response begin(DeviceRequest request, @Context SecurityContext security) {
    ConnectionConfig connection = connection(request);
    DeviceConfig device = device(request, connection.name());
    try {
      TrialView trial =
          sites
              .discovery()
              .test(connection, device)
              .map(begun -> TrialView.of(begun, projection))
              .orElseThrow(
                  () ->
                      new ProblemException(
                          Problem.refused("Too many trials go on.", "Wait for one to end.")));
      audited.changed(
          "device-test", security, trial.id(), "", device.driver() + " " + device.type());
      return Response.status(201)
          .header("Location", "/api/v1/device-tests/" + trial.id())
          .entity(trial)
          .build();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.field("profile", request.profile(), e.getMessage() + ".", null));
    }
  }

  private ConnectionConfig connection(DeviceRequest request) {
    Map<String, String> wire = request.wire();
    if (wire != null) {
      Map<String, String> settings = new HashMap<>(wire);
      String transport = Requests.required("wire.transport", settings.remove("transport"));
      return new ConnectionConfig(SOURCE, transport, settings, SOURCE);
    }
    String name = Requests.required("connection", request.connection());
    Site site = sites.required();
    return site.model().connections().stream()
        .filter(known -> known.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.field(
                        "connection",
                        name,
                        "There is no connection '" + name + "'.",
                        "Name one of site.yaml, or say its settings as wire.")));
  }

  private static DeviceConfig device(DeviceRequest request, String connection) {
    String driver = request.driver();
    String type = driver == null ? Requests.required("profile", request.profile()) : request.type();
    NodeId id = Requests.node("id", request.id() == null ? SOURCE : request.id());
    return new DeviceConfig(
        id,
        driver == null ? "profile" : driver,
        type == null ? "" : type,
        connection,
        request.unit() == null ? 1 : request.unit(),
        request.options() == null ? Map.of() : request.options(),
        Set.of(),
        SOURCE);
  }

  /** Ends a trial. */
  @DELETE
  @Path("{id}")
  @Summary(value = "Ends a trial; what it read stays.", problems = 404)
  public TrialView end(@PathParam("id") String id, @Context SecurityContext security) {
    String before = trial(id).progress();
    sites.discovery().endTrial(id);
    audited.changed("device-test-ended", security, id, before, trial(id).progress());
    return trial(id);
  }

  private static ProblemException no(String id) {
    return new ProblemException(
        Problem.notFound(
            "There is no trial '" + id + "'.", "GET /api/v1/device-tests lists them."));
  }
}
