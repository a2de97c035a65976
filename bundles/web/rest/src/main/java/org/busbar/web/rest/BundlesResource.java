package org.busbar.web.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.BundleView;
import org.osgi.framework.Bundle;

/** What this runtime is made of. */
@Path("bundles")
@Produces(MediaType.APPLICATION_JSON)
public final class BundlesResource {
  private static final String OURS = "org.busbar.";

  private final Installed installed;

  BundlesResource(Installed installed) {
    this.installed = installed;
  }

  /** All bundles. */
  @GET
  @Summary("All bundles of this runtime, ours first.")
  public List<BundleView> bundles() {
    return installed.bundles().stream()
        .map(BundlesResource::view)
        .sorted(
            Comparator.comparing((BundleView view) -> view.feature().equals("library"))
                .thenComparing(BundleView::symbolicName))
        .toList();
  }

  private static BundleView view(Bundle bundle) {
    String name = Optional.ofNullable(bundle.getSymbolicName()).orElse(bundle.getLocation());
    return new BundleView(
        name.startsWith(OURS) ? name.substring(OURS.length()).split("\\.")[0] : "library",
        name,
        state(bundle.getState()),
        bundle.getVersion().toString());
  }

  private static String state(int state) {
    return switch (state) {
      case Bundle.ACTIVE -> "ACTIVE";
      case Bundle.STARTING -> "STARTING";
      case Bundle.STOPPING -> "STOPPING";
      case Bundle.RESOLVED -> "RESOLVED";
      case Bundle.INSTALLED -> "INSTALLED";
      default -> "UNINSTALLED";
    };
  }
}
