package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.safety.Interlock;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.InterlockConfig.Condition;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.safety.stop.Interlocks;
import org.busbar.safety.stop.Judge;
import org.busbar.testkit.api.FakeWritable;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;

/** Interlocks that bundles bring: whom they guard, when they are asked, how long they hold. */
class BroughtInterlocksTest {
  private static final NodeId BAT1 = new NodeId("bat1");
  private static final NodeId BAT2 = new NodeId("bat2");
  private static final Address WIRE = Address.of(BAT1, Points.SWITCH_ON);
  private static final Address ELSEWHERE = Address.of(new NodeId("garage"), Points.SWITCH_ON);
  private static final long VALID_NANOS = Duration.ofSeconds(1).toNanos();

  private final ManualClock clock = new ManualClock();
  private final Map<Address, Double> values = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private int judges;
  private int closed;
  private boolean thinks;

  private final class Brought implements Interlock {
    private final String id;
    private final Set<Address> inputs;
    private final Set<String> needs;
    private boolean holds = true;

    Brought(String id, Set<Address> inputs, String... needs) {
      this.id = id;
      this.inputs = inputs;
      this.needs = Set.of(needs);
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Set<Address> inputs() {
      return inputs;
    }

    @Override
    public Set<String> needs() {
      return needs;
    }

    @Override
    public boolean holds(Snapshot snapshot) {
      asked.add(id);
      return holds;
    }

    @Override
    public String text() {
      return id + " is not well.";
    }
  }

  private static InterlockConfig config(String id, String node, String bundle, String... needs) {
    return new InterlockConfig(
        id,
        new NodeId(node),
        List.of(),
        Optional.ofNullable(bundle),
        List.of(needs),
        "Mend " + id + ".",
        "x:1");
  }

  private static InterlockConfig wired(String id) {
    return new InterlockConfig(
        id,
        BAT2,
        List.of(new Condition(WIRE, Interval.point(1))),
        Optional.empty(),
        List.of(),
        "Close " + id + ".",
        "x:2");
  }

  private Interlocks interlocks(InterlockConfig... configs) {
    Rig rig =
        new Rig()
            .with(Rig.declared("bat1", Maturity.SIMULATED, Map.of(), Rig.power()))
            .with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")));
    List.of(configs).forEach(rig::interlock);
    return new Interlocks(
        rig.model(),
        name -> {
          judges++;
          return new Judge() {
            @Override
            public boolean run(Runnable question) {
              if (!thinks) {
                question.run();
              }
              return !thinks;
            }

            @Override
            public void close() {
              closed++;
            }
          };
        });
  }

  private double value(Address address) {
    return values.getOrDefault(address, Double.NaN);
  }

  private final ToDoubleFunction<Address> newest = this::value;

  private void ask(Interlocks interlocks, Interlock... brought) {
    FixedSnapshot snapshot = FixedSnapshot.at(clock);
    for (Map.Entry<Address, Double> each : values.entrySet()) {
      snapshot = snapshot.with(snapshot.good(each.getKey(), each.getValue()));
    }
    interlocks.ask(List.of(brought), snapshot);
  }

  private String why(Interlocks interlocks, NodeId device) {
    return interlocks.why(device, newest, clock.nanos());
  }

  @Test
  void oneThatNobodyAssignedGuardsEveryDeviceOfASiteThatHasItsInputs() {
    Interlocks site = interlocks();
    values.put(WIRE, 1.0);
    Brought here = new Brought("fan", Set.of(WIRE));
    here.holds = false;
    ask(site, here);
    assertEquals("fan is not well.", why(site, BAT1));
    assertEquals("fan is not well.", why(site, BAT2));
    assertEquals("fan is not well.", site.whySite(newest, clock.nanos()));
    here.holds = true;
    ask(site, here);
    assertEquals("", why(site, BAT1));
  }

  @Test
  void oneWhoseInputsAreOfAnotherSiteGuardsNothingHere() {
    Interlocks site = interlocks();
    Brought partly = new Brought("fan", Set.of(WIRE, ELSEWHERE));
    partly.holds = false;
    ask(site, partly);
    assertEquals("", why(site, BAT1));
  }

  @Test
  void oneThatIsAssignedGuardsItsNodeOnly() {
    Interlocks site = interlocks(config("mine", "bat1", "fan"));
    Brought fan = new Brought("fan", Set.of());
    fan.holds = false;
    ask(site, fan);
    assertEquals("Mend mine.", why(site, BAT1));
    assertEquals("", why(site, BAT2));
    assertEquals(Map.of("mine", "Mend mine."), site.broken(newest, clock.nanos()));
  }

