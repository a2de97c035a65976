package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.face.Site;
import org.busbar.api.site.Node;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.CommandView;

/** Commands to all devices of a group. */
@Path("groups/{id}/commands")
@Produces(MediaType.APPLICATION_JSON)
public final class GroupCommandsResource {
  private final Sites sites;

  /** What became of it at each device of a group, those of groups within included. */
  public record GroupReport(List<CommandView> members) {}

  GroupCommandsResource(Sites sites) {
    this.sites = sites;
  }

  /** Gives a command. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Gives a command to every device of a group, and tells each one's answer.",
      success = 202,
      answer = GroupReport.class,
      problems = 404)
  public Response give(
      @PathParam("id") String id,
      DeviceCommandsResource.CommandRequest request,
      @Context SecurityContext security) {
    Site site = sites.required();
    Node group =
        site.model().nodes().values().stream()
            .filter(node -> node.kind() == Node.Kind.GROUP && node.id().value().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.notFound(
                            "There is no group '" + id + "'.", "GET /api/v1/groups lists them.")));
    String by = security.getUserPrincipal().getName();
    List<CommandView> members =
        site.model().devices().stream()
            .map(DeviceConfig::id)
            .filter(device -> site.model().isWithin(device, group.id()))
            .map(device -> DeviceCommandsResource.give(site, device, request, by))
            .map(CommandView::of)
            .toList();
    Requests.required("command", request.command());
    return Response.accepted(new GroupReport(members)).build();
  }
}
