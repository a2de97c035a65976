package org.busbar.web.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.PageView;

/** Pages of the console that bundles bring. */
@Path("pages")
@Produces(MediaType.APPLICATION_JSON)
public final class PagesResource {
  private final Pages pages;

  PagesResource(Pages pages) {
    this.pages = pages;
  }

  /** All pages. */
  @GET
  @Summary("The pages of the console that running bundles bring, by their titles.")
  public List<PageView> pages() {
    return pages.all();
  }
}
