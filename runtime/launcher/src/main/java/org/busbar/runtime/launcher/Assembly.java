package org.busbar.runtime.launcher;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

/** A framework with the selected bundles in it. */
final class Assembly {

  /** Devices get this long to be given their releases. */
  private static final long STOP_TIMEOUT_MS = 10_000;

  private final Framework framework;

  private Assembly(Framework framework) {
    this.framework = framework;
  }

  /** Installs the bundles in a framework that does not run yet. */
  static Assembly prepare(
      Selection selection, Map<String, Map<?, ?>> configurations, Map<String, String> properties)
      throws BundleException {
    int top = selection.bundles().stream().mapToInt(Lock.Entry::startLevel).max().orElse(1);
    Map<String, String> all = new HashMap<>(properties);
    // The lock says what runs; nothing is taken over from the last run.
    all.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    all.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(top));
    Framework framework = new FrameworkFactory().newFramework(all);
    framework.init(event -> report(event));
    BundleContext context = framework.getBundleContext();
    context.addFrameworkListener(Assembly::report);
    new Configurations(context, configurations).apply();
    for (Lock.Entry entry : selection.bundles()) {
      install(context, entry);
    }
    return new Assembly(framework);
  }

  /**
   * Returns when every start level is reached.
   *
   * @throws BundleException where a bundle without which there is no gateway does not run
   */
  void start() throws BundleException, InterruptedException {
    framework.start();
    List<String> failed = failed();
    if (!failed.isEmpty()) {
      System.err.println("Not running: " + String.join(", ", failed));
    }
    if (failed.stream().anyMatch(Selection::isIndispensable)) {
      stop();
      throw new BundleException("the platform itself does not run, see above");
    }
  }

  /** Bundles run from the very files that were read, not from a copy. */
  private static void install(BundleContext context, Lock.Entry entry) {
    try {
      Bundle bundle = context.installBundle("reference:" + entry.file().toUri());
      bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        bundle.start(Bundle.START_ACTIVATION_POLICY);
      }
    } catch (BundleException e) {
      System.err.println("Not started: " + entry.file().getFileName() + ": " + e.getMessage());
    }
  }

  private static void report(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.ERROR) {
      System.err.println(
          "Not started: " + event.getBundle().getSymbolicName() + ": " + event.getThrowable());
    }
  }

  /**
   * Why no site runs, one sentence each, as the core tells it; empty where one does. The core's API
   * lives in a bundle the launcher cannot link to, hence the reflection.
   */
  List<String> siteProblems() {
    BundleContext context = framework.getBundleContext();
    ServiceReference<?> reference =
        context == null ? null : context.getServiceReference("org.busbar.api.face.Gateway");
    if (reference == null) {
      return List.of();
    }
    Object gateway = context.getService(reference);
    try {
      Collection<?> sites = (Collection<?>) gateway.getClass().getMethod("sites").invoke(gateway);
      Collection<?> problems =
          (Collection<?>) gateway.getClass().getMethod("problems").invoke(gateway);
      return sites.isEmpty() ? problems.stream().map(Object::toString).toList() : List.of();
    } catch (ReflectiveOperationException e) {
      return List.of("the core does not tell what it runs: " + e);
    }
  }

  /** Symbolic names of bundles that should run and do not. */
  private List<String> failed() {
    return List.of(framework.getBundleContext().getBundles()).stream()
        .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
        .filter(
            bundle -> bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING)
        .map(Bundle::getSymbolicName)
        .sorted()
        .toList();
  }

  /** Stops all bundles, highest start level first. Returns whether that was done in time. */
  boolean stop() throws BundleException, InterruptedException {
    framework.stop();
    return framework.waitForStop(STOP_TIMEOUT_MS).getType() != FrameworkEvent.WAIT_TIMEDOUT;
  }

  /** Waits until the framework has stopped. */
  void await() throws InterruptedException {
    framework.waitForStop(0);
  }
}
