package org.busbar.profile;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.List;
import org.busbar.api.device.write.Driver;
import org.busbar.profile.api.Profiles;
import org.busbar.profile.trial.Trials;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds profiles in bundles with the header {@code Busbar-Profiles} and in the folder {@code
 * profiles} of the home folder, and offers library and driver once those present are read.
 */
@Component(service = {})
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>='org.busbar.profile.api.Profiles'")
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>='org.busbar.api.device.write.Driver'")
public final class ProfileService implements BundleTrackerCustomizer<String> {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileService.class);
  static final String HEADER = "Busbar-Profiles";
  private static final String HOME = "busbar.home";

  private final ProfileLibrary library;
  private final BundleTracker<String> tracker;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  /** Reads what is there and offers it. */
  @Activate
  public ProfileService(BundleContext context) {
    String home = context.getProperty(HOME);
    library = new ProfileLibrary(Trials.of(Path.of(home == null ? "." : home), LOG::info));
    addHome(home);
    tracker = new BundleTracker<>(context, Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE, this);
    tracker.open();
    registrations.add(context.registerService(Profiles.class, library, new Hashtable<>()));
    registrations.add(
        context.registerService(Driver.class, new ProfileDriver(library), new Hashtable<>()));
  }

  @Deactivate
  void close() {
    registrations.forEach(ServiceRegistration::unregister);
    tracker.close();
  }

  private void addHome(String home) {
    Path folder = Path.of(home == null ? "." : home, "profiles");
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      library.addFolder(folder.toString(), folder);
    } catch (IOException e) {
      LOG.warn("Profiles of {} cannot be read", folder, e);
    }
  }

  @Override
  public @Nullable String addingBundle(Bundle bundle, BundleEvent event) {
    String folder = bundle.getHeaders().get(HEADER);
    if (folder == null) {
      return null;
    }
    String source =
        bundle.getSymbolicName() + "/" + bundle.getVersion() + "/" + bundle.getBundleId();
    Enumeration<URL> files = bundle.findEntries(folder, "*.yaml", true);
    library.addAll(
        source, bundle.getBundleId(), files == null ? List.of() : Collections.list(files));
    return source;
  }

  @Override
  public void modifiedBundle(Bundle bundle, BundleEvent event, String source) {
    // Its profiles are the same while its life goes on.
  }

  @Override
  public void removedBundle(Bundle bundle, BundleEvent event, String source) {
    library.remove(source);
  }
}
