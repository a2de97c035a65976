package org.busbar.plugin.run;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Never comes back, whatever it is told. */
public final class HangingActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    while (context.getBundle() != null) {
      LockSupport.park();
      Thread.interrupted();
    }
  }

  @Override
  public void stop(BundleContext context) {
    // Never started.
  }
}
