package org.busbar.plugin.change;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.health.Deadline;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Bundles of plug-ins in the framework. Their location tells version and digest. */
public final class Bundles {
  private static final long REFRESH_S = 10;
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private final BundleContext context;
  private final Path plugins;

  public Bundles(BundleContext context, Path plugins) {
    this.context = context;
    this.plugins = plugins.toAbsolutePath().normalize();
  }

  /** Where the launcher, too, installs it from: the very file that was verified. */
  public String location(Generation.Jar jar) {
    return "reference:" + plugins.resolve(jar.file()).toUri();
  }

  /** The bundle that runs from it, or from the same bytes of another plug-in. */
  public Optional<Bundle> at(Generation.Jar jar) {
    return named(jar).filter(this::isOurs);
  }

  /** A bundle of this name and version that does not come from a plug-in. */
  public Optional<Bundle> foreign(String name, String version) {
    return named(name, version).filter(bundle -> !isOurs(bundle));
  }

  private boolean isOurs(Bundle bundle) {
    return bundle.getLocation().startsWith("reference:" + plugins.toUri());
  }

  private Optional<Bundle> named(Generation.Jar jar) {
    return named(jar.name(), jar.version());
  }

  /** There is never more than one. */
  private Optional<Bundle> named(String name, String version) {
    for (Bundle bundle : context.getBundles()) {
      if (name.equals(bundle.getSymbolicName()) && version.equals(bundle.getVersion().toString())) {
        return Optional.of(bundle);
      }
    }
    return Optional.empty();
  }

  /** Locations of all bundles of plug-ins. */
  public List<String> locations() {
    List<String> locations = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      if (isOurs(bundle)) {
        locations.add(bundle.getLocation());
      }
    }
    return locations;
  }

  /** Whether everything that starts with the gateway was started. */
  public boolean isUp() {
    return context.getBundle(0).getState() == Bundle.ACTIVE;
  }

  public BundleContext context() {
    return context;
  }

  public Bundle install(Generation.Jar jar) throws BundleException {
    Bundle bundle = context.installBundle(location(jar));
    bundle.adapt(BundleStartLevel.class).setStartLevel(jar.startLevel());
    return bundle;
  }

  public void start(Bundle bundle) throws BundleException {
    if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
      inTime("start", bundle, () -> bundle.start(Bundle.START_ACTIVATION_POLICY));
    }
  }

  /** Until the next start or the next time it is asked for. */
  public void stop(Bundle bundle) throws BundleException {
    inTime("stop", bundle, () -> bundle.stop(Bundle.STOP_TRANSIENT));
  }

  /** Something of the framework that runs code of a plug-in. */
  @FunctionalInterface
  private interface Act {
    void run() throws BundleException;
  }

  /** Code of a plug-in may never come back; then it is left behind. */
  private static void inTime(String what, Bundle bundle, Act act) throws BundleException {
    String name = what + " " + bundle.getSymbolicName();
    try {
      Deadline.run(
          name,
          null,
          LIMIT,
          () -> {
            act.run();
            return name;
          });
    } catch (TimeoutException e) {
      throw new BundleException(e.getMessage(), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof BundleException own
          ? own
          : new BundleException(name + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BundleException("interrupted while about to " + name, e);
    }
  }

  /** Whether it does what it was started for. */
  public static boolean runs(Bundle bundle) {
    return bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
  }

  /** What would restart with these, themselves not counted. */
  public Set<Bundle> hangingOn(Collection<Bundle> old) {
    Set<Bundle> closure = new HashSet<>(wiring().getDependencyClosure(old));
    closure.removeAll(old);
    return closure;
  }

  /** Stops and takes out; what of them is used by others goes at once, too. */
  public List<WeakReference<ClassLoader>> takeOut(List<Bundle> old)
      throws BundleException, InterruptedException {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (Bundle bundle : old.reversed()) {
      BundleWiring wiring = bundle.adapt(BundleWiring.class);
      if (wiring != null && wiring.getClassLoader() != null) {
        loaders.add(new WeakReference<>(wiring.getClassLoader()));
      }
      if (bundle.getState() != Bundle.UNINSTALLED) {
        inTime("uninstall", bundle, bundle::uninstall);
      }
    }
    CountDownLatch done = new CountDownLatch(1);
    wiring().refreshBundles(old, event -> done.countDown());
    if (!done.await(REFRESH_S, TimeUnit.SECONDS)) {
      throw new BundleException("The framework did not let go of the bundles in time");
    }
    return loaders;
  }

  private FrameworkWiring wiring() {
    return context.getBundle(0).adapt(FrameworkWiring.class);
  }
}
