package org.busbar.runtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.apache.felix.framework.FrameworkFactory;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.plugin.Succession;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The edge assembly in this process, with the contracts from the class path so that the bench can
 * speak to it.
 */
final class SwapGateway implements AutoCloseable {
  private static final String API = "org.busbar.api";

  private final Framework framework;

  SwapGateway(Path dist, Path home, Path site, int port) throws IOException, BundleException {
    JsonNode lock =
        new ObjectMapper().readTree(dist.resolve("features/edge.feature.json").toFile());
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
    properties.put("busbar.site", site.toString());
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
      if (!each.get("id").asText().contains(":" + API + ":")) {
        Bundle bundle = context().installBundle("reference:" + jar(dist, each).toUri());
        bundle.adapt(BundleStartLevel.class).setStartLevel(each.get("start-order").asInt());
        if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
          bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
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

  void start() throws BundleException {
    framework.start();
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  Bundle install(Path jar) throws BundleException {
    return context().installBundle(jar.toUri().toString());
  }

  /** Everybody who can go over, by the word of each. */
  List<Succession> successions() {
    try {
      List<Succession> all = new ArrayList<>();
      for (ServiceReference<Succession> each :
          context().getServiceReferences(Succession.class, null)) {
        all.add(context().getService(each));
      }
      return all;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
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
