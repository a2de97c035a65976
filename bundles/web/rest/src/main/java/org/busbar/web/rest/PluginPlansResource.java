package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.busbar.api.plugin.Plugins;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.PluginPlanView;

/** What wishes would come to. */
@Path("plugin-plans")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginPlansResource {
  private final Installed installed;

  PluginPlansResource(Installed installed) {
    this.installed = installed;
  }

  /** Plans a wish. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary("What a wish comes to, or why it cannot be done. Changes nothing.")
  public PluginPlanView plan(
      PluginRequests.WishRequest request, @Context SecurityContext security) {
    Plugins plugins = installed.plugins();
    String by = security.getUserPrincipal().getName();
    return PluginPlanView.of(plugins.plan(PluginRequests.wish(request), by), plugins.installed());
  }
}
