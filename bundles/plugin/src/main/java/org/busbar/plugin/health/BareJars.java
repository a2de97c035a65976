package org.busbar.plugin.health;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.busbar.api.events.Severity;
import org.busbar.api.face.Site;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jars that a developer laid into the folder of plug-ins. Only a development assembly starts them;
 * nobody signed them, and they declare nothing that they could be held to, so every site hears of
 * each once. One thread.
 */
final class BareJars {
  private static final Logger LOG = LoggerFactory.getLogger(BareJars.class);
  private static final Pattern BARE = Pattern.compile(".*/plugins/[^/]+\\.jar");

  private final Supplier<List<Bundle>> bundles;
  private final Set<String> told = new HashSet<>();

  /** Looks among these, as they are at each time. */
  BareJars(Supplier<List<Bundle>> bundles) {
    this.bundles = bundles;
  }

  /** Tells sites that have not heard of it yet. */
  void tell(Collection<? extends Site> sites) {
    for (Bundle bundle : bundles.get()) {
      if (BARE.matcher(bundle.getLocation()).matches()) {
        sites.forEach(site -> tell(site, bundle));
      }
    }
  }

  private void tell(Site site, Bundle bundle) {
    String name = bundle.getSymbolicName() + " " + bundle.getVersion();
    if (told.add(site.model().id() + " " + name)) {
      String text =
          name
              + " is a bare jar: nobody signed it, and it is held to no levels, points, hosts"
              + " or budgets. Publish it to see what it will be allowed.";
      LOG.warn("{}", text);
      site.raise(Severity.WARNING, bundle.getSymbolicName(), "plugin-bare", text);
    }
  }
}
