package org.busbar.plugin.http;

import java.util.Map;
import org.busbar.api.http.HttpAccess;
import org.busbar.api.time.Clock;
import org.busbar.plugin.health.PluginHealth;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Gives each bundle its own HTTP, held to what its plug-in declared at the moment of asking. */
@Component(service = HttpComponent.class, immediate = true)
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>='org.busbar.api.http.HttpAccess'")
public final class HttpComponent implements ServiceFactory<HttpAccess> {
  private final PluginHealth health;
  private final Wire wire = new Wire();
  private final ServiceRegistration<HttpAccess> registration;

  /** Offers it. */
  @Activate
  public HttpComponent(BundleContext context, @Reference PluginHealth health) {
    this.health = health;
    this.registration = context.registerService(HttpAccess.class, this, null);
  }

  /** What is under way fails. */
  @Deactivate
  void end() {
    registration.unregister();
    wire.end();
  }

  @Override
  public HttpAccess getService(Bundle bundle, ServiceRegistration<HttpAccess> to) {
    return new PluginHttp(
        wire,
        () -> health.hosts(bundle).map(Hosts::of),
        (host, why) ->
            health.refused(
                bundle,
                "undeclared-host",
                "A plug-in talks to hosts that it did not declare: " + why + ".",
                Map.of("host", host)),
        Clock.system());
  }

  @Override
  public void ungetService(Bundle bundle, ServiceRegistration<HttpAccess> to, HttpAccess service) {
    // What is under way comes to its end; there is nothing else to let go of.
  }
}
