package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.felix.framework.FrameworkFactory;
import org.busbar.plugin.format.Kind;
import org.busbar.plugin.format.Needs;
import org.busbar.plugin.health.Deadline;
import org.busbar.plugin.health.Resident;
import org.busbar.plugin.health.Residents;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Plug-ins compiled by a test, in a framework of their own whose contracts are those of the test;
 * one that takes too much is stopped, as the provisioner does.
 */
final class Guests implements Residents, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String CONTRACTS =
      Stream.of("control", "device", "device.write", "events", "plugin", "series", "site", "time")
          .map(name -> "org.busbar.api." + name)
          .reduce("org.busbar.api.transport,org.busbar.api.vocabulary", (all, n) -> all + "," + n);

  /** Who was stopped, and why. */
  final Map<String, String> gone = new ConcurrentHashMap<>();

  /** Who did not end in time. */
  final List<String> stuck = new CopyOnWriteArrayList<>();

  private final Path folder;
  private final Framework framework;
  private final Map<String, Resident> residents = new ConcurrentHashMap<>();
  private final Map<String, Bundle> bundles = new ConcurrentHashMap<>();

  private final Map<String, Runnable> ends = new ConcurrentHashMap<>();

  Guests(Path folder) throws BundleException {
    this.folder = folder;
    this.framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    folder.resolve("framework").toString(),
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    CONTRACTS + ",org.osgi.service.component,org.osgi.util.promise",
                    "felix.log.level",
                    "0"));
    framework.start();
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  /** A plug-in of one class; its source says {@code package guest.NAME}. */
  Bundle bring(String name, Kind kind, Needs needs, String type, String source)
      throws IOException, BundleException {
    Path jar = jar(name, type, source, Map.of());
    return bring(name, kind, needs, jar);
  }

  Bundle bring(String name, Kind kind, Needs needs, Path jar) throws BundleException {
    Bundle bundle = context().installBundle(jar.toUri().toString());
    bundles.put(name, bundle);
    residents.put(
        name, new Resident(name, "1.0.0", List.of(kind), needs, Set.of(bundle.getBundleId())));
    return bundle;
  }

  /** Starts it and makes its class, as a component would be made; at most two seconds. */
  Object start(String name, String type) throws Exception {
    Bundle bundle = bundles.get(name);
    bundle.start();
    Class<?> made = bundle.loadClass("guest." + name + "." + type);
    ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
    return Deadline.run(
        "start " + name, loader, PATIENCE, () -> made.getConstructor().newInstance());
  }

  /** What goes with it, as its services do. */
  void whenStopped(String name, Runnable end) {
    ends.put(name, end);
  }

  Path jar(String name, String type, String source, Map<String, String> entries)
      throws IOException {
    Path sources = Files.createDirectories(folder.resolve("java/guest").resolve(name));
    Path classes = Files.createDirectories(folder.resolve("classes").resolve(name));
    Path file = Files.writeString(sources.resolve(type + ".java"), source);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-nowarn",
                "-Xlint:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                file.toString()));
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)),
        "the plug-in of the test does not compile");
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      Path more = classes.resolve(entry.getKey());
      Files.createDirectories(more.getParent());
      Files.writeString(more, entry.getValue());
    }
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", "guest." + name);
    headers.putValue("Bundle-Version", "1.0.0");
    headers.putValue("Import-Package", CONTRACTS);
    if (!entries.isEmpty()) {
      headers.putValue("Service-Component", entries.keySet().iterator().next());
      headers.putValue(
          "Require-Capability",
          "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0))\"");
    }
    Path jar = folder.resolve(name + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream pack = new JarOutputStream(out, manifest);
        Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
        pack.putNextEntry(new JarEntry(classes.relativize(each).toString()));
        Files.copy(each, pack);
      }
    }
    return jar;
  }

  @Override
  public Collection<Resident> residents() {
    return residents.values();
  }

  @Override
  public void overspent(Resident which, String why) {
    gone.put(which.plugin(), why);
    stop(which.plugin());
  }

  void stop(String plugin) {
    residents.remove(plugin);
    Bundle bundle = bundles.get(plugin);
    ends.getOrDefault(plugin, () -> {}).run();
    ends.remove(plugin);
    try {
      Deadline.run(
          "stop " + plugin,
          null,
          PATIENCE,
          () -> {
            bundle.stop();
            bundle.uninstall();
            return plugin;
          });
      CountDownLatch refreshed = new CountDownLatch(1);
      framework
          .adapt(FrameworkWiring.class)
          .refreshBundles(List.of(bundle), event -> refreshed.countDown());
      refreshed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      stuck.add(plugin);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws BundleException {
    framework.stop();
    try {
      framework.waitForStop(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
