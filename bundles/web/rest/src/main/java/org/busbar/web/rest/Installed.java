package org.busbar.web.rest;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.plugin.Plugins;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What this runtime is made of, and who changes it as long as somebody does. Thread-safe. */
@Component(service = Installed.class)
public final class Installed {
  private final AtomicReference<@Nullable Plugins> plugins = new AtomicReference<>();
  private final BundleContext context;
  private final Audited audited;

  /** Sees the bundles of this framework. */
  @Activate
  public Installed(BundleContext context, @Reference Audited audited) {
    this.context = context;
    this.audited = audited;
  }

  /** Who keeps in mind what was done here. */
  Audited audited() {
    return audited;
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bind(Plugins found) {
    plugins.set(found);
  }

  void unbind(Plugins gone) {
    plugins.compareAndSet(gone, null);
  }

  /** All bundles. */
  List<Bundle> bundles() {
    return List.of(context.getBundles());
  }

  /** Version of Busbar that runs here. */
  Version version() {
    return context.getBundle().getVersion();
  }

  /** Who changes plug-ins; ends the request with 503 where nobody does. */
  Plugins plugins() {
    Plugins now = plugins.get();
    if (now == null) {
      throw new ProblemException(
          Problem.of(
              503,
              "No plug-ins",
              "Plug-ins of this gateway can be neither seen nor changed now.",
              "Wait for the end of the start, or read the log."));
    }
    return now;
  }
}
