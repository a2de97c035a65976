package org.busbar.plugin.run;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Does not start. */
public final class BadActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    throw new IllegalStateException("no");
  }

  @Override
  public void stop(BundleContext context) {
    // Never started.
  }
}
