package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.PluginStatusView;

/** Plug-ins that are installed. */
@Path("plugins")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginsResource {
  private final Installed installed;

  PluginsResource(Installed installed) {
    this.installed = installed;
  }

  /** All that are installed. */
  @GET
  @Summary("Plug-ins that are installed, what they take, and what their last two swaps cost.")
  public List<PluginStatusView> plugins() {
    return installed.plugins().installed().stream()
        .map(status -> PluginStatusView.of(status, installed.version()))
        .toList();
  }

  /** One that is installed. */
  @GET
  @Path("{id}")
  @Summary(value = "A plug-in that is installed.", problems = 404)
  public PluginStatusView plugin(@PathParam("id") String id) {
    return plugins().stream()
        .filter(each -> each.plugin().card().id().equals(id))
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  /** Leaves it in its version, or not. */
  @PUT
  @Path("{id}/pin")
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(value = "Leaves a plug-in in its version, or no longer.", problems = 404)
  public PluginStatusView pin(
      @PathParam("id") String id,
      PluginRequests.PinRequest request,
      @Context SecurityContext security) {
    boolean pinned = Requests.required("pinned", request.pinned());
    if (!installed.plugins().pin(id, pinned, security.getUserPrincipal().getName())) {
      throw unknown(id);
    }
    return plugin(id);
  }

  /** Takes it out of quarantine. */
  @POST
  @Path("{id}/restore")
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Takes a plug-in out of quarantine.",
      problems = {404, 409})
  public PluginStatusView restore(
      @PathParam("id") String id,
      Requests.ReasonRequest request,
      @Context SecurityContext security) {
    plugin(id);
    String by = security.getUserPrincipal().getName();
    if (!installed.plugins().restore(id, by, Requests.reason(request.reason()))) {
      throw new ProblemException(Problem.refused(id + " is not in quarantine.", ""));
    }
    return plugin(id);
  }

  /** The archive of it. */
  @GET
  @Path("{id}/archive")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Summary(
      value = "An installed plug-in as an archive for installation elsewhere.",
      answer = InputStream.class,
      problems = 404)
  public Response archive(@PathParam("id") String id, @Context SecurityContext security) {
    String by = security.getUserPrincipal().getName();
    PluginStatusView plugin = plugin(id);
    StreamingOutput body =
        out -> {
          if (!installed.plugins().export(id, out, by)) {
            throw new IOException(id + " was removed meanwhile");
          }
        };
    String file = id + "-" + plugin.plugin().card().version() + ".busbar";
    return Response.ok(body)
        .header("Content-Disposition", "attachment; filename=\"" + file + "\"")
        .build();
  }

  private static ProblemException unknown(String id) {
    return new ProblemException(
        Problem.notFound(
            "There is no plug-in '" + id + "' installed.", "GET /api/v1/plugins lists them."));
  }
}
