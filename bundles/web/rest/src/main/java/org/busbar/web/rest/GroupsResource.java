package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.util.function.UnaryOperator;
import org.busbar.api.site.Node;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Needed;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.EditView;
import org.busbar.web.rest.view.GroupView;
import org.jspecify.annotations.Nullable;

/** Groups of devices: nodes of the tree. */
@Path("groups")
@Produces(MediaType.APPLICATION_JSON)
public final class GroupsResource {
  private final Sites sites;
  private final Edits edits;

  /** A group that is to be. */
  record GroupRequest(
      @Needed @Nullable String id,
      @Nullable String parent,
      @Nullable String meter,
      @Nullable List<String> members,
      @Nullable String reason) {}

  /** What is to be different of a group; what is not named stays. */
  record GroupUpdate(
      @Nullable String parent,
      @Nullable String meter,
      @Nullable List<String> members,
      @Nullable String reason) {}

  GroupsResource(Sites sites, Edits edits) {
    this.sites = sites;
    this.edits = edits;
  }

  /** All groups. */
  @GET
  @Summary("All groups, in the order of site.yaml.")
  public List<GroupView> groups() {
    return sites.required().model().nodes().values().stream()
        .filter(node -> node.kind() == Node.Kind.GROUP)
        .map(GroupsResource::view)
        .toList();
  }

  private static GroupView view(Node node) {
    return new GroupView(
        node.id().value(),
        node.parent().map(NodeId::value).orElse(""),
        node.meter().map(NodeId::value).orElse(null),
        node.children().stream().map(NodeId::value).toList());
  }

  /** One group. */
  @GET
  @Path("{id}")
  @Summary(value = "One group.", problems = 404)
  public GroupView group(@PathParam("id") String id) {
    return groups().stream()
        .filter(group -> group.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "There is no group '" + id + "'.", "GET /api/v1/groups lists them.")));
  }

  /** Adds a group. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Adds a group to the tree of site.yaml; its members move into it.",
      success = 201,
      answer = EditView.class,
      problems = 409)
  public Response add(GroupRequest request, @Context SecurityContext security) {
    String id = Requests.required("id", request.id());
    if (sites.required().model().nodes().keySet().stream().anyMatch(n -> n.value().equals(id))) {
      throw new ProblemException(
          new Problem(
              409,
              "Duplicate",
              "There is a node '" + id + "' already.",
              "id",
              id,
              "Give it another name."));
    }
    TreeEdit tree = new TreeEdit(edits.document());
    tree.group(id, request.parent(), request.meter(), request.members());
    EditView made = edits.make(tree.changes(), security, request.reason(), fields());
    return Response.status(201).header("Location", "/api/v1/groups/" + id).entity(made).build();
  }

  /** Changes a group. */
  @PUT
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Changes members, meter or place of a group; what is not named stays.",
      problems = {404, 409})
  public EditView change(
      @PathParam("id") String id, GroupUpdate request, @Context SecurityContext security) {
    group(id);
    TreeEdit tree = new TreeEdit(edits.document());
    tree.group(id, request.parent(), request.meter(), request.members());
    return edits.make(tree.changes(), security, request.reason(), fields());
  }

  /** Removes a group. */
  @DELETE
  @Path("{id}")
  @Summary(
      value = "Takes a group away; what it held belongs to the node above it.",
      problems = {400, 404, 409})
  public EditView remove(
      @PathParam("id") String id,
      @QueryParam("reason") String reason,
      @Context SecurityContext security) {
    group(id);
    TreeEdit tree = new TreeEdit(edits.document()).dissolve(id);
    return edits.make(tree.changes(), security, reason, fields());
  }

  private static UnaryOperator<String> fields() {
    return path -> {
      String last = path.substring(path.lastIndexOf('.') + 1);
      return switch (last) {
        case "group" -> "id";
        case "children", "device" -> "members";
        default -> path.startsWith("tree") ? last : path;
      };
    };
  }
}
