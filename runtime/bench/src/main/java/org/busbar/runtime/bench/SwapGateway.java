package org.busbar.runtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.apache.felix.framework.FrameworkFactory;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The edge assembly in this process, with the contracts from the class path so that the bench can
 * speak to it.
 */
final class SwapGateway implements AutoCloseable {
  /** The store of the assembly; here it comes as a plug-in, since only that can be swapped. */
  static final String STORE = "org.busbar.history.sqlite";

  private static final String API = "org.busbar.api";
  private static final int PLUG_INS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String CONFIG_ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

  private final Path home;
  private final JsonNode lock;
  private final Framework framework;

  /**
   * With the plug-ins of the generation that lies in its home.
   *
   * @param site its {@code site.yaml}; empty for none
   */
  SwapGateway(Path dist, Path home, String site, int port) throws IOException, BundleException {
    this.home = home;
    quiet();
    lock = new ObjectMapper().readTree(dist.resolve("features/edge.feature.json").toFile());
    Map<String, String> properties = new HashMap<>();
    JsonNode given = lock.path("extensions").path("framework-launching-properties").path("json");
    given
        .properties()
        .forEach(
            each ->
                properties.put(
                    each.getKey(), each.getValue().asText().replace("${busbar.port}", "" + port)));
    List<JsonNode> bundles = new ArrayList<>();
    lock.get("bundles").forEach(bundles::add);
    properties.put(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
    properties.put("busbar.home", home.toString());
    properties.put("busbar.site", site);
    properties.put("busbar.version", "0.1.0");
    properties.put("busbar.development", "true");
    properties.put("busbar.port", "" + port);
    properties.put("busbar.dist", dist.toString());
    properties.put("busbar.console", "headless");
    properties.put("busbar.webcode", "bench");
    properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "10");
    for (JsonNode bundle : bundles) {
      if (bundle.get("id").asText().contains(":" + API + ":")) {
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, exports(jar(dist, bundle)));
      }
    }
    framework = new FrameworkFactory().newFramework(properties);
    framework.init();
    for (JsonNode each : bundles) {
      String id = each.get("id").asText();
      if (!id.contains(":" + API + ":") && !id.contains(":" + STORE + ":")) {
        add(jar(dist, each), each.get("start-order").asInt());
      }
    }
    addPlugins();
  }

  /**
   * The bundle that logs does not see the bench's class path. Without a file it would log all that
   * Jetty thinks while pages are asked for, a few thousand lines a second.
   */
  private void quiet() throws IOException {
    Path file = home.resolve("logback.xml");
    try (InputStream in = SwapGateway.class.getResourceAsStream("/logback-bench.xml")) {
      if (in == null) {
        throw new IOException("logback-bench.xml is missing from the bench");
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    System.setProperty("logback.configurationFile", file.toString());
  }

  private void add(Path jar, int level) throws BundleException {
    Bundle bundle = context().installBundle("reference:" + jar.toUri());
    bundle.adapt(BundleStartLevel.class).setStartLevel(level);
    if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    }
  }

  /** As the launcher does. */
  private void addPlugins() throws IOException, BundleException {
    Path plugins = home.resolve("plugins");
    if (Files.exists(plugins.resolve("current"))) {
      String number = Files.readString(plugins.resolve("current")).split(" ")[0];
      Path generation = plugins.resolve("generations").resolve(number + ".json");
      for (JsonNode jar : new ObjectMapper().readTree(generation.toFile()).get("bundles")) {
        add(plugins.resolve(jar.get("file").asText()), jar.path("start-order").asInt(PLUG_INS));
      }
    }
  }

  private static Path jar(Path dist, JsonNode bundle) {
    String[] id = bundle.get("id").asText().split(":");
    String version = id[id.length - 1];
    String classifier = id.length > 4 ? "-" + id[3] : "";
    return dist.resolve("bundles")
        .resolve(id[0].replace('.', '/'))
        .resolve(id[1])
        .resolve(version)
        .resolve(id[1] + "-" + version + classifier + ".jar");
  }

  private static String exports(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
    }
  }

  void start() throws BundleException, ReflectiveOperationException {
    framework.start();
    configure();
  }

  /** As the lock has it. The API of Config Admin lies in its bundle alone. */
  private void configure() throws ReflectiveOperationException {
    Object admin = context().getService(context().getServiceReference(CONFIG_ADMIN));
    ClassLoader loader = admin.getClass().getClassLoader();
    Method factory =
        Class.forName(CONFIG_ADMIN, true, loader)
            .getMethod("getFactoryConfiguration", String.class, String.class, String.class);
    Method update =
        Class.forName("org.osgi.service.cm.Configuration", true, loader)
            .getMethod("update", Dictionary.class);
    for (Map.Entry<String, JsonNode> each : lock.path("configurations").properties()) {
      String[] pid = each.getKey().split("~", 2);
      Dictionary<String, Object> values = new Hashtable<>();
      each.getValue().properties().forEach(v -> values.put(v.getKey(), v.getValue().asText()));
      update.invoke(factory.invoke(admin, pid[0], pid[1], "?"), values);
    }
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  /** The bundle with this symbolic name; there is one. */
  Bundle bundle(String name) {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no bundle " + name));
  }

  /** A service of the gateway, once it is there. */
  <T> T service(Class<T> type, Duration atMost) {
    Kernel.await(atMost, () -> context().getServiceReference(type) != null);
    return context().getService(context().getServiceReference(type));
  }

  /** Plans, consents, and confirms as a person at the gateway's own terminal does. */
  PluginJob carryOut(PluginWish wish) throws IOException {
    Plugins plugins = service(Plugins.class, PATIENCE);
    PluginPlan plan = plugins.plan(wish, "bench");
    if (!(plan instanceof PluginPlan.Possible possible)) {
      throw new IllegalStateException(plan.toString());
    }
    int number = plugins.begin(wish, possible.digest(), "bench", "bench").number();
    Path folder = home.resolve("plugins");
    Path waiting = folder.resolve("waiting/" + number + ".json");
    Kernel.await(PATIENCE, () -> Files.exists(waiting) || isOver(plugins, number));
    Path confirmed = Files.createDirectories(folder.resolve("confirmed"));
    Files.writeString(folder.resolve("confirming"), possible.digest() + "\n");
    Files.move(folder.resolve("confirming"), confirmed.resolve(Integer.toString(number)));
    Kernel.await(PATIENCE, () -> isOver(plugins, number));
    PluginJob job = plugins.job(number).orElseThrow();
    if (job.state() != PluginJob.State.DONE) {
      throw new IllegalStateException(wish + " is " + job.state() + ": " + job.text());
    }
    return job;
  }

  private static boolean isOver(Plugins plugins, int number) {
    return switch (plugins.job(number).orElseThrow().state()) {
      case DONE, REFUSED, ROLLED_BACK, CANCELLED -> true;
      case WAITS_FOR_CONFIRMATION, RUNNING, WATCHED -> false;
    };
  }

  /** The site, once it is there. */
  Site site(Duration atMost) {
    Site[] found = new Site[1];
    Kernel.await(
        atMost,
        () -> {
          ServiceReference<Gateway> gateway = context().getServiceReference(Gateway.class);
          if (gateway != null) {
            Gateway there = context().getService(gateway);
            if (!there.problems().isEmpty()) {
              throw new IllegalStateException(String.join("\n", there.problems()));
            }
            found[0] = there.sites().stream().findFirst().orElse(null);
          }
          return found[0] != null;
        });
    return found[0];
  }

  /** Has the framework let go of bundles; waits until it has. */
  void refresh(List<Bundle> bundles) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    context()
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .refreshBundles(bundles, event -> done.countDown());
    if (!done.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the framework does not let go of " + bundles);
    }
  }

  @Override
  public void close() throws BundleException {
    framework.stop();
    try {
      framework.waitForStop(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
