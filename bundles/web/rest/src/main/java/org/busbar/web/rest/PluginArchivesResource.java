package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.Plugins;
import org.busbar.web.rest.access.Access;
import org.busbar.web.rest.json.BoundedBody;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.PluginView;
import org.jspecify.annotations.Nullable;

/** Plug-ins that are brought as files. */
@Path("plugin-archives")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginArchivesResource {
  private final Installed installed;

  PluginArchivesResource(Installed installed) {
    this.installed = installed;
  }

  /** Takes an archive. */
  @POST
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @Summary(
      value =
          "Checks an archive of at most 128 MiB and puts it on offer until the next start."
              + " Installing it is a wish of its own.",
      success = 201,
      answer = PluginView.class,
      problems = 409)
  public Response bring(
      @QueryParam("name") @Nullable String name,
      InputStream archive,
      @Context SecurityContext security) {
    String file = Requests.required("name", name);
    if (!file.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,199}")) {
      throw new ProblemException(
          Problem.field(
              "name", file, "This is no plain name of a file.", "Use letters, digits, . _ + -"));
    }
    String by = security.getUserPrincipal().getName();
    try (InputStream body = new BoundedBody(archive, Access.MAX_ARCHIVE_BYTES)) {
      return switch (installed.plugins().bring(body, file, by)) {
        case Plugins.Brought.Offered(var card) ->
            Response.status(201).entity(PluginView.of(card, installed.version())).build();
        case Plugins.Brought.Refused(PluginPlan.Impossible why) ->
            throw new ProblemException(refused(why));
      };
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(
              400, "Incomplete file", "The file could not be read whole.", "Send it again."));
    }
  }

  private static Problem refused(PluginPlan.Impossible why) {
    return new Problem(
        409,
        "Refused",
        why.what(),
        null,
        why.where().isEmpty() ? null : why.where(),
        why.remedy().isEmpty() ? null : why.remedy());
  }
}
