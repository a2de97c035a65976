package org.busbar.safety.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.busbar.api.safety.SiteState;
import org.busbar.safety.stop.Duty.Sight;
import org.busbar.safety.stop.Duty.Wish;
import org.busbar.safety.stop.Explorer.Rules;
import org.busbar.safety.stop.Machine.Facts;
import org.busbar.safety.stop.Machine.Outcome;
import org.busbar.safety.stop.Machine.Place;
import org.busbar.safety.stop.Machine.Trigger;
import org.junit.jupiter.api.Test;

class ExplorerDeepTest {
  /**
   * How often the gate cell may change: closed, opened, or another session under another epoch; in
   * the deep form once more.
   */
  private static final int EPOCHS = Boolean.getBoolean("busbar.deep") ? 3 : 2;

  @Test
  void noReachableStateBreaksARule() {
    Explorer explorer = new Explorer(new Rules() {}, EPOCHS);
    Optional<String> violation = explorer.walk();
    System.out.printf(
        "explorer: %d reachable states of state machine x latch x lease x epochs x two writers"
            + " and sessions,"
            + " violations %d%n",
        explorer.states(), violation.isPresent() ? 1 : 0);
    assertEquals(Optional.empty(), violation);
    assertTrue(explorer.states() > 100_000, "too few: " + explorer.states());
  }

  private static Rules duty(UnaryOperator<Sight> blind) {
    return new Rules() {
      @Override
      public Duty duty(Sight sight) {
        return Duty.of(blind.apply(sight));
      }
    };
  }

  private static Rules wish(UnaryOperator<Wish> blind) {
    return duty(
        s ->
            new Sight(
                s.owner(),
                s.open(),
                s.epoch(),
                s.authority(),
                s.controls(),
                s.wish() == null ? null : blind.apply(s.wish())));
  }

  private interface Bend {
    Outcome bend(Place now, Trigger trigger, Facts facts, Outcome right);
  }

  private static Rules site(Bend bend) {
    return new Rules() {
      @Override
      public Outcome site(Place now, Trigger trigger, Facts facts) {
        return bend.bend(now, trigger, facts, Machine.next(now, trigger, facts));
      }
    };
  }

  private static Outcome to(SiteState state) {
    return new Outcome(Place.of(state), Optional.empty());
  }

  /**
   * Each rule, taken away. The epoch is not among them: it is a second barrier behind "the site has
   * been running since before the decision", because whatever opens a cell leaves RUNNING.
   */
  private static Map<String, Rules> broken() {
    Map<String, Rules> all = new LinkedHashMap<>();
    all.put(
        "the writer does not look at the cell",
        duty(s -> new Sight(s.owner(), true, s.epoch(), s.authority(), s.controls(), s.wish())));
    all.put(
        "the writer does not look at its session",
        duty(s -> new Sight(true, s.open(), s.epoch(), s.authority(), s.controls(), s.wish())));
    all.put(
        "the writer does not look at the site",
        duty(
            s ->
                new Sight(
                    s.owner(),
                    s.open(),
                    s.epoch(),
                    s.authority(),
                    true,
                    s.wish() == null
                        ? null
                        : new Wish(true, s.wish().epoch(), true, s.wish().live()))));
    all.put(
        "the writer does not look at the lease",
        wish(w -> new Wish(w.finite(), w.epoch(), w.controls(), true)));
    all.put(
        "a closed cell is answered with the release",
        new Rules() {
          @Override
          public Duty duty(Sight sight) {
            Duty duty = Duty.of(sight);
            return duty == Duty.SAFE ? Duty.RELEASE : duty;
          }
        });
    all.put(
        "a latched site can be started",
        site(
            (now, trigger, facts, right) ->
                Machine.next(now, trigger, new Facts(false, false, facts.causeStands()))));
    all.put(
        "a reset restarts",
        site(
            (now, trigger, facts, right) ->
                trigger == Trigger.RESET && right.refusal().isEmpty()
                    ? to(SiteState.RUNNING)
                    : right));
    all.put(
        "a reset does not ask for the cause",
        site(
            (now, trigger, facts, right) ->
                trigger == Trigger.RESET
                    ? Machine.next(now, trigger, new Facts(facts.latched(), false, false))
                    : right));
    all.put(
        "a trip does not reach a site that is stopped",
        site(
            (now, trigger, facts, right) ->
                trigger == Trigger.TRIP && now.state() == SiteState.IDLE
                    ? new Outcome(now, Optional.empty())
                    : right));
    all.put(
        "ERROR is left by asking",
        site(
            (now, trigger, facts, right) ->
                trigger == Trigger.ASK_IDLE && now.state() == SiteState.ERROR
                    ? to(SiteState.IDLE)
                    : right));
    all.put(
        "a restart goes on",
        new Rules() {
          @Override
          public Place recalled(boolean readable, SiteState recorded, boolean latched) {
            return recorded == SiteState.RUNNING && readable && !latched
                ? Place.of(SiteState.RUNNING)
                : Machine.recalled(readable, recorded, latched);
          }
        });
    all.put(
        "a restart forgets the latch",
        new Rules() {
          @Override
          public Place recalled(boolean readable, SiteState recorded, boolean latched) {
            return Machine.recalled(readable, SiteState.BOOT, false);
          }
        });
    all.put(
        "an unreadable record counts as none",
        new Rules() {
          @Override
          public Place recalled(boolean readable, SiteState recorded, boolean latched) {
            return Machine.recalled(true, recorded, latched);
          }
        });
    return all;
  }

  @Test
  void everyRuleThatIsTakenAwayIsMissed() {
    broken()
        .forEach(
            (what, rules) -> {
              Explorer explorer = new Explorer(rules, 2);
              Optional<String> violation = explorer.walk();
              assertTrue(violation.isPresent(), () -> "not found: " + what);
              System.out.println("explorer, " + what + " -> " + violation.get());
            });
  }
}
