package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.busbar.api.face.SiteEditor.Generation;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.EditView;
import org.busbar.web.rest.view.GenerationView;

/** The files that were in use, and the way back. */
@Path("site")
@Produces(MediaType.APPLICATION_JSON)
public final class GenerationsResource {
  private final Sites sites;
  private final Edits edits;

  GenerationsResource(Sites sites, Edits edits) {
    this.sites = sites;
    this.edits = edits;
  }

  /** What was kept. */
  @GET
  @Path("generations")
  @Summary("Every file of the site that was in use and is kept, newest first.")
  public List<GenerationView> generations() {
    return sites.editor().generations().stream().map(GenerationsResource::view).toList();
  }

  private static GenerationView view(Generation of) {
    return new GenerationView(
        of.number(),
        of.at(),
        of.by(),
        of.reason(),
        of.undoes().isPresent() ? of.undoes().getAsInt() : null,
        of.sha256());
  }

  /** Takes the last change back. */
  @POST
  @Path("undo")
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Goes back to the file before the one that stands; again, to the one before that.",
      problems = 409)
  public EditView undo(Requests.ReasonRequest request, @Context SecurityContext security) {
    return edits.undo(security, request.reason());
  }
}
