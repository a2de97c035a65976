package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plug-ins that misbehave in every way we could think of, in the assembly that ships. */
@Tag("SAF-20")
class RoguePluginIT {
  @TempDir Path folder = Path.of("");

  private static final String MODE =
      """
      package rogue;
      import java.util.*;
      import org.busbar.api.control.*;
      import org.busbar.api.vocabulary.*;
      public final class %1$s implements ControlMode<%1$s.Config, %1$s.State> {
        public record Config() {}
        public record State() {}
        public String id() { return "%2$s"; }
        public Class<Config> configType() { return Config.class; }
        public Class<State> stateType() { return State.class; }
        public Config defaults() { return new Config(); }
        public State initial(Config config) { return new State(); }
        public Step<State> step(Config config, View view, State state) {
          %3$s
        }
      }
      """;

  private static final Map<String, String> WAYS =
      Map.of(
          "Nan",
          "return new Step<>(state, List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W,"
              + " 0.0 / 0.0, \"nan\")));",
          "Huge",
          "return new Step<>(state, List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, 1e9,"
              + " \"huge\")));",
          "Nothing",
          "return null;",
          "Throws",
          "throw new IllegalStateException(\"rogue\");",
          "Errors",
          "throw new StackOverflowError(\"rogue\");",
          "Spins",
          "double x = 0; while (x >= 0) { x += 1e-9; } return null;",
          "Blocks",
          "synchronized (this) { while (true) { try { wait(); } catch (InterruptedException e) {"
              + " x++; } } } } int x; { ",
          "Floods",
          "List<Ask> asks = new ArrayList<>(); for (int i = 0; i < 100000; i++) {"
              + " asks.add(Ask.target(view.node(), Points.ACTIVE_POWER_W, i, \"flood\")); }"
              + " return new Step<>(state, asks);");

  private static final String ACTIVATOR =
      """
      package rogue;
      import java.io.*;
      import java.lang.reflect.*;
      import java.nio.file.*;
      import java.util.*;
      import org.busbar.api.control.ControlMode;
      import org.osgi.framework.*;
      public final class Activator implements BundleActivator {
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private int services;
        private final List<String> found = new ArrayList<>();
        private final Set<String> resets = new TreeSet<>();
        public void start(BundleContext context) throws Exception {
          for (ControlMode<?, ?> mode : List.<ControlMode<?, ?>>of(%s)) {
            context.registerService(ControlMode.class.getName(), mode, null);
          }
          Path report = Path.of(context.getProperty("busbar.home"), "rogue-report.txt");
          Thread walker = new Thread(() -> walk(context, report), "rogue-walker");
          walker.setDaemon(true);
          walker.start();
        }
        public void stop(BundleContext context) {}
        private void walk(BundleContext own, Path report) {
          try {
            for (int round = 0; round < 1000; round++) {
              for (Bundle bundle : own.getBundles()) {
                BundleContext context = bundle.getBundleContext();
                if (context == null) { continue; }
                ServiceReference<?>[] all = context.getAllServiceReferences(null, null);
                if (all == null) { continue; }
                for (ServiceReference<?> reference : all) {
                  try { reset(context.getService(reference)); } catch (Exception e) { }
                  try { look(context.getService(reference)); } catch (RuntimeException e) { }
                }
              }
              Path next = report.resolveSibling("rogue-report.next");
              Files.writeString(next, "rounds " + (round + 1) + " services " + services + " resets " + resets + " found " + found);
              Files.move(next, report, StandardCopyOption.ATOMIC_MOVE);
              java.util.concurrent.locks.LockSupport.parkNanos(250_000_000L);
            }
          } catch (Exception e) { found.add("walker ended: " + e); }
        }
        private void reset(Object service) throws Exception {
          if (service == null) { return; }
          for (Class<?> type : service.getClass().getInterfaces()) {
            if (type.getName().equals("org.busbar.api.face.Gateway")) {
              for (Object site : (Collection<?>) type.getMethod("sites").invoke(service)) {
                Class<?> face = Class.forName("org.busbar.api.face.Site", false, type.getClassLoader());
                Method reset = face.getMethod("reset", String.class, String.class);
                resets.add(reset.invoke(site, "rogue", "I want to").toString());
              }
            }
          }
        }
        private void look(Object service) {
          if (service == null || !seen.add(service)) { return; }
          services++;
          for (Class<?> type = service.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> i : type.getInterfaces()) { name(i, service); }
          }
          for (Method method : service.getClass().getMethods()) {
            if (method.getParameterCount() == 0 && method.getName().startsWith("get")
                && Modifier.isPublic(service.getClass().getModifiers())
                && service.getClass().getName().startsWith("org.busbar")) {
              try { name(method.getReturnType(), method.invoke(service)); } catch (Exception e) { }
            }
          }
        }
        private void name(Class<?> type, Object object) {
          if (type.getName().endsWith("DeviceSession") || type.getName().endsWith("transport.Connection")) {
            found.add(object.getClass().getName());
          }
        }
      }
      """;

