package org.busbar.plugin.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.busbar.api.events.Severity;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Succession;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.busbar.plugin.change.Bundles;
import org.busbar.plugin.change.Configurations;
import org.busbar.plugin.change.FullCollections;
import org.busbar.plugin.change.LetGo;
import org.busbar.plugin.change.Roster;
import org.busbar.plugin.change.SiteMigration;
import org.busbar.plugin.change.Surroundings;
import org.busbar.plugin.change.Swaps;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.FeatureReader;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.generation.Avoided;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.Journal;
import org.busbar.plugin.generation.Pins;
import org.busbar.plugin.generation.SiteFiles;
import org.busbar.plugin.generation.Step;
import org.busbar.plugin.generation.Withheld;
import org.busbar.plugin.trust.Policy;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.service.resolver.Resolver;

/** A HOME with generations in it, a framework, and all around the provisioner; time is virtual. */
final class Gateway implements Surroundings, AutoCloseable {
  static final String MODE = "com.acme.mode";
  private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

  final Path home;
  final Path plugins;
  final Path site;
  final Generations generations;
  final List<Succession> successions = new CopyOnWriteArrayList<>();
  final List<String> audited = new CopyOnWriteArrayList<>();
  final List<String> raised = new CopyOnWriteArrayList<>();
  final Map<String, Map<String, Object>> configured = new HashMap<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Framework framework;

  /** Whether pauses take a moment of real time. */
  volatile boolean slow;

  Roster roster;
  Worker.Parts parts;
  Provisioner provisioner;

  /** One that runs the first of two versions that it keeps. */
  static Gateway onTheFirstOfTwo(Path home) throws Exception {
    try (Gateway before = new Gateway(home, _ -> {})) {
      before.keep(1, "1.0.0", GoodActivator.class);
      before.keep(2, "2.0.0", GoodActivator.class);
      before.generations.move(before.generations.to(1));
    }
    return new Gateway(home, _ -> {});
  }

