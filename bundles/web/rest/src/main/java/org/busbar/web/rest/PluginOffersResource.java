package org.busbar.web.rest;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginPicture;
import org.busbar.api.plugin.Plugins;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.PluginOffersView;
import org.busbar.web.rest.view.PluginView;
import org.jspecify.annotations.Nullable;

/** Plug-ins that can be had. */
@Path("plugin-offers")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginOffersResource {
  private static final int MOST = 500;

  private final Installed installed;

  PluginOffersResource(Installed installed) {
    this.installed = installed;
  }

  /**
   * What is looked for; all of it must be there.
   *
   * @param words words of name, text or device
   * @param kind {@code profile}, {@code driver}, {@code mode}, {@code page} ...
   * @param nature of a device it is for
   * @param protocol how its devices are reached
   * @param tier {@code core}, {@code verified}, {@code community} or {@code private}
   * @param device words of vendor, model or firmware
   */
  record Search(
      @Nullable String words,
      @Nullable String kind,
      @Nullable String nature,
      @Nullable String protocol,
      @Nullable String tier,
      @Nullable String device) {
    Search(
        @QueryParam("words") @Nullable String words,
        @QueryParam("kind") @Nullable String kind,
        @QueryParam("nature") @Nullable String nature,
        @QueryParam("protocol") @Nullable String protocol,
        @QueryParam("tier") @Nullable String tier,
        @QueryParam("device") @Nullable String device) {
      this.words = words;
      this.kind = kind;
      this.nature = nature;
      this.protocol = protocol;
      this.tier = tier;
      this.device = device;
    }

    private String text() {
      return Stream.of(
              said("", words),
              said("kind:", kind),
              said("nature:", nature),
              said("protocol:", protocol),
              said("tier:", tier),
              said("", device))
          .filter(each -> !each.isEmpty())
          .collect(Collectors.joining(" "));
    }

    private static String said(String before, @Nullable String value) {
      return value == null || value.isBlank() ? "" : before + value.strip();
    }
  }

  /** Looks for plug-ins. */
  @GET
  @Summary(
      "Plug-ins that can be had and have all that is asked for, the newest version of each, with"
          + " the catalogues that were looked through and why nothing was found.")
  public PluginOffersView search(
      @BeanParam Search search, @QueryParam("limit") @DefaultValue("100") String limit) {
    Plugins plugins = installed.plugins();
    String words = search.text();
    return PluginOffersView.of(
        plugins.search(words, (int) Ranges.number("limit", limit, 1, MOST)),
        plugins.sources(),
        words,
        installed.version());
  }

  /** All versions of one. */
  @GET
  @Path("{id}")
  @Summary(value = "All versions of a plug-in that can be had, the newest first.", problems = 404)
  public List<PluginView> versions(@PathParam("id") String id) {
    List<PluginCard> versions = installed.plugins().show(id);
    if (versions.isEmpty()) {
      throw new ProblemException(
          Problem.notFound(
              "No catalogue has a plug-in '" + id + "'.",
              "GET /api/v1/plugin-sources says which of them can be used."));
    }
    return versions.stream().map(card -> PluginView.of(card, installed.version())).toList();
  }

  /** A picture of one. */
  @GET
  @Path("{id}/pictures")
  @Produces({"image/png", "image/jpeg", "image/svg+xml"})
  @Summary(
      value = "Icon or screenshot of a plug-in that can be had, as its publisher signed it.",
      answer = PluginPicture.class,
      problems = 404)
  public Response picture(
      @PathParam("id") String id,
      @QueryParam("version") @Nullable String version,
      @QueryParam("path") @Nullable String path) {
    PluginPicture picture =
        installed
            .plugins()
            .picture(id, Requests.required("version", version), Requests.required("path", path))
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.notFound(
                            "There is no such picture, or it cannot be had.",
                            "GET /api/v1/plugin-offers/" + id + " lists pictures.")));
    // A drawing may hold a script; opened by itself it is given no right to anything.
    return Response.ok(picture.bytes(), picture.mediaType())
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
        .build();
  }
}
