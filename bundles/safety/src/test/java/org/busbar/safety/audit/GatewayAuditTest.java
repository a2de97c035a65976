package org.busbar.safety.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.Version;

/** Which bundles come and go is kept, also what changed while the gateway did not run. */
class GatewayAuditTest {
  @TempDir Path home = Path.of("");

  private final List<Object> listening = new ArrayList<>();
  private final List<Bundle> installed = new ArrayList<>();
  private int frameworkState = Bundle.ACTIVE;
  private GatewayAudit audit;
  private boolean ended = true;

  private static <T> T proxy(Class<T> kind, Answers answers) {
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            (proxy, method, arguments) -> answers.of(method.getName(), arguments)));
  }

  private interface Answers {
    Object of(String method, Object[] arguments);
  }

  private BundleContext context() {
    return proxy(
        BundleContext.class,
        (method, arguments) ->
            switch (method) {
              case "getProperty" -> home.toString();
              case "addBundleListener", "addFrameworkListener" -> listening.add(arguments[0]);
              case "removeBundleListener", "removeFrameworkListener" ->
                  listening.remove(arguments[0]);
              case "getBundle" -> bundle(0, "system", "1.0.0", frameworkState);
              case "getBundles" -> installed.toArray(new Bundle[0]);
              default -> null;
            });
  }

  private static Bundle bundle(long id, String name, String version, int state) {
    return proxy(
        Bundle.class,
        (method, arguments) ->
            switch (method) {
              case "getBundleId" -> id;
              case "getSymbolicName" -> name;
              case "getVersion" -> new Version(version);
              case "getState" -> state;
              case "hashCode" -> (int) id;
              default -> null;
            });
  }

  private Bundle installs(String name, String version) {
    Bundle bundle = bundle(installed.size() + 1, name, version, Bundle.ACTIVE);
    installed.add(bundle);
    return bundle;
  }

  private void begins() {
    audit = new GatewayAudit(context());
    ended = false;
  }

  private void starts() {
    begins();
    audit.frameworkEvent(event(FrameworkEvent.STARTED));
  }

  private FrameworkEvent event(int type) {
    return new FrameworkEvent(type, bundle(0, "system", "1.0.0", Bundle.ACTIVE), null);
  }

  private void ends() throws InterruptedException {
    audit.end();
    ended = true;
  }

  @AfterEach
  void end() throws InterruptedException {
    if (!ended) {
      ends();
    }
  }

  private List<String> kept() throws IOException {
    Path folder = home.resolve("audit");
    List<String> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode record = new ObjectMapper().readTree(line);
          JsonNode values = record.path("values");
          records.add(
              record.path("kind").asText()
                  + Stream.of("bundle", "version", "before", "bundles")
                      .map(key -> values.path(key).asText())
                      .filter(text -> !text.isEmpty())
                      .reduce("", (a, b) -> a + " " + b));
        }
      }
    }
    return records;
  }

  private List<String> sinceTheLast(String kind) throws IOException {
    List<String> all = kept();
    int last = 0;
    for (int i = 0; i < all.size(); i++) {
      last = all.get(i).startsWith(kind) ? i : last;
    }
    return all.subList(last, all.size());
  }

  @Test
  void whatChangedWhileItDidNotRunIsKept() throws Exception {
    installs("a", "1.0.0");
    installs("b", "1.0.0");
    installs("c", "1.0.0");
    starts();
    ends();
    assertEquals(List.of("gateway-started 3", "gateway-stopped"), sinceTheLast("gateway-started"));
    assertEquals(
        List.of("a 1.0.0", "b 1.0.0", "c 1.0.0"),
        Files.readAllLines(home.resolve("audit/bundles")));
    installed.clear();
    installs("a", "1.0.0");
    installs("b", "2.0.0");
    installs("d", "1.0.0");
    installed.add(bundle(9, "gone", "1.0.0", Bundle.UNINSTALLED));
    starts();
    ends();
    assertEquals(
        List.of(
            "gateway-started 3",
            "bundle-updated b 2.0.0 1.0.0",
            "bundle-installed d 1.0.0",
            "bundle-uninstalled c 1.0.0",
            "gateway-stopped"),
        sinceTheLast("gateway-started"));
    assertEquals(
        List.of("a 1.0.0", "b 2.0.0", "d 1.0.0"),
        Files.readAllLines(home.resolve("audit/bundles")));
  }

  @Test
  void whatChangesWhileItRunsIsKeptAndWhatStartAndStopBringIsNot() throws Exception {
    Bundle one = installs("a", "1.0.0");
    starts();
    frameworkState = Bundle.STARTING;
    audit.bundleChanged(new BundleEvent(BundleEvent.STARTED, one));
    frameworkState = Bundle.ACTIVE;
    audit.bundleChanged(new BundleEvent(BundleEvent.RESOLVED, one));
    Bundle system = bundle(0, "system", "1.0.0", Bundle.ACTIVE);
    audit.bundleChanged(new BundleEvent(BundleEvent.STOPPED, system));
    Bundle other = installs("b", "1.0.0");
    audit.bundleChanged(new BundleEvent(BundleEvent.INSTALLED, other));
    assertEquals(List.of("a 1.0.0", "b 1.0.0"), Files.readAllLines(home.resolve("audit/bundles")));
    audit.bundleChanged(new BundleEvent(BundleEvent.STARTED, other));
    audit.frameworkEvent(event(FrameworkEvent.INFO));
    ends();
    assertEquals(
        List.of(
            "gateway-started 1",
            "bundle-installed b 1.0.0",
            "bundle-started b 1.0.0",
            "gateway-stopped"),
        sinceTheLast("gateway-started"));
  }

  @Test
  void itListensUntilItsEndAndItsThreadEndsWithIt() throws Exception {
    begins();
    assertEquals(List.of(audit, audit), listening);
    Thread writer = writer().orElseThrow();
    assertTrue(writer.isDaemon());
    ends();
    assertEquals(List.of(), listening);
    assertFalse(writer.isAlive());
  }

  private static Optional<Thread> writer() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("busbar-audit") && thread.isAlive())
        .findFirst();
  }

  @Test
  void aRecordIsOnDiskSoonWithoutAnEnd() throws Exception {
    begins();
    audit.append("command", "Anna", "a test", Map.of());
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!Files.isDirectory(home.resolve("audit")) || !kept().contains("command")) {
      assertTrue(System.nanoTime() < deadline, "it does not come");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aListThatCannotBeReadOrKeptEndsNothing() throws Exception {
    Files.createDirectories(home.resolve("audit/bundles"));
    installs("a", "1.0.0");
    starts();
    ends();
    assertEquals(List.of("gateway-started 1", "gateway-stopped"), sinceTheLast("gateway-started"));
  }
}
