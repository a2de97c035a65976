package org.busbar.web.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.busbar.api.plugin.Plugins;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.PluginDifferenceView;
import org.busbar.web.rest.view.PluginGenerationView;
import org.jspecify.annotations.Nullable;

/** Plug-ins and configuration that ran together; the way back is the wish {@code back}. */
@Path("plugin-generations")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginGenerationsResource {
  private static final String NUMBER = "[0-9]{1,9}";

  private final Installed installed;

  PluginGenerationsResource(Installed installed) {
    this.installed = installed;
  }

  /** What was kept. */
  @GET
  @Summary("Generations of plug-ins and configuration that are kept, newest first.")
  public List<PluginGenerationView> generations() {
    return installed.plugins().generations().stream().map(PluginGenerationView::of).toList();
  }

  /** What differs between two. */
  @GET
  @Path("{id}/difference")
  @Summary(
      value =
          "What differs between a generation and another, by default the one that runs: plug-ins,"
              + " then configuration.",
      problems = 404)
  public PluginDifferenceView difference(
      @PathParam("id") String id, @QueryParam("to") @Nullable String to) {
    Plugins plugins = installed.plugins();
    if (to != null && !to.matches(NUMBER)) {
      throw new ProblemException(
          Problem.field("to", to, "This is no number of a generation.", null));
    }
    try {
      int from = id.matches(NUMBER) ? Integer.parseInt(id) : 0;
      int other = to == null ? current() : Integer.parseInt(to);
      return new PluginDifferenceView(from, other, plugins.difference(from, other));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.notFound(
              "One of these generations was not kept.",
              "GET /api/v1/plugin-generations lists them."));
    }
  }

  private int current() {
    return generations().stream()
        .filter(PluginGenerationView::current)
        .mapToInt(PluginGenerationView::number)
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }
}
