package org.busbar.runtime.campaign;

import static org.busbar.runtime.campaign.Yard.BATTERY;
import static org.busbar.runtime.campaign.Yard.CHARGED;
import static org.busbar.runtime.campaign.Yard.METER;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.busbar.api.safety.SiteState;
import org.busbar.runtime.campaign.FaultClass.Act;
import org.busbar.sim.plant.DcLink;
import org.busbar.sim.plant.InputModule;
import org.busbar.sim.plant.Load;
import org.busbar.sim.served.Fault;

/** How each class of fault is brought about, by its name. */
final class Acts {
  private static final double STEP_W = -4_000;
  private static final double STRING_DIFFERENCE_V = 5;

  /** Register of the input to which the contact of the positive contactor is wired. */
  private static final int POSITIVE_TOLD = 4;

  /** Registers of the battery with what is measured at its cells. */
  private static final int CELLS_FROM = 4;

  private static final int CELLS_TO = 15;
  private static final Duration PRESSED = Duration.ofSeconds(4);
  private static final Duration LOAD_CHANGES = Duration.ofSeconds(25);
  private static final Duration RESTART = Duration.ofSeconds(15);

  private final Map<String, Act> byId = new HashMap<>();

  Acts() {
    shown();
    wires();
    process();
    plugIns();
    outside();
    contactors();
  }

  /** What brings it about; nothing where its devices and inputs are not there yet. */
  Act of(String id) {
    return byId.getOrDefault(id, (world, _) -> () -> {});
  }

  private void shown() {
    byId.put("cell-overvoltage", shows(BATTERY, "cellVoltageMaxV", _ -> 3.7));
    byId.put("cell-undervoltage", shows(BATTERY, "cellVoltageMinV", _ -> 2.4));
    byId.put("heat-runaway", warms(20));
    byId.put("cooling-loss", warms(1.5));
    byId.put("deep-cold", shows(BATTERY, "cellTemperatureMinC", _ -> -25));
    byId.put("cold-charge", shows(CHARGED, "cellTemperatureMinC", _ -> -5));
    byId.put("over-current", shows(BATTERY, "dcCurrentA", _ -> 400));
    byId.put("cells-lost", shows(BATTERY, "cellVoltageMinV", _ -> Double.NaN));
    byId.put("soc-drift", shows(BATTERY, "stateOfChargePct", p -> Math.min(100, p + 30)));
    byId.put("word-order", Acts::exchangesMeter);
  }

  private void wires() {
    byId.put("bms-silent", unit(BATTERY, Fault.SILENT));
    byId.put("battery-timer", unit(BATTERY, Fault.SILENT));
    byId.put("meter-loss", unit(METER, Fault.SILENT));
    byId.put("inverter-deaf", unit(BATTERY, Fault.IGNORE_WRITES));
    byId.put("inverter-refuses", unit(BATTERY, Fault.REFUSE_WRITES));
    byId.put("battery-slow", unit(BATTERY, Fault.SLOW));
    byId.put("battery-garbage", unit(BATTERY, Fault.GARBAGE));
    byId.put("battery-exception", unit(BATTERY, Fault.EXCEPTION));
    byId.put("link-drop", unit(BATTERY, Fault.DROP));
    byId.put(
        "bms-stale",
        (world, _) -> {
          world.yard().unit(BATTERY).hide(CELLS_FROM, CELLS_TO);
          return () -> world.yard().unit(BATTERY).hide(0, -1);
        });
    byId.put("bms-frozen", Acts::freezes);
    byId.put("meter-flip", anewAfter(unit(METER, Fault.LYING_SIGN)));
    byId.put("meter-scale", anewAfter(unit(METER, Fault.LYING_SCALE)));
    byId.put(
        "wrong-profile",
        (world, _) -> {
          world.yard().unit(BATTERY).word(0, 0xB0FF);
          return world.yard().unit(BATTERY)::realWords;
        });
    byId.put(
        "two-masters",
        (world, _) -> {
          ForeignMaster master = new ForeignMaster(world);
          master.write();
          return master::stop;
        });
  }

  private void process() {
    byId.put("loop-hung", stopped(kernel -> kernel.hangLoop(Duration.ofSeconds(60))));
    byId.put("gc-30s", stopped(kernel -> kernel.stopTheWorld(Duration.ofSeconds(30))));
    byId.put(
        "mode-hung",
        (world, _) -> {
          world.ifUp(kernel -> kernel.hangModes(true));
          return () -> world.ifUp(kernel -> kernel.hangModes(false));
        });
    byId.put(
        "mode-swap",
        (world, _) -> {
          world.ifUp(kernel -> kernel.types().remove(world.probe()));
          return () ->
              world.ifUp(
                  kernel -> {
                    kernel.types().remove(world.probe());
                    kernel.types().add(world.probe());
                  });
        });
    byId.put(
        "process-kill",
        (world, _) -> {
          world.kill();
          world.after(RESTART, world::boot);
          return () -> {};
        });
    byId.put("disk-full", new DiskFull());
    byId.put("message-flood", Loads::flood);
    byId.put("memory-pressure", Loads::press);
  }

  private void plugIns() {
    byId.put("rogue-nan", rogue(Probe.Manner.NAN));
    byId.put("rogue-huge", rogue(Probe.Manner.HUGE));
    byId.put("rogue-flood", rogue(Probe.Manner.FLOOD));
    byId.put("rogue-throws", rogue(Probe.Manner.THROW));
    byId.put("rogue-null", rogue(Probe.Manner.NULL));
    byId.put("hunting", rogue(Probe.Manner.HUNT));
  }