  @Test
  void oneOfABundleWithTheNameOfAnotherIsJudgedBesideIt() {
    Interlocks site = interlocks(wired("fan"));
    values.put(WIRE, 1.0);
    Brought fan = new Brought("fan", Set.of());
    fan.holds = false;
    ask(site, fan);
    assertEquals(Map.of("bundle:fan", "fan is not well."), site.broken(newest, clock.nanos()));
  }

  @Test
  void aBundleIsNeitherAskedNorBelievedWithoutFreshInputs() {
    Interlocks site = interlocks(config("mine", "bat1", "fan"));
    Brought fan = new Brought("fan", Set.of(WIRE));
    ask(site, fan);
    assertEquals(List.of(), asked);
    assertEquals("Mend mine.", why(site, BAT1));
    values.put(WIRE, 1.0);
    assertEquals("Mend mine.", why(site, BAT1), "it has not been asked since");
    ask(site, fan);
    assertEquals("", why(site, BAT1));
    values.clear();
    assertEquals("Mend mine.", why(site, BAT1), "what it judged by is gone");
  }

  @Test
  void anAnswerHoldsForASecondAndNotLonger() {
    Interlocks site = interlocks(config("mine", "bat1", "fan"));
    ask(site, new Brought("fan", Set.of()));
    clock.advance(Duration.ofNanos(VALID_NANOS));
    assertEquals("", why(site, BAT1));
    clock.advance(Duration.ofNanos(1));
    assertEquals("Mend mine.", why(site, BAT1));
  }

  @Test
  void whoCouldNotBeAskedIsAskedTheNextTime() {
    Interlocks site = interlocks(config("mine", "bat1", "fan"));
    Brought fan = new Brought("fan", Set.of());
    thinks = true;
    ask(site, fan);
    assertEquals("Mend mine. Interlock fan is not there.", why(site, BAT1));
    thinks = false;
    ask(site, fan);
    assertEquals("", why(site, BAT1));
  }

  @Test
  void anInterlockThatThrowsHoldsNothing() {
    Interlocks site = interlocks(config("mine", "bat1", "fan"));
    Brought fan = new Brought("fan", Set.of());
    ask(site, fan);
    assertEquals("", why(site, BAT1));
    Interlock throwing =
        new Interlock() {
          @Override
          public String id() {
            return "fan";
          }

          @Override
          public Set<Address> inputs() {
            return Set.of();
          }

          @Override
          public boolean holds(Snapshot snapshot) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public String text() {
            return "";
          }
        };
    ask(site, throwing);
    assertEquals("Mend mine.", why(site, BAT1));
  }

  @Test
  void eachKeepsItsJudgeAsLongAsItIsThereAndNoLonger() {
    Interlocks site = interlocks();
    Brought one = new Brought("one", Set.of());
    Brought two = new Brought("two", Set.of());
    ask(site, one, two);
    ask(site, one, two);
    assertEquals(2, judges);
    assertEquals(0, closed);
    ask(site, two);
    assertEquals(2, judges);
    assertEquals(1, closed);
    site.close();
    assertEquals(2, closed);
  }

  @Test
  void sixteenAreAskedAndTheNextOneHoldsNothing() {
    Interlock[] many = new Interlock[17];
    for (int i = 0; i < many.length; i++) {
      many[i] = new Brought("b" + i, Set.of());
    }
    Interlocks site =
        interlocks(config("sixteenth", "bat1", "b15"), config("beyond", "bat2", "b16"));
    ask(site, many);
    assertEquals("", why(site, BAT1));
    assertEquals("Mend beyond. Interlock b16 is not there.", why(site, BAT2));
    assertEquals(16, asked.size());
  }

  @Test
  void everyoneWhoNeedsWhatDoesNotHoldIsBroken() {
    Interlocks site =
        interlocks(
            wired("door"), config("a", "bat1", null, "door"), config("b", "bat1", null, "door"));
    assertEquals(Set.of("door", "a", "b"), site.broken(newest, clock.nanos()).keySet());
    values.put(WIRE, 1.0);
    assertEquals(Map.of(), site.broken(newest, clock.nanos()));
  }

  @Test
  void twoThatNeedEachOtherHoldNeither() {
    Interlocks site = interlocks(config("a", "bat1", null, "b"), config("b", "bat2", null, "a"));
    assertEquals("Interlock a needs itself.", why(site, BAT1));
    assertEquals("Interlock b needs itself.", why(site, BAT2));
  }
}
