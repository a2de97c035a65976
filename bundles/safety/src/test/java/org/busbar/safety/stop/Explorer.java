package org.busbar.safety.stop;

import static org.busbar.safety.stop.World.AUTHORITY;
import static org.busbar.safety.stop.World.EPOCH;
import static org.busbar.safety.stop.World.FIRST;
import static org.busbar.safety.stop.World.FROZEN;
import static org.busbar.safety.stop.World.FROZEN_FRESH;
import static org.busbar.safety.stop.World.GRANT;
import static org.busbar.safety.stop.World.GRANT_PLACE;
import static org.busbar.safety.stop.World.HOLDS;
import static org.busbar.safety.stop.World.LEASE;
import static org.busbar.safety.stop.World.ON_RECORD;
import static org.busbar.safety.stop.World.OPEN;
import static org.busbar.safety.stop.World.OPENED;
import static org.busbar.safety.stop.World.OWNER;
import static org.busbar.safety.stop.World.PLACE;
import static org.busbar.safety.stop.World.RECORD_LATCHED;
import static org.busbar.safety.stop.World.RECORD_PLACE;
import static org.busbar.safety.stop.World.TRIPPING;
import static org.busbar.safety.stop.World.WISH;
import static org.busbar.safety.stop.World.WISH_FRESH;
import static org.busbar.safety.stop.World.WRITER;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.busbar.api.safety.SiteState;
import org.busbar.safety.stop.Duty.Sight;
import org.busbar.safety.stop.Duty.Wish;
import org.busbar.safety.stop.Machine.Facts;
import org.busbar.safety.stop.Machine.Outcome;
import org.busbar.safety.stop.Machine.Place;
import org.busbar.safety.stop.Machine.Trigger;

/**
 * Walks every reachable state of a site with one device: state machine, latch, lease, epochs,
 * record and two writers, of which one takes over from the other, with every interleaving of their
 * steps. What decides is the product's functions, or a broken form of them; what is checked is said
 * here a second time.
 */
final class Explorer {
  /** What decides. */
  interface Rules {
    default Outcome site(Place now, Trigger trigger, Facts facts) {
      return Machine.next(now, trigger, facts);
    }

    default Duty duty(Sight sight) {
      return Duty.of(sight);
    }

    /** The epoch that counts now for what was decided in another, as the gate cell says it. */
    default int now(int decided, int first, int epoch) {
      return decided >= first && decided <= epoch ? epoch : decided;
    }

    default Place recalled(boolean readable, SiteState recorded, boolean latched) {
      return Machine.recalled(readable, recorded, latched);
    }
  }

  private static final int LEASE_ROUNDS = 1;
  private static final int NO_PLACE = 7;

  private final Rules rules;
  private final int mostEpoch;
  private final LongSet seen = new LongSet();
  private final ArrayDeque<Long> open = new ArrayDeque<>();
  private Optional<String> violation = Optional.empty();

  /** An explorer of a site whose gate cell changes so often at most. */
  Explorer(Rules rules, int mostEpoch) {
    this.rules = rules;
    this.mostEpoch = mostEpoch;
  }

  int states() {
    return seen.size();
  }

  /** Walks everything; returns the first violation, empty where there is none. */
  Optional<String> walk() {
    World first = new World().place(Place.of(SiteState.BOOT)).set(OPEN, 1);
    first.set(RECORD_PLACE, kept(first));
    add(first);
    while (!open.isEmpty() && violation.isEmpty()) {
      long code = open.removeFirst();
      site(code);
      person(code);
      loop(code);
      disk(code);
      writers(code);
    }
    return violation;
  }

  private void add(World world) {
    long code = world.code();
    if (seen.add(code)) {
      check(world);
      open.addLast(code);
    }
  }

  private void to(long code, Consumer<World> change) {
    World world = World.of(code);
    change.accept(world);
    add(world);
  }

  private void violated(String what, World world) {
    if (violation.isEmpty()) {
      violation = Optional.of(what + ": " + world);
    }
  }

  /** What must be true of every state. */
  private void check(World world) {
    SiteState state = world.place().state();
    boolean settled = !world.is(TRIPPING) && !world.is(OPENED);
    if (settled && !world.is(OPEN) && state != SiteState.ERROR && state != SiteState.STOPPED) {
      violated("latched, but neither in ERROR nor STOPPED", world);
    }
    boolean idle = world.get(WRITER) == 0 && world.get(WRITER + 1) == 0;
    if (!settled || !idle) {
      return;
    }
    if (!world.is(OPEN) && world.get(HOLDS) != World.SAFE) {
      violated("latched, and nobody is about to write the safe value", world);
    }
    boolean covered = world.is(OPEN) && state == SiteState.RUNNING && world.get(LEASE) > 0;
    if (world.get(HOLDS) == World.SETPOINT && !covered) {
      violated("a setpoint stands that nothing covers", world);
    }
  }

