package org.busbar.runtime.campaign;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.busbar.api.control.ControlMode;
import org.busbar.api.face.Site;
import org.busbar.api.time.Clock;
import org.busbar.plugin.format.Kind;
import org.busbar.plugin.format.Needs;
import org.busbar.plugin.health.Budgets;
import org.busbar.plugin.health.PluginHealth;

/** A gateway with a small memory, and a mode that keeps all it can get. */
final class FullHeap {
  private static final String LEAK =
      """
      package guest.leak;
      import java.util.*;
      import org.busbar.api.control.*;
      public final class Mode implements ControlMode<Mode.Config, Mode.State> {
        static final List<byte[]> LOST = new ArrayList<>();
        public record Config() {}
        public record State() {}
        public String id() { return "leak"; }
        public Class<Config> configType() { return Config.class; }
        public Class<State> stateType() { return State.class; }
        public Config defaults() { return new Config(); }
        public State initial(Config config) { return new State(); }
        public Step<State> step(Config config, View view, State state) {
          for (int i = 0; i < 20; i++) { LOST.add(new byte[1 << 16]); }
          return new Step<>(state, List.of());
        }
      }
      """;

  private static final int MOST_STEPS = 300;
  private static final int LOOK_STEPS = 10;

  private FullHeap() {}

  private static void start(Guests guests, GuestSite house) throws Exception {
    ControlMode<?, ?> type = (ControlMode<?, ?>) guests.start("leak", "Mode");
    guests.whenStopped("leak", () -> house.types.remove(type));
    house.types.add(type);
  }

  /** Says whether the mode was stopped, what is left of it, and whether the loop went on. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(args[0]), "full-heap");
    Needs needs = new Needs(List.of("*"), List.of("ECONOMIC"), List.of(), List.of(), false);
    PluginHealth health = new PluginHealth(Budgets.USUAL, Clock.system());
    try (Guests guests = new Guests(folder);
        GuestSite house = new GuestSite()) {
      health.addResidents(guests);
      house.types.containedBy(health);
      house.battery("bat").mode("leak", "bat");
      guests.bring("leak", Kind.MODE, needs, "Mode", LEAK);
      Site site = house.open(folder);
      start(guests, house);
      while (guests.gone.isEmpty() && site.loop().steps() < MOST_STEPS) {
        house.steps(LOOK_STEPS);
        health.look();
      }
      house.steps(LOOK_STEPS);
      System.gc();
      Runtime jvm = Runtime.getRuntime();
      System.out.println("stopped " + guests.gone);
      System.out.println("left " + ((jvm.totalMemory() - jvm.freeMemory()) >> 20) + " MiB");
      System.out.println(house.mode("leak").state() + " " + site.loop());
    }
    System.out.println("END");
  }
}