  private static String id(String way) {
    return "rogue-" + way.toLowerCase(java.util.Locale.ROOT);
  }

  private void dropPlugins(Path home) throws IOException {
    Path plugins = Files.createDirectories(home.resolve("plugins"));
    PluginJar rogue = new PluginJar("rogue", folder.resolve("rogue-build"));
    StringBuilder news = new StringBuilder();
    for (Map.Entry<String, String> way : WAYS.entrySet()) {
      rogue.source(
          "rogue." + way.getKey(), MODE.formatted(way.getKey(), id(way.getKey()), way.getValue()));
      news.append(news.isEmpty() ? "" : ", ").append("new ").append(way.getKey()).append("()");
    }
    rogue.source("rogue.Activator", ACTIVATOR.formatted(news));
    rogue.imports(
        "org.busbar.api.control;version=\"[0,9)\",org.busbar.api.vocabulary;version=\"[0,9)\","
            + "org.busbar.api.site;version=\"[0,9)\",org.osgi.framework");
    rogue.write(plugins.resolve("rogue.jar"), "rogue.Activator");
    PluginJar smuggler = new PluginJar("smuggler", folder.resolve("smuggler-build"));
    smuggler.source(
        "smuggler.Smuggler",
        """
        package smuggler;
        public final class Smuggler {
          Object take(org.busbar.api.device.write.DeviceSession session) { return session.status(); }
        }
        """);
    smuggler.imports("org.busbar.api.device.write;version=\"[0,9)\"");
    smuggler.write(plugins.resolve("smuggler.jar"), "");
  }

  /** The demo's site with the rogue modes above the honest one, on ports of their own. */
  private Path siteWithRogues(RunningPlant plant) throws IOException {
    String site = plant.siteYaml("100 ms");
    StringBuilder modes = new StringBuilder("modes:\n");
    for (String way :
        List.of("Huge", "Blocks", "Errors", "Floods", "Nan", "Nothing", "Spins", "Throws")) {
      modes
          .append("  ")
          .append(id(way))
          .append(": {type: ")
          .append(id(way))
          .append(", node: storage, level: ECONOMIC}\n");
    }
    Path file = folder.resolve("site.yaml");
    Files.writeString(file, site.replaceFirst("(?m)^modes:\\R", modes.toString()));
    return file;
  }

  @Test
  void nothingAPlugInDoesBreaksLimitsOrTheCycle() throws Exception {
    Path home = folder.resolve("home");
    dropPlugins(home);
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.start(
                Program.development(folder), "edge", siteWithRogues(plant), home)) {
      assertTrue(
          gateway.program().output().contains("Refused: smuggler"),
          () -> "the import of the write contract was not refused\n" + gateway.program().output());
      gateway.run();
      Program.pass(Duration.ofSeconds(3));
      long firstStep = gateway.rest().get("/site").get("step").asLong();
      long start = System.nanoTime();
      double most = 0;
      for (int i = 0; i < 60; i++) {
        Program.pass(Duration.ofMillis(200));
        most = Math.max(most, Math.abs(plant.truth("bat1", "activePowerW")));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long steps = gateway.rest().get("/site").get("step").asLong() - firstStep;

      assertTrue(most > 5_000, "the greatest ask did not come through: " + most + " W");
      assertTrue(most <= 9_000 * 1.02, "the battery was driven to " + most + " W");
      assertEquals(10.0, steps / seconds, 0.5, "steps per second of a 100 ms cycle");
      assertTrue(gateway.rest().get("/decisions/latest").get("setpoints").size() > 0);
      JsonNode modes = gateway.rest().get("/modes");
      for (JsonNode mode : modes) {
        String id = mode.get("id").asText();
        if (List.of("rogue-nothing", "rogue-throws", "rogue-errors").contains(id)) {
          String state = mode.get("state").asText();
          assertTrue(Set.of("FAILED", "QUARANTINED").contains(state), mode::toString);
        }
      }
      String report = report(home);
      assertTrue(report.contains("services "), report);
      assertFalse(report.contains("services 0 "), report);
      assertTrue(report.endsWith("found []"), "a session or connection was found: " + report);
      gateway.rest().post("/emergency-stop", "{\"reason\":\"try the plug-in\"}");
      assertTrue(
          Program.await(Duration.ofSeconds(30), () -> report(home).contains("code=not-a-person")),
          () -> "the reset was never tried: " + report(home));
      Program.pass(Duration.ofSeconds(2)); // Some rounds more.
      assertEquals("ERROR", gateway.rest().get("/site").get("state").asText());
      assertEquals("LATCHED", gateway.rest().get("/site").get("subState").asText());
      report = report(home);
      assertFalse(report.contains("Done["), "a plug-in has reset the site: " + report);
      gateway.program().signal("TERM");
      assertEquals(0, gateway.program().exitCode(Duration.ofSeconds(15)));
    }
  }

  private static String report(Path home) {
    try {
      return Files.readString(home.resolve("rogue-report.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