  /** Like a start of the launcher: with the bundles of the generation that runs. */
  Gateway(Path home, Step.Listener listener) throws Exception {
    this.home = home;
    this.plugins = Files.createDirectories(home.resolve("plugins"));
    this.site = home.resolve("site.yaml");
    if (!Files.exists(site)) {
      Files.writeString(site, "site: one\n");
    }
    Files.writeString(plugins.resolve("policy.json"), "{\"collect\": true}");
    generations = new Generations(plugins, new SiteFiles(List.of(site)));
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    home.resolve("cache").toString(),
                    Constants.FRAMEWORK_STORAGE_CLEAN,
                    Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                    Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
                    "8"));
    framework.init();
    Bundles bundles = new Bundles(framework.getBundleContext(), plugins);
    if (generations.pointer().isPresent()) {
      for (Generation.Jar jar : generations.current(BEGIN).bundles()) {
        bundles.start(bundles.install(jar));
      }
    }
    framework.start();
    begin(bundles, listener);
  }

  private void begin(Bundles bundles, Step.Listener listener) throws Exception {
    Supply supply =
        new Supply(generations, new Version("0.1.0"), bundles, Policy.production(), this);
    roster = new Roster(generations, bundles);
    parts =
        new Worker.Parts(
            supply,
            new Trust(home, supply),
            bundles,
            this,
            new Configurations(generations, this),
            new SiteMigration(new SiteFiles(List.of(site)), generations, this),
            new Pins(plugins),
            new Withheld(plugins),
            new Avoided(plugins),
            roster,
            new Swaps(),
            new LetGo(this, FullCollections.here()));
    provisioner = new Provisioner(home, generations, new Journal(plugins, listener), parts);
    provisioner.start();
  }

  /** Keeps a generation with the mode in a version; empty for without. */
  void keep(int number, String version, Class<?> activator) throws Exception {
    List<Generation.Plugin> all = new ArrayList<>();
    List<Generation.Jar> jars = new ArrayList<>();
    if (!version.isEmpty()) {
      Path folder = plugins.resolve("staged/" + MODE + "/" + version + "-x");
      PluginFeature feature = stage(folder, version, activator);
      Path jar = folder.resolve(feature.bundles().getFirst().path());
      all.add(
          new Generation.Plugin(
              MODE,
              version,
              plugins.relativize(folder).toString(),
              Bytes.digest(Files.readAllBytes(folder.resolve("feature.json"))),
              Tier.COMMUNITY,
              "Acme",
              "",
              BEGIN,
              false));
      jars.add(
          new Generation.Jar(
              MODE,
              plugins.relativize(jar).toString(),
              Bytes.digest(Files.readAllBytes(jar)),
              MODE,
              version,
              5,
              false));
    }
    generations.keep(
        new Generation(number, number - 1, BEGIN, "anna", "test", all, jars, Map.of()));
  }

  private static PluginFeature stage(Path folder, String version, Class<?> activator)
      throws IOException, RefusedException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("bundles/" + MODE + "-" + version + ".jar", jar(version, activator));
    files.put("sbom.cdx.json", "{}".getBytes(StandardCharsets.UTF_8));
    List<Map<String, Object>> listed = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
      listed.add(
          Map.of(
              "path",
              file.getKey(),
              "role",
              file.getKey().startsWith("bundles") ? "bundle" : "sbom",
              "sha256",
              Bytes.digest(file.getValue()),
              "size",
              file.getValue().length));
    }
    Map<String, Object> own =
        Map.of("format", 1, "kinds", List.of("mode"), "platform", "[0.1,0.2)", "files", listed);
    Map<String, Object> feature = new LinkedHashMap<>();
    feature.put("feature-resource-version", "1.0");
    feature.put("id", "com.acme:" + MODE + ":" + version);
    feature.put("name", "Acme mode");
    feature.put("vendor", "Acme");
    feature.put("license", "Apache-2.0");
    feature.put(
        "bundles",
        List.of(
            Map.of(
                "id",
                "com.acme:" + MODE + ":" + version,
                "start-order",
                5,
                "sha256",
                Bytes.digest(files.values().iterator().next()))));
    feature.put("configurations", Map.of(MODE, Map.of("version", version)));
    feature.put(
        "extensions",
        Map.of("busbar-plugin", Map.of("kind", "mandatory", "type", "json", "json", own)));
    byte[] json = Pretty.json(feature);
    Files.write(folder.resolve("feature.json"), json);
    return FeatureReader.read(json, "test");
  }

  private static byte[] jar(String version, Class<?> activator) throws IOException {
    String name = activator.getName().replace('.', '/') + ".class";
    String manifest =
        String.join(
                "\n",
                "Manifest-Version: 1.0",
                "Bundle-ManifestVersion: 2",
                "Bundle-SymbolicName: " + MODE,
                "Bundle-Version: " + version,
                "Bundle-Activator: " + activator.getName(),
                "Import-Package: org.osgi.framework")
            + "\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        InputStream type = activator.getClassLoader().getResourceAsStream(name)) {
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      zip.write(manifest.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(name));
      type.transferTo(zip);
    }
    return bytes.toByteArray();
  }

  /** As who counts what plug-ins take. */
  void complain(String version, String why) {
    roster.overspent(
        roster.residents().stream()
            .filter(each -> each.version().equals(version))
            .findFirst()
            .orElseThrow(),
        why);
  }

  /** Consents to what a wish comes to. */
  PluginJob begin(PluginWish wish) {
    PluginPlan.Possible plan = (PluginPlan.Possible) provisioner.plan(wish, "anna");
    return provisioner.begin(wish, plan.digest(), "anna", "test");
  }

  /** Waits for the end of a job. */
  PluginJob ended(int number) {
    for (int i = 0; i < 20_000; i++) {
      PluginJob job = provisioner.job(number).orElseThrow();
      switch (job.state()) {
        case DONE, REFUSED, ROLLED_BACK, CANCELLED -> {
          return job;
        }
        default -> LockSupport.parkNanos(1_000_000);
      }
    }
    throw new AssertionError("not ended: " + provisioner.jobs());
  }

  /** Versions of the mode that run. */
  Set<String> running() {
    Set<String> running = new TreeSet<>();
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      if (MODE.equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.ACTIVE) {
        running.add(bundle.getVersion().toString());
      }
    }
    return running;
  }

  /** Versions of the mode that are there in any state. */
  Set<String> present() {
    Set<String> present = new TreeSet<>();
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      if (MODE.equals(bundle.getSymbolicName())) {
        present.add(bundle.getVersion().toString());
      }
    }
    return present;
  }

  Bundle bundle(long id) {
    return framework.getBundleContext().getBundle(id);
  }

  String pointer() throws IOException {
    return Files.readString(plugins.resolve("current"));
  }

  @Override
  public void close() throws IOException {
    provisioner.close();
    try {
      framework.stop();
      framework.waitForStop(10_000);
    } catch (BundleException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Clock clock() {
    return new Clock() {
      @Override
      public long nanos() {
        return nanos.get();
      }

      @Override
      public Instant instant() {
        return BEGIN.plusNanos(nanos.get());
      }
    };
  }

  @Override
  public Audit audit() {
    return (kind, by, reason, values) -> audited.add(kind + " " + values);
  }

  @Override
  public List<Succession> successions() {
    return successions;
  }

  @Override
  public Resolver resolver() {
    return new ResolverImpl(new Logger(0), 1);
  }

  @Override
  public PluginStatus.Health health(String plugin) {
    return new PluginStatus.Health(Double.NaN, OptionalLong.empty(), 0, 0, 0);
  }

  @Override
  public void raise(Severity severity, String source, String kind, String text) {
    raised.add(severity + " " + kind + " " + text);
  }

  @Override
  public void configure(Map<String, Map<String, Object>> byPid, boolean present) {
    byPid.forEach(
        (pid, values) -> {
          if (present) {
            configured.put(pid, values);
          } else {
            configured.remove(pid);
          }
        });
  }

  @Override
  public Map<String, Map<String, Object>> stored(Collection<String> pids) {
    Map<String, Map<String, Object>> found = new HashMap<>(configured);
    found.keySet().removeIf(pid -> !pids.contains(pid) && !pids.contains(pid.split("~", 2)[0]));
    return found;
  }

  @Override
  public void pause(Duration time) throws InterruptedException {
    nanos.addAndGet(time.toNanos());
    if (slow) {
      LockSupport.parkNanos(1_000_000);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Thread.onSpinWait();
  }
}
