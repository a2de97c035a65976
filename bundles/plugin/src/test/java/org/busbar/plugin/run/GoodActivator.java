package org.busbar.plugin.run;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Runs inside the bundles of the tests. */
public final class GoodActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    // There is nothing to be done.
  }

  @Override
  public void stop(BundleContext context) {
    // Nor here.
  }
}
