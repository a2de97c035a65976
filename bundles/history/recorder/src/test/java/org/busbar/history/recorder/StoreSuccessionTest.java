package org.busbar.history.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.SampleTap;
import org.busbar.api.face.Site;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.history.sqlite.SqliteHistory;
import org.busbar.testkit.api.FixedSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

/** Versions of the store that ships, beside each other on one file while samples come. */
class StoreSuccessionTest {
  private static final SiteId ID = new SiteId("local", "home");
  private static final Address POWER = Address.of(new NodeId("bat1"), Points.ACTIVE_POWER_W);
  private static final int SWAPS = 20;

  @TempDir Path home = Path.of("");

  private final Clock clock = Clock.system();
  private final Queue<Sample> tapped = new ConcurrentLinkedQueue<>();
  private final Instant begun = clock.instant();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicReference<String> wrong = new AtomicReference<>("");
  private long sent;
  private Framework framework;
  private Bundle recorder;

  private final Site site = words(Site.class);
  private final Gateway gateway = words(Gateway.class);

  /** What is asked of a site and a gateway; anything else fails the test. */
  private <T> T words(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "model" -> model();
                  case "snapshot" -> FixedSnapshot.at(clock).with(sample(0));
                  case "tapSamples" -> tap();
                  case "listen" -> (Site.Subscription) () -> {};
                  case "events" -> List.of();
                  case "sites" -> List.of(site);
                  case "raise" -> {
                    wrong.set(Arrays.toString(arguments));
                    yield null;
                  }
                  case "hashCode" -> 1;
                  case "equals" -> proxy == arguments[0];
                  case "toString" -> type.getSimpleName();
                  default -> throw new UnsupportedOperationException(method.getName());
                }));
  }

  private static SiteModel model() {
    return new SiteModelBuilder(ID).build();
  }

  private SampleTap tap() {
    return new SampleTap() {
      @Override
      public int drainTo(Collection<? super Sample> into, int most) {
        int taken = 0;
        for (Sample next; taken < most && (next = tapped.poll()) != null; taken++) {
          into.add(next);
        }
        return taken;
      }

      @Override
      public long lost() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }

  private Sample sample(long number) {
    long now = clock.nanos();
    return new Sample(POWER, number, Quality.GOOD, now, now, begun.plusMillis(number));
  }

  @BeforeEach
  void start() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
    settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, contracts() + ",org.slf4j;version=2.0");
    settings.put("busbar.home", home.toString());
    framework = new FrameworkFactory().newFramework(settings);
    framework.start();
    for (String name :
        List.of(
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.osgi.service.component/",
            "felix.scr",
            "sqlite-jdbc")) {
      Bundle bundle = context().installBundle("file:" + classPath(name));
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        bundle.start();
      }
    }
    context().registerService(Gateway.class, gateway, null);
    recorder =
        context().installBundle("reference:file:" + Path.of("target/classes").toAbsolutePath());
    recorder.start();
  }

  @AfterEach
  void stop() throws Exception {
    ended.set(true);
    framework.stop();
    framework.waitForStop(TimeUnit.SECONDS.toMillis(20));
  }

  private BundleContext context() {
    return framework.getBundleContext();
  }

  private static String contracts() throws IOException {
    Path api = Path.of("../../api/src/main/java/org/busbar/api");
    List<String> exported = new ArrayList<>();
    try (Stream<Path> files = Files.walk(api)) {
      for (Path file : files.filter(f -> f.endsWith("package-info.java")).toList()) {
        String text = Files.readString(file);
        exported.add(
            text.replaceAll("(?s).*\\npackage ([^;]+);.*", "$1")
                + ";version="
                + text.replaceAll("(?s).*@Version\\(\"([^\"]+)\"\\).*", "$1"));
      }
    }
    return String.join(",", exported);
  }

  private static String classPath(String name) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.contains(name) && entry.endsWith(".jar"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name));
  }

  /** A version of the bundle that ships, running. */
  private Bundle store(int version) throws Exception {
    Path shipped =
        Path.of(SqliteHistory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (Files.isDirectory(shipped)) {
      Manifest manifest = new Manifest();
      try (InputStream in = Files.newInputStream(shipped.resolve("META-INF/MANIFEST.MF"))) {
        manifest.read(in);
      }
      manifest.getMainAttributes().putValue("Bundle-Version", "1.0." + version);
      try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
          Stream<Path> files = Files.walk(shipped)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String name = shipped.relativize(file).toString();
          if (!name.equals("META-INF/MANIFEST.MF")) {
            jar.putNextEntry(new ZipEntry(name));
            jar.write(Files.readAllBytes(file));
          }
        }
      }
    } else {
      try (JarInputStream in = new JarInputStream(Files.newInputStream(shipped))) {
        Manifest manifest = in.getManifest();
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0." + version);
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
          for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
            jar.putNextEntry(new ZipEntry(entry.getName()));
            in.transferTo(jar);
          }
        }
      }
    }
    Bundle bundle =
        context().installBundle("store" + version, new ByteArrayInputStream(bytes.toByteArray()));
    bundle.start();
    return bundle;
  }

  private Succession succession() throws Exception {
    var found = context().getAllServiceReferences(Succession.class.getName(), null);
    return (Succession) context().getService(found[0]);
  }

  private void load() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!ended.get()) {
                tapped.add(sample(sent++));
                LockSupport.parkNanos(500_000);
              }
            });
  }

  /**
   * Asks as a face does: the oldest store there is, and another where that has just gone. Complains
   * from the first answer on: before it, the file is being made.
   */
  private Thread reader() {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              int failed = Integer.MIN_VALUE;
              while (!ended.get()) {
                try {
                  var references =
                      context().getAllServiceReferences(HistoryStore.class.getName(), null);
                  HistoryStore store = (HistoryStore) context().getService(references[0]);
                  boolean any =
                      store
                          .history(query(begun.plusSeconds(1)))
                          .filter(history -> !history.rows().isEmpty())
                          .isPresent();
                  // Before the first sample is kept the file may still be in the making.
                  failed = any || failed >= 0 ? 0 : failed;
                } catch (Exception e) {
                  if (++failed > 3) {
                    wrong.set("not read: " + e);
                  }
                }
                LockSupport.parkNanos(5_000_000);
              }
            });
  }

  private HistoryQuery query(Instant to) {
    return new HistoryQuery(
        ID, POWER.node(), POWER.pointName(), begun, to, Duration.ZERO, 1_000_000);
  }

  private static Trial.Standing settled(Trial trial) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    Trial.Standing standing = trial.standing();
    while (standing.state() == Trial.State.TRYING && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000);
      standing = trial.standing();
    }
    return standing;
  }

  /** A busy machine may take long over a batch; who goes over is told to try again then. */
  private static Trial.Moved whenWritten(Supplier<Trial.Moved> way) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try {
        return way.get();
      } catch (IllegalStateException e) {
        if (!String.valueOf(e.getMessage()).endsWith("Try again.")
            || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  @Test
  void twentySwapsUnderLoadLoseNothingAndDoubleNothing() throws Exception {
    Bundle last = store(0);
    load();
    Thread reader = reader();
    Duration longest = Duration.ZERO;
    List<WeakReference<ClassLoader>> gone = new ArrayList<>();
    for (int swap = 1; swap <= SWAPS; swap++) {
      Bundle next = store(swap);
      try (Trial trial =
          succession().tryOut(Set.of(last.getBundleId()), Set.of(next.getBundleId()))) {
        assertEquals(Trial.State.GOOD, settled(trial).state(), trial.standing().toString());
        Trial.Moved moved = whenWritten(trial::move);
        longest = moved.gap().compareTo(longest) > 0 ? moved.gap() : longest;
        if (swap % 5 == 0) {
          whenWritten(trial::back);
          whenWritten(trial::move);
        }
        assertEquals(Trial.State.GOOD, trial.standing().state(), trial.standing().toString());
      }
      gone.add(new WeakReference<>(last.adapt(BundleWiring.class).getClassLoader()));
      last.uninstall();
      last = next;
    }
    ended.set(true);
    reader.join();
    recorder.stop();
    last.uninstall();
    assertEquals("", wrong.get());
    assertKeptOnce();
    System.gc();
    long left = gone.stream().filter(each -> each.get() != null).count();
    System.out.println(
        SWAPS
            + " swaps, "
            + sent
            + " samples, longest gap "
            + longest.toMillis()
            + " ms, "
            + left
            + " class loaders left at once");
  }

  @Test
  void aStoreThatGoesIsGivenWhatHasCome() throws Exception {
    Bundle only = store(0);
    load();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    Path file = home.resolve("sites/local/home/history/history.db");
    while (!Files.exists(file) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(10_000_000);
    }
    only.uninstall();
    Bundle other = store(1);
    LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
    ended.set(true);
    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    recorder.stop();
    other.uninstall();
    assertKeptOnce();
  }

  private void assertKeptOnce() throws Exception {
    try (SqliteHistory history = new SqliteHistory(home)) {
      Optional<History> kept = history.history(query(begun.plusSeconds(3_600)));
      List<Long> values = kept.orElseThrow().rows().stream().map(row -> (long) row.mean()).toList();
      assertTrue(sent > 100, "too little came: " + sent);
      List<Long> missing =
          LongStream.range(0, sent)
              .boxed()
              .filter(new TreeSet<>(values)::contains)
              .collect(Collectors.toList());
      assertEquals(sent, missing.size(), "lost");
      assertEquals(sent, values.size(), "doubled");
    }
    Path file = home.resolve("sites/local/home/history/history.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var rows = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
      assertEquals("ok", rows.getString(1));
    }
  }
}
