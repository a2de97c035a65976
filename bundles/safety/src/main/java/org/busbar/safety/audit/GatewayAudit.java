package org.busbar.safety.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit of the gateway itself, in {@code HOME/audit}: starts and stops, and every change of its
 * bundles, also those that were made while it did not run.
 */
@Component(service = Audit.class, immediate = true)
public final class GatewayAudit implements Audit, SynchronousBundleListener, FrameworkListener {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayAudit.class);
  private static final String BUNDLES = "bundles";
  private static final long ROUND_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Map<Integer, String> KINDS =
      Map.of(
          BundleEvent.INSTALLED, "bundle-installed",
          BundleEvent.STARTED, "bundle-started",
          BundleEvent.STOPPED, "bundle-stopped",
          BundleEvent.UPDATED, "bundle-updated",
          BundleEvent.UNINSTALLED, "bundle-uninstalled");

  private final BundleContext context;
  private final Path folder;
  private final AuditTrail trail;
  private final Thread writer;
  private volatile boolean closed;

  /** Begins to listen; writes on a thread of its own. */
  @Activate
  public GatewayAudit(BundleContext context) {
    this.context = context;
    String home = context.getProperty("busbar.home");
    Path place = Path.of(home == null ? "home" : home);
    this.folder = place.resolve("audit");
    this.writer = Thread.ofPlatform().name("busbar-audit").daemon(true).unstarted(this::write);
    this.trail =
        AuditTrail.ofGateway(
            place,
            Clock.system(),
            (severity, source, kind, text, values) -> LOG.error("{}: {}", kind, text),
            () -> LockSupport.unpark(writer));
    writer.start();
    context.addBundleListener(this);
    context.addFrameworkListener(this);
  }

  private void write() {
    while (!closed) {
      trail.flush();
      LockSupport.parkNanos(this, ROUND_NANOS);
    }
    trail.flush();
  }

  @Override
  public void append(String kind, String by, String reason, Map<String, String> values) {
    trail.append(kind, by, reason, values);
  }

  /** Changes while the gateway runs; what its own start and stop bring is no change. */
  @Override
  public void bundleChanged(BundleEvent event) {
    String kind = KINDS.get(event.getType());
    boolean own = event.getBundle().getBundleId() == 0;
    if (kind != null && !own && context.getBundle(0).getState() == Bundle.ACTIVE) {
      append(kind, "framework", "", values(event.getBundle()));
      keep(bundles());
    }
  }

  @Override
  public void frameworkEvent(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.STARTED) {
      started();
    }
  }

  private void started() {
    Map<String, String> before = kept();
    Map<String, String> now = bundles();
    append("gateway-started", "launcher", "", Map.of("bundles", Integer.toString(now.size())));
    if (!before.isEmpty()) {
      now.forEach(
          (name, version) -> {
            String old = before.get(name);
            if (old == null) {
              append(
                  "bundle-installed", "launcher", "", Map.of("bundle", name, "version", version));
            } else if (!old.equals(version)) {
              append(
                  "bundle-updated",
                  "launcher",
                  "",
                  Map.of("bundle", name, "version", version, "before", old));
            }
          });
      before.forEach(
          (name, version) -> {
            if (!now.containsKey(name)) {
              append(
                  "bundle-uninstalled", "launcher", "", Map.of("bundle", name, "version", version));
            }
          });
    }
    keep(now);
  }

  private Map<String, String> bundles() {
    Map<String, String> found = new TreeMap<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getState() != Bundle.UNINSTALLED) {
        found.put(String.valueOf(bundle.getSymbolicName()), version(bundle));
      }
    }
    return found;
  }

  private static String version(Bundle bundle) {
    return String.valueOf(bundle.getVersion());
  }

  private static Map<String, String> values(Bundle bundle) {
    return Map.of("bundle", String.valueOf(bundle.getSymbolicName()), "version", version(bundle));
  }

  private Map<String, String> kept() {
    Map<String, String> found = new TreeMap<>();
    try {
      if (Files.exists(folder.resolve(BUNDLES))) {
        for (String line : Files.readAllLines(folder.resolve(BUNDLES))) {
          int space = line.indexOf(' ');
          found.put(line.substring(0, Math.max(0, space)), line.substring(space + 1));
        }
      }
    } catch (IOException e) {
      LOG.error("it is not known which bundles there were", e);
    }
    return found;
  }

  private void keep(Map<String, String> bundles) {
    StringBuilder text = new StringBuilder();
    bundles.forEach((name, version) -> text.append(name).append(' ').append(version).append('\n'));
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(BUNDLES), text);
    } catch (IOException e) {
      LOG.error("which bundles there are cannot be kept", e);
    }
  }

  /** Writes what waits and ends the thread. */
  @Deactivate
  void end() throws InterruptedException {
    context.removeBundleListener(this);
    context.removeFrameworkListener(this);
    append("gateway-stopped", "launcher", "", Map.of());
    closed = true;
    LockSupport.unpark(writer);
    writer.join(ROUND_NANOS / 1_000_000 * 2);
  }
}