  // --- what happens to the site ---

  private void site(long code) {
    World now = World.of(code);
    if (!now.is(TRIPPING) && now.get(EPOCH) < mostEpoch) {
      to(code, w -> w.turn(false).set(TRIPPING, 1).wake());
    }
    if (now.is(TRIPPING)) {
      // A trip puts a new phase in place also where the state stays: a reset under way misses it.
      to(
          code,
          w -> {
            move(w, Trigger.TRIP, Facts.CLEAR).set(TRIPPING, 0).wake();
            w.set(GRANT_PLACE, w.is(GRANT) ? NO_PLACE : 0);
          });
    }
    to(code, w -> move(w, Trigger.STANDSTILL, facts(w, false)).wake());
    to(code, w -> move(w, Trigger.OPENED, facts(w, false)));
  }

  private static Facts facts(World world, boolean stands) {
    return new Facts(!world.is(OPEN), false, stands);
  }

  private World move(World world, Trigger trigger, Facts facts) {
    Place from = world.place();
    Place to = rules.site(from, trigger, facts).to();
    if (to.state() == SiteState.RUNNING && from.state() != SiteState.RUNNING) {
      if (trigger != Trigger.ASK_RUNNING || from.state() != SiteState.IDLE) {
        violated("RUNNING by " + trigger + " out of " + from, world);
      }
      world.set(ON_RECORD, 0).set(WISH_FRESH, 0).set(FROZEN_FRESH, 0);
    }
    if (!to.equals(from)
        && from.state() != to.state()
        && !MachineTest.EDGES.contains(java.util.List.of(from.state(), to.state()))) {
      violated("an edge that is not published: " + from + " to " + to, world);
    }
    return world.place(to);
  }

  // --- what people ask for ---

  private void person(long code) {
    World now = World.of(code);
    for (Trigger trigger :
        new Trigger[] {Trigger.ASK_IDLE, Trigger.ASK_RUNNING, Trigger.ASK_STOPPED}) {
      to(code, w -> move(w, trigger, facts(w, false)).wake());
      if (now.is(TRIPPING)) { // It looked at the cells just before the trip.
        to(code, w -> move(w, trigger, Facts.CLEAR).wake());
      }
    }
    for (boolean stands : new boolean[] {false, true}) {
      Place to = rules.site(now.place(), Trigger.RESET, facts(now, stands)).to();
      if (!to.equals(now.place()) && !now.is(TRIPPING) && !now.is(OPENED)) {
        if (stands) {
          violated("a reset was granted while the cause stands", now);
        }
        to(code, w -> w.set(GRANT, 1 + w.get(EPOCH)).set(GRANT_PLACE, w.get(PLACE)));
      }
    }
  }

  // --- what the loop does ---

  private void loop(long code) {
    World now = World.of(code);
    if (now.is(OPENED)) { // The second half of a reset.
      to(
          code,
          w -> {
            if (w.get(PLACE) == w.get(GRANT_PLACE)) {
              move(w, Trigger.RESET, new Facts(true, false, false));
            }
            w.set(OPENED, 0).set(GRANT, 0).set(GRANT_PLACE, 0).wake();
          });
      return;
    }
    if (now.is(GRANT)) {
      boolean valid = now.get(GRANT) - 1 == now.get(EPOCH) && now.get(EPOCH) < mostEpoch;
      if (!valid) {
        to(code, w -> w.set(GRANT, 0).set(GRANT_PLACE, 0));
      } else if (now.is(OPEN)) {
        to(code, w -> w.set(OPENED, 1));
      } else {
        to(code, w -> w.turn(true).set(OPENED, 1));
      }
    }
    boolean running = now.place().state() == SiteState.RUNNING;
    to(code, w -> w.set(FROZEN, 1 + w.get(EPOCH)).set(FROZEN_FRESH, running));
    if (now.is(FROZEN)) {
      to(
          code,
          w ->
              w.set(AUTHORITY, running)
                  .set(WISH, running ? w.get(FROZEN) : 0)
                  .set(WISH_FRESH, running && w.is(FROZEN_FRESH))
                  .set(LEASE, running ? LEASE_ROUNDS : 0)
                  .set(FROZEN, 0)
                  .set(FROZEN_FRESH, 0)
                  .wake());
    }
    if (now.get(LEASE) > 0) {
      to(
          code,
          w -> {
            w.set(LEASE, w.get(LEASE) - 1);
            if (w.get(LEASE) == 0) {
              w.wake();
            }
          });
    }
  }

