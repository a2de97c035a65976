package org.busbar.runtime.campaign;

import static org.busbar.runtime.campaign.GuestSite.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.control.ControlMode;
import org.busbar.api.face.LoopCounters;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.face.Site;
import org.busbar.api.plugin.PluginStatus.Health;
import org.busbar.api.time.Clock;
import org.busbar.plugin.format.Kind;
import org.busbar.plugin.format.Needs;
import org.busbar.plugin.health.Budgets;
import org.busbar.plugin.health.PluginHealth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Control modes of plug-ins that misbehave at run time, all at once, in a framework, under a loop
 * of 100 ms. Each has a battery of its own; a good one has another.
 */
class BadModesTest {
  private static final String MODE =
      """
      package guest.%1$s;
      import java.util.*;
      import org.busbar.api.control.*;
      import org.busbar.api.vocabulary.*;
      public final class Mode implements ControlMode<Mode.Config, Mode.State> {
        public record Config() {}
        public record State(int count) { %2$s }
        public String id() { return "%1$s"; }
        public Class<Config> configType() { return Config.class; }
        public Class<State> stateType() { return State.class; }
        public Config defaults() { return new Config(); }
        public State initial(Config config) { return new State(0); }
        public Step<State> step(Config config, View view, State state) {
          List<Ask> asks = List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, 1000, "%1$s"));
          State next = new State(state.count() + 1);
          boolean turned = state.count() >= 10;
          if (turned) {
            %3$s
          }
          return new Step<>(next, asks);
        }
        %4$s
      }
      """;

  private static final String FAILS = "FAILED QUARANTINED";
  private static final String HANGS = "RUNNING LATE FAILED QUARANTINED ABSENT";

  /** What it does after ten good steps, what it is then, and more of its class. */
  private record Bad(String does, String is, String more, String state) {
    Bad(String does, String is) {
      this(does, is, "", "");
    }
  }

  private static final Map<String, Bad> ALL = new LinkedHashMap<>();

  static {
    ALL.put(
        "blocks",
        new Bad(
            "synchronized (this) { while (true) { try { wait(); } catch (InterruptedException e) { asks = null; } } }",
            HANGS));
    ALL.put("spins", new Bad("double x = 1; while (x > 0) { x += 1e-9; }", HANGS));
    ALL.put(
        "threads",
        new Bad(
            "Thread t = new Thread(() -> { try { Thread.sleep(600_000); } catch (InterruptedException e) { } });"
                + " t.setDaemon(true); t.start();",
            "RUNNING ABSENT"));
    ALL.put(
        "memory",
        new Bad(
            "for (int i = 0; i < 40; i++) { LOST.add(new byte[1 << 18]); if (LOST.size() > 100) { LOST.clear(); } }",
            "RUNNING ABSENT",
            "static final List<byte[]> LOST = new ArrayList<>();",
            ""));
    ALL.put(
        "overflows",
        new Bad(
            "asks = deeper(asks);",
            FAILS,
            "List<Ask> deeper(List<Ask> a) { return deeper(deeper(a)); }",
            ""));
    ALL.put("unlinked", new Bad("throw new NoClassDefFoundError(\"com/acme/Gone\");", FAILS));
    ALL.put("asserts", new Bad("throw new AssertionError(\"mine\");", FAILS));
    ALL.put(
        "dies",
        new Bad(
            "throw new Fatal();",
            FAILS,
            "static final class Fatal extends Error { public String getMessage() { throw this; } public String toString() { throw this; } public StackTraceElement[] getStackTrace() { throw this; } }",
            ""));
    ALL.put("outofmemory", new Bad("throw new OutOfMemoryError(\"mine\");", FAILS));
    ALL.put("floods", new Bad("asks = Collections.nCopies(100_000, asks.getFirst());", "RUNNING"));
    ALL.put(
        "endless",
        new Bad(
            "asks = new Endless(asks.getFirst());",
            FAILS + " " + HANGS,
            "static final class Endless extends AbstractList<Ask> { final Ask a; Endless(Ask a) { this.a = a; } public Ask get(int i) { return a; } public int size() { return Integer.MAX_VALUE; } public Object[] toArray() { while (true) { Thread.onSpinWait(); } } }",
            ""));
    ALL.put("nothing", new Bad("asks = new ArrayList<>(); asks.add(null);", FAILS));
    ALL.put("impostor", new Bad("asks = (List) List.of(\"x\", 1);", FAILS));
    ALL.put(
        "throwing",
        new Bad(
            "next = new State(99);",
            FAILS,
            "",
            "public int count() { if (count == 99) { throw new IllegalStateException(\"no\"); } return count; }"));
    ALL.put(
        "wordy",
        new Bad(
            "asks = List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, 1000, \"x\".repeat(30_000_000)));",
            "RUNNING"));
    ALL.put(
        "notanumber",
        new Bad(
            "asks = List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, 0.0 / 0.0, \"nan\"));",
            "RUNNING"));
    ALL.put(
        "huge",
        new Bad(
            "asks = List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, 1e300, \"huge\"));",
            "RUNNING"));
  }

