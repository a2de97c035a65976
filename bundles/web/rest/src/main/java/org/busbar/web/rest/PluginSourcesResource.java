package org.busbar.web.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.PluginSourceView;

/** Catalogues that are believed; they are added and removed by wishes. */
@Path("plugin-sources")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginSourcesResource {
  private final Installed installed;

  PluginSourcesResource(Installed installed) {
    this.installed = installed;
  }

  /** All catalogues. */
  @GET
  @Summary("Catalogues that are believed, in the order of trust, with the keys of their roots.")
  public List<PluginSourceView> sources() {
    return installed.plugins().sources().stream().map(PluginSourceView::of).toList();
  }

  /** Fetches them. */
  @POST
  @Path("refresh")
  @Summary("Fetches all catalogues anew, and answers when that is done.")
  public List<PluginSourceView> refresh(@Context SecurityContext security) {
    String by = security.getUserPrincipal().getName();
    return installed.plugins().refresh(by).stream().map(PluginSourceView::of).toList();
  }
}