  // --- what is on disk, and the end of the process ---

  private void disk(long code) {
    to(
        code,
        w -> {
          w.set(RECORD_PLACE, kept(w)).set(RECORD_LATCHED, !w.is(OPEN));
          w.set(ON_RECORD, w.place().state() == SiteState.RUNNING);
          w.wake();
        });
    for (boolean readable : new boolean[] {true, false}) {
      World now = World.of(code);
      boolean latched = now.is(RECORD_LATCHED);
      Place recorded = MachineTest.PLACES.get(now.get(RECORD_PLACE));
      Place place = rules.recalled(readable, recorded.state(), latched);
      World after = new World().place(place).set(OPEN, readable && !latched);
      after.set(RECORD_PLACE, now.get(RECORD_PLACE)).set(RECORD_LATCHED, latched);
      if (place.state() == SiteState.RUNNING) {
        violated("a restart ended in RUNNING", now);
      }
      if ((latched || !readable) && place.state() != SiteState.ERROR) {
        violated("a restart forgot a latch", now);
      }
      add(after.wake());
    }
  }

  /** What a record tells: all that is neither RUNNING nor ERROR counts as one. */
  private static int kept(World world) {
    SiteState state = world.place().state();
    boolean told = state == SiteState.RUNNING || state == SiteState.ERROR;
    return told ? world.get(PLACE) : MachineTest.PLACES.indexOf(Place.of(SiteState.IDLE));
  }

  // --- what writes ---

  private void writers(long code) {
    World now = World.of(code);
    for (int i = 0; i < 2; i++) {
      int me = i;
      int writer = WRITER + i;
      if (now.get(writer) == 1) {
        to(code, w -> decide(w, me));
      } else if (now.get(writer) > 1) {
        // The write reaches the device; then the writer looks once more.
        to(code, w -> w.set(HOLDS, w.get(writer) - 1).set(writer, 1));
      }
    }
    if (now.get(WRITER + now.get(OWNER)) < 2) { // A claim moves while nothing is on the wire.
      to(code, w -> w.set(OWNER, 1 - w.get(OWNER)).wake());
      if (now.get(EPOCH) < mostEpoch) { // Or another session takes over, under another epoch.
        to(code, w -> w.set(EPOCH, w.get(EPOCH) + 1).set(OWNER, 1 - w.get(OWNER)).wake());
      }
    }
  }

  private void decide(World world, int me) {
    boolean controls =
        world.place().state() == SiteState.RUNNING && world.is(ON_RECORD) && world.is(WISH_FRESH);
    int decided = rules.now(world.get(WISH) - 1, world.get(FIRST), world.get(EPOCH));
    Wish wish = world.is(WISH) ? new Wish(true, decided, controls, world.get(LEASE) > 0) : null;
    boolean owner = world.get(OWNER) == me;
    Duty duty =
        rules.duty(
            new Sight(
                owner, world.is(OPEN), world.get(EPOCH), world.is(AUTHORITY), controls, wish));
    int wanted =
        switch (duty) {
          case NOTHING -> world.get(HOLDS);
          case SAFE -> World.SAFE;
          case RELEASE -> World.RELEASE;
          case SET -> World.SETPOINT;
          case GIVE_BACK -> world.get(HOLDS) == World.NOTHING ? World.NOTHING : World.RELEASE;
        };
    if (duty != Duty.NOTHING && !owner) {
      violated("a closed session writes", world);
    }
    boolean maySet =
        owner
            && world.is(OPEN)
            && world.get(WISH) - 1 >= world.get(FIRST)
            && world.get(LEASE) > 0
            && controls;
    if (duty == Duty.SET && !maySet) {
      violated("a setpoint is written that may not be", world);
    }
    world.set(WRITER + me, wanted == world.get(HOLDS) ? 0 : wanted + 1);
  }

  /** A set of longs without boxes. */
  private static final class LongSet {
    private long[] slots = new long[1 << 20];
    private int size;

    int size() {
      return size;
    }

    boolean add(long value) {
      if (size * 2 > slots.length) {
        long[] old = slots;
        slots = new long[old.length * 2];
        size = 0;
        for (long each : old) {
          if (each != 0) {
            add(each - 1);
          }
        }
      }
      long stored = value + 1;
      int at = (int) ((stored * 0x9E3779B97F4A7C15L) >>> 32) & (slots.length - 1);
      while (slots[at] != 0) {
        if (slots[at] == stored) {
          return false;
        }
        at = (at + 1) & (slots.length - 1);
      }
      slots[at] = stored;
      size++;
      return true;
    }
  }
}