  @TempDir Path folder = Path.of("");

  @Test
  void theLoopMissesNothingTheGoodOneGoesOnAndTheRestEndsAtRelease() throws Exception {
    Needs needs = new Needs(List.of("*"), List.of("ECONOMIC"), List.of(), List.of(), false);
    Budgets tight = new Budgets(1, 8L << 20, 0, 100);
    try (Guests guests = new Guests(folder);
        GuestSite house = new GuestSite()) {
      PluginHealth health = new PluginHealth(tight, Clock.system());
      health.addResidents(guests);
      house.types.containedBy(health);
      house.battery("goodbat").mode("good", "goodbat");
      guests.bring("good", Kind.MODE, needs, "Mode", MODE.formatted("good", "", "", ""));
      for (Map.Entry<String, Bad> bad : ALL.entrySet()) {
        String name = bad.getKey();
        house.battery(name + "bat").mode(name, name + "bat");
        Bad how = bad.getValue();
        guests.bring(
            name,
            Kind.MODE,
            needs,
            "Mode",
            MODE.formatted(name, how.state(), how.does(), how.more()));
      }
      house.types.add((ControlMode<?, ?>) guests.start("good", "Mode"));
      for (String name : ALL.keySet()) {
        ControlMode<?, ?> type = (ControlMode<?, ?>) guests.start(name, "Mode");
        house.types.add(type);
        guests.whenStopped(name, () -> house.types.remove(type));
      }
      Site site = house.open(folder);
      for (String name : ALL.keySet()) {
        until(name + " to be good at first", () -> house.mode(name).steps() >= 5);
      }
      LoopCounters before = site.loop();
      LoopCounters emptyBefore = house.empty();
      long firstStep = site.snapshot().step();
      long begin = System.nanoTime();
      until(
          "who takes too much to be gone",
          () -> {
            health.look();
            return guests.gone.keySet().containsAll(Set.of("spins", "threads", "memory"));
          });
      house.steps(30);
      long cycles = site.snapshot().step() - firstStep;
      double seconds = (System.nanoTime() - begin) / 1e9;
      LoopCounters after = site.loop();
      LoopCounters empty = house.empty();
      long missed = after.skipped() - before.skipped();
      long missedByNobody = empty.skipped() - emptyBefore.skipped();
      System.out.println("missed " + missed + " of " + cycles + " cycles in " + seconds + " s;");
      System.out.println("beside an empty loop " + empty + " " + after + " " + guests.gone);
      long bearable = house.isQuiet() ? 1 : cycles / 2; // A busy machine holds up every loop.
      assertTrue(missed <= missedByNobody + bearable, missed + " of " + cycles);

      assertEquals(1000, house.power("goodbat"), "the good one is heard");
      assertEquals("RUNNING", house.mode("good").state());
      for (Map.Entry<String, Bad> bad : ALL.entrySet()) {
        ModeStatus mode = house.mode(bad.getKey());
        String expected = guests.gone.containsKey(bad.getKey()) ? "ABSENT" : bad.getValue().is();
        assertTrue(expected.contains(mode.state()), mode::toString);
        double power = house.power(bad.getKey() + "bat");
        assertTrue(Math.abs(power) <= 5000, bad.getKey() + " " + power);
        if (bad.getValue().is().startsWith(FAILS) || mode.state().equals("ABSENT")) {
          until(bad.getKey() + " at rest", () -> house.isReleased(bad.getKey() + "bat"));
        }
      }
      assertTrue(guests.gone.get("threads").contains("threads of its own"), guests.gone::toString);
      assertTrue(guests.gone.get("spins").contains("of a processor"), guests.gone::toString);
      assertTrue(guests.gone.get("memory").contains("MiB"), guests.gone::toString);
      Health good = health.health("good");
      assertEquals(0, good.threads());
      assertEquals(0, good.failures());
      assertTrue(good.busyPct() < 1, good::toString);
      assertTrue(health.health("asserts").failures() > 5);
      assertTrue(health.health("blocks").late() > 5);
      assertFalse(guests.gone.containsKey("good"));
    }
  }
}