  private void outside() {
    byId.put("clock-forward", jump(Duration.ofHours(1)));
    byId.put("clock-back", jump(Duration.ofHours(-1)));
    byId.put("emergency-stop", once(kernel -> kernel.site().emergencyStop("person", "test")));
    byId.put("estop-wire", Acts::breaksWire);
    byId.put("off-gas", opens(Yard.INPUTS, 3));
    byId.put("insulation", opens(Yard.INPUTS, 4));
    byId.put(
        "load-step",
        (world, _) -> {
          Load load = (Load) world.yard().unit("load1").unit().device();
          load.stepW(STEP_W);
          return () -> load.stepW(0);
        });
  }

  private void contactors() {
    byId.put("stop-cat0", once(kernel -> kernel.site().emergencyStop("person", "test")));
    byId.put("stop-cat1", opens(Yard.CONTACTS, 4));
    byId.put(
        "contact-broken",
        (world, _) -> {
          world.yard().unit(Yard.CONTACTS).word(POSITIVE_TOLD, 0);
          return world.yard().unit(Yard.CONTACTS)::realWords;
        });
    byId.put("weld", reconnecting((link, on) -> link.stick(DcLink.Contact.POSITIVE, on)));
    byId.put("precharge-timeout", reconnecting(DcLink::breakResistor));
    byId.put(
        "string-dv",
        reconnecting((link, on) -> link.stringDifferenceV(on ? STRING_DIFFERENCE_V : 0)));
  }

  /** Something is wrong with the contactors while the site is stopped in order and starts anew. */
  private static Act reconnecting(BiConsumer<DcLink, Boolean> doing) {
    return (world, _) -> {
      DcLink link = world.yard().link().orElseThrow();
      doing.accept(link, true);
      world.ifUp(kernel -> kernel.site().request(SiteState.STOPPED, "person", "test"));
      return () -> doing.accept(link, false);
    };
  }

  /** A meter with other words is put in while the process is down. */
  private static Runnable exchangesMeter(World world, Trial trial) {
    ShownUnit meter = world.yard().unit(METER);
    world.kill();
    meter.show("activePowerW", w -> Integer.rotateLeft((int) w, 16));
    meter.show(
        "frequencyHz", hz -> Short.toUnsignedInt(Short.reverseBytes((short) (hz * 100))) / 1e2);
    world.after(RESTART, world::boot);
    return () -> {
      meter.truth("activePowerW");
      meter.truth("frequencyHz");
    };
  }

  /** Has the site started anew once it is mended: what is compared at a start is compared. */
  private static Act anewAfter(Act act) {
    return (world, trial) -> {
      Runnable undo = act.begin(world, trial);
      return () -> {
        undo.run();
        world.ifUp(kernel -> kernel.site().request(SiteState.IDLE, "person", "mended"));
      };
    };
  }

  private static Act once(Consumer<Kernel> doing) {
    return (world, _) -> {
      world.ifUp(doing);
      return () -> {};
    };
  }

  /** Holds up threads, which can be done in virtual time only. */
  private static Act stopped(Consumer<SteppedKernel> doing) {
    return (world, _) -> {
      world.ifStepped(doing);
      return () -> {};
    };
  }

  private static Act shows(String device, String point, DoubleUnaryOperator lie) {
    return (world, _) -> {
      world.yard().unit(device).show(point, lie);
      return () -> world.yard().unit(device).truth(point);
    };
  }

  private static Act unit(String device, Fault fault) {
    return (world, _) -> {
      world.yard().unit(device).unit().fault(fault);
      return () -> world.yard().unit(device).unit().fault(Fault.NONE);
    };
  }

  /** Once the wire is mended the stop is pressed and released, so that both channels are proven. */
  private static Runnable breaksWire(World world, Trial trial) {
    InputModule module = (InputModule) world.yard().unit(Yard.INPUTS).unit().device();
    module.wire(1, false);
    return () -> {
      module.wire(2, false);
      world.after(
          PRESSED,
          () -> {
            module.wire(1, true);
            module.wire(2, true);
          });
    };
  }

  private static Act opens(String at, int input) {
    return (world, _) -> {
      InputModule module = (InputModule) world.yard().unit(at).unit().device();
      module.wire(input, false);
      return () -> module.wire(input, true);
    };
  }

  /** A battery of which nobody wants anything else cannot be seen to stand still. */
  private static Runnable freezes(World world, Trial trial) {
    Load load = (Load) world.yard().unit("load1").unit().device();
    Runnable undo = unit(BATTERY, Fault.FROZEN).begin(world, trial);
    world.after(LOAD_CHANGES, () -> load.stepW(trial.isActive() ? STEP_W : 0));
    return () -> {
      undo.run();
      load.stepW(0);
    };
  }

  private static Act rogue(Probe.Manner manner) {
    return (world, _) -> {
      world.probe().behave(manner);
      return () -> world.probe().behave(Probe.Manner.GOOD);
    };
  }

  private static Act jump(Duration by) {
    return (world, _) -> {
      world.clock().jump(by);
      return () -> world.clock().jump(by.negated());
    };
  }

  /** A cell that warms; what is expected counts from 60 degrees on, where not before. */
  private static Act warms(double kPerMin) {
    return (world, trial) -> {
      ShownUnit unit = world.yard().unit(BATTERY);
      long began = world.elapsed();
      double fromC = unit.shown("cellTemperatureMaxC");
      unit.show("cellTemperatureMaxC", c -> c + kPerMin * (world.elapsed() - began) / 6e10);
      if (trial.fault().expect().kind() == FaultClass.Kind.LATCHED) {
        trial.countFrom(began + (long) ((60 - fromC) / kPerMin * 6e10));
      }
      return () -> unit.truth("cellTemperatureMaxC");
    };
  }
}
