package org.busbar.runtime.launcher;

import java.lang.reflect.Method;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

/**
 * Hands the lock's configurations to Config Admin as soon as it is there. Its API lives in a bundle
 * the launcher cannot link to, hence the reflection.
 */
final class Configurations {

  private static final String CONFIG_ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

  private final BundleContext context;
  private final Map<String, Map<?, ?>> byPid;

  Configurations(BundleContext context, Map<String, Map<?, ?>> byPid) {
    this.context = context;
    this.byPid = byPid;
  }

  void apply() {
    try {
      context.addServiceListener(this::onService, "(objectClass=" + CONFIG_ADMIN + ")");
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a fixed filter is valid", e);
    }
  }

  private void onService(ServiceEvent event) {
    if (event.getType() == ServiceEvent.REGISTERED) {
      try {
        hand(event.getServiceReference());
      } catch (ReflectiveOperationException e) {
        System.err.println("Platform bundles are not configured: " + e);
      }
    }
  }

  private void hand(ServiceReference<?> reference) throws ReflectiveOperationException {
    Object admin = context.getService(reference);
    ClassLoader api = admin.getClass().getClassLoader();
    Class<?> type = Class.forName(CONFIG_ADMIN, true, api);
    Method single = type.getMethod("getConfiguration", String.class, String.class);
    Method factory =
        type.getMethod("getFactoryConfiguration", String.class, String.class, String.class);
    Method update =
        Class.forName("org.osgi.service.cm.Configuration", true, api)
            .getMethod("update", Dictionary.class);
    for (Map.Entry<String, Map<?, ?>> entry : byPid.entrySet()) {
      String[] pid = entry.getKey().split("~", 2);
      Object configuration =
          pid.length == 1
              ? single.invoke(admin, pid[0], "?")
              : factory.invoke(admin, pid[0], pid[1], "?");
      update.invoke(configuration, new Hashtable<>(entry.getValue()));
    }
  }
}
