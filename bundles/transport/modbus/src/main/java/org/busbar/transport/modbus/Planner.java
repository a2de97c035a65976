package org.busbar.transport.modbus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a connection does next. Pure: no I/O, no thread, no clock of its own; times are
 * monotonic nanoseconds.
 *
 * <p>Among what is due the earliest deadline goes first, the deadline being one period after the
 * due time. A silent unit is not read but probed: in time that nobody else needs, and else within a
 * small share of the connection's time.
 */
final class Planner {
  /** What is to be done next. */
  sealed interface Step {
    /** Send this block and wait for its answer so long, at the expense of others or not. */
    record Read(Block block, long waitNanos, boolean atExpense) implements Step {}

    /** Ask this over the second connection; do not wait for it. */
    record Aside(Block block) implements Step {}

    /** This block is due, but its unit cannot be asked now. */
    record Fail(Block block) implements Step {}

    /** Nothing is due for so long. */
    record Idle(long nanos) implements Step {}
  }

  /** State of the way to the units. */
  enum Link {
    /** Requests can be sent. */
    UP,
    /** The way is just being made; what is due waits for it. */
    OPENING,
    /** There is no way; what is due fails. */
    DOWN
  }

  private record Key(int unit, Table table, long periodNanos) {}

  private static final class Group {
    final List<Want> wants = new ArrayList<>();
    List<Block> blocks = List.of();
    int parts;
    boolean changed;
  }

  private static final long NOT_POLLED = -1;
  private static final long LONGEST_IDLE = Duration.ofSeconds(60).toNanos();
  private static final long SUSPICION = Duration.ofSeconds(2).toNanos();

  private final long timeout;
  private final long pause;
  private final RandomGenerator random;
  private final Map<Key, Group> groups = new LinkedHashMap<>();
  private final Map<Integer, Unit> units = new HashMap<>();
  private final Patience patience;
  final Holdup holdup;
  private List<Block> blocks = List.of();
  private boolean changed;
  private long notBefore;

  /** Until then other units are suspected to have gone the way of one that was missed. */
  private long suspectUntil;

  /**
   * With the connection's settings.
   *
   * @param now the time, monotonic ns
   */
  Planner(Duration timeout, Duration pause, RandomGenerator random, long now) {
    this.timeout = timeout.toNanos();
    this.pause = pause.toNanos();
    this.random = random;
    this.notBefore = now;
    this.suspectUntil = now;
    this.patience = new Patience(now);
    this.holdup = new Holdup(now);
  }

  void add(Poll poll) {
    for (Registers item : poll.items()) {
      Group group =
          groups.computeIfAbsent(
              new Key(item.unit(), item.table(), poll.periodNanos()), k -> new Group());
      group.wants.add(new Want(poll, item));
      group.changed = true;
    }
    changed = true;
  }

  void remove(Poll poll) {
    for (Group group : groups.values()) {
      group.changed |= group.wants.removeIf(want -> want.poll == poll);
    }
    groups.values().removeIf(group -> group.wants.isEmpty());
    changed = true;
  }

  /** What to do now. */
  Step next(long now, Link link) {
    rebuild(now);
    patience.pass(now);
    holdup.pass(now);
    Scan scan = new Scan();
    for (Block block : blocks) {
      scan.look(block, now, link);
    }
    Unit aside = link == Link.UP && scan.silent ? holdup.toAskAside(units.values(), now) : null;
    if (aside != null) {
      holdup.askedAside(aside, now);
      return new Step.Aside(probe(aside, now));
    }
    Unit probed = link == Link.UP && scan.silent ? toProbe(now) : null;
    if (probed != null) {
      long wait = probed.shortWait(timeout);
      if (scan.ready == 0 && scan.spare >= wait) {
        long most = silentUnits() == 1 ? timeout : wait;
        return new Step.Read(probe(probed, now), Math.min(most, scan.spare), false);
      }
      if (patience.isLeft()) {
        return new Step.Read(probe(probed, now), wait, true);
      }
    }
    if (scan.failing != null) {
      return new Step.Fail(scan.failing);
    }
    if (scan.best != null) {
      return new Step.Read(scan.best, waitFor(scan.best, now), false);
    }
    return new Step.Idle(scan.silent ? idle(now, link, scan.idle, probed != null) : scan.idle);
  }

  /** What is due, and for how long nothing is. */
  private final class Scan {
    @Nullable Block best;
    @Nullable Block failing;
    boolean silent;
    int ready;
    long idle = LONGEST_IDLE;
    long spare = LONGEST_IDLE;

    void look(Block block, long now, Link link) {
      boolean unitSilent = block.unit.isSilent();
      silent |= unitSilent;
      long in = block.due - now;
      boolean mute = unitSilent || isQuiet(block, now);
      if (in <= 0 && (link == Link.DOWN || (link == Link.UP && mute))) {
        failing = failing == null ? block : failing;
        return;
      }
      if (in <= 0 && link == Link.OPENING) {
        return;
      }
      in = Math.max(in, Math.max(notBefore - now, block.unit.notBefore - now));
      if (in > 0) {
        idle = Math.min(idle, in);
        spare = unitSilent ? spare : Math.min(spare, in);
        return;
      }
      ready++;
      if (best == null || deadline(block, now) < deadline(best, now)) {
        best = block;
      }
    }
  }

  /** Where many blocks are never answered, trying them again must not take the others' time. */
  private boolean isQuiet(Block block, long now) {
    return block.isQuiet(now) || (block.isLeftOut() && !patience.isLeft());
  }

  private long idle(long now, Link link, long untilDue, boolean probeWaits) {
    long idle = untilDue;
    if (link == Link.UP) {
      for (Unit unit : units.values()) {
        if (unit.isSilent()) {
          long in = Math.max(unit.probeAt - now, Math.max(unit.notBefore, notBefore) - now);
          in = Math.max(in, holdup.untilAsked(unit, now));
          idle = Math.min(idle, in > 0 ? in : patience.missing());
        }
      }
    }
    return Math.max(probeWaits ? 1 : 0, idle);
  }

  private long silentUnits() {
    return units.values().stream().filter(Unit::isSilent).count();
  }

  private static long deadline(Block block, long now) {
    return block.due - now + block.periodNanos;
  }

  /**
   * The whole time-out where nobody else wants to be read meanwhile; else less, by what the unit's
   * answer usually takes and by whether there is reason to think the wait in vain. An answer that
   * comes after it is still heard.
   */
  private long waitFor(Block block, long now) {
    Unit unit = block.unit;
    boolean suspect =
        unit.isDoubtful() || unit.isUnknown() || block.isDoubtful() || suspectUntil - now > 0;
    long least = suspect ? unit.shortWait(timeout) : unit.longWait(timeout);
    return Math.clamp(spareBeside(unit, now), least, timeout);
  }

  /** For how long no other unit is to be read. */
  private long spareBeside(Unit unit, long now) {
    long spare = LONGEST_IDLE;
    if (units.size() > 1) {
      for (Block block : blocks) {
        if (block.unit != unit && !block.unit.isSilent()) {
          spare = Math.min(spare, block.due - now);
          if (spare <= 0) {
            return 0;
          }
        }
      }
    }
    return spare;
  }

  /** The silent unit that has waited longest for its probe, null if none may be sent. */
  private @Nullable Unit toProbe(long now) {
    Unit longest = null;
    for (Unit unit : units.values()) {
      boolean ready =
          unit.isSilent()
              && unit.probeAt - now <= 0
              && unit.notBefore - now <= 0
              && notBefore - now <= 0
              && holdup.untilAsked(unit, now) == 0;
      if (ready && (longest == null || unit.probeAt - longest.probeAt < 0)) {
        longest = unit;
      }
    }
    return longest;
  }

  /** One item of a unit at a time, in turn: whole blocks may fail for the sake of one of them. */
  private Block probe(Unit unit, long now) {
    List<Want> own = new ArrayList<>();
    for (Block block : blocks) {
      if (block.unit == unit) {
        own.addAll(block.wants);
      }
    }
    Want want = own.get(unit.nextProbe(own.size()));
    Block block = want.block;
    return block != null && block.wants.size() == 1
        ? block
        : new Block(want.item, List.of(want), unit, now + LONGEST_IDLE);
  }

  /**
   * A unit answered, rightly or with a refusal, in time or late. One that always takes longer than
   * the time-out cannot be read and stays silent.
   *
   * @return whether it had been silent
   */
  boolean heard(int id, long now, long roundTripNanos) {
    Unit unit = units.get(id);
    notBefore = now + pause;
    if (unit == null) {
      return false;
    }
    holdup.heard(unit, now - roundTripNanos, now, timeout);
    return roundTripNanos < timeout && well(unit, now, roundTripNanos);
  }

  /**
   * A question over the second connection came to its end.
   *
   * @param roundTripNanos negative where nothing was answered
   * @return whether the unit is back
   */
  boolean heardAside(int id, long now, long roundTripNanos) {
    Unit unit = units.get(id);
    boolean well = roundTripNanos >= 0 && roundTripNanos < timeout;
    return holdup.endedAside(well, now) && unit != null && well(unit, now, roundTripNanos);
  }

  private boolean well(Unit unit, long now, long roundTripNanos) {
    unit.notBefore = now + unit.pauseNanos;
    boolean wasLong = unit.isSilent() && now - unit.silentSince() > SUSPICION;
    if (!unit.heard(now, roundTripNanos)) {
      return false;
    }
    if (wasLong) {
      units.values().forEach(other -> other.mayBeBack(now));
    }
    for (Block block : blocks) {
      if (block.unit == unit && block.due - now > 0 && !block.isQuiet(now)) {
        block.due = now;
      }
    }
    return true;
  }

  /** A block was answered: plans its next reading. */
  void answered(Block block, long now) {
    if (block.isLeftOut()) {
      blocks.stream().filter(other -> other.unit == block.unit).forEach(Block::mayBeBack);
    }
    block.heard();
    block.advance(now);
  }

  /** A block is not read this time: plans its next reading without catching up. */
  void failed(Block block, long now) {
    if (block.due - now <= 0) {
      block.skip(now);
    }
  }

  /**
   * A unit refused a block: cuts it in two where that may help. Both parts are due at once.
   *
   * @return whether it was cut; if not, the refusal concerns each of its items
   */
  boolean split(Block block) {
    int cut = Merge.cut(block.wants);
    Group group = groups.get(new Key(block.unit.id, block.range.table(), block.periodNanos));
    if (cut == 0 || group == null) {
      return false;
    }
    group.parts++;
    block.wants.subList(cut, block.wants.size()).forEach(want -> want.part = group.parts);
    group.changed = true;
    changed = true;
    return true;
  }

  /**
   * A unit did not answer, or not in a way that can be understood.
   *
   * @param block what was asked for; null in an exchange that the planner did not order
   * @param waited how long it was waited for
   * @param atExpense whether that is to be charged to the patience with silent units
   * @return whether it had not been silent before
   */
  boolean missed(int id, @Nullable Block block, long now, long waited, boolean atExpense) {
    Unit unit = units.get(id);
    if (unit == null || (block != null && block.isForeign())) {
      return false;
    }
    boolean leftOut = block != null && !unit.isSilent() && block.isLeftOut();
    patience.spend(leftOut ? unit.shortWait(timeout) : atExpense ? waited : 0);
    if (units.size() > 1) {
      holdup.missed(unit, now - waited, now);
    }
    if (block != null && !unit.isSilent() && block.missed(now)) {
      split(block);
      return false;
    }
    suspectUntil = now + SUSPICION;
    return unit.missed(now, random);
  }

  /**
   * The connection was lost while a unit was asked. Once is nobody's fault, twice in a row the
   * unit's, for its neighbours must not pay for it again and again.
   *
   * @return whether it had not been silent before
   */
  boolean cut(int id, long now) {
    Unit unit = units.get(id);
    return unit != null && unit.cut(now, units.size() == 1) && unit.missed(now, random);
  }

  /** Asking a unit has ended the connection. */
  void blame(int id) {
    Unit unit = units.get(id);
    if (unit != null) {
      unit.blame();
    }
  }

  /** How long to wait for a unit in an exchange that cannot be put off. */
  long urgentWait(int id) {
    Unit unit = units.get(id);
    boolean shorten = unit != null && unit.isSilent() && units.size() > 1;
    return shorten ? unit.shortWait(timeout) : timeout;
  }

  /** The way to the units was made anew: forgets what was learned of splits, probes at once. */
  void reached(long now) {
    holdup.reached();
    units.values().forEach(unit -> unit.reached(now));
    for (Group group : groups.values()) {
      group.changed |= group.parts > 0;
      group.parts = 0;
      group.wants.forEach(want -> want.part = 0);
    }
    changed = true;
  }

  /** How long a unit must still be left alone; never negative. */
  long restNanos(int id, long now) {
    Unit unit = units.get(id);
    long rest = Math.max(0, notBefore - now);
    return unit == null ? rest : Math.max(rest, unit.notBefore - now);
  }

  private void rebuild(long now) {
    if (!changed) {
      return;
    }
    changed = false;
    List<Block> all = new ArrayList<>();
    for (Group group : groups.values()) {
      if (group.changed) {
        group.changed = false;
        group.blocks = Merge.blocks(group.wants).stream().map(wants -> block(wants, now)).toList();
      }
      all.addAll(group.blocks);
    }
    blocks = List.copyOf(all);
    units.values().forEach(unit -> unit.pauseNanos = NOT_POLLED);
    for (Block block : blocks) {
      block.unit.pauseNanos = Math.max(block.unit.pauseNanos, block.pauseNanos());
    }
    units.values().removeIf(unit -> unit.pauseNanos == NOT_POLLED);
  }

  private Block block(List<Want> wants, long now) {
    Registers range = Merge.range(wants);
    Unit unit = units.computeIfAbsent(range.unit(), id -> new Unit(id, now));
    long in =
        wants.stream().mapToLong(w -> w.block == null ? 0 : w.block.due - now).min().orElse(0);
    Block block = new Block(range, wants, unit, now + in);
    wants.forEach(want -> want.block = block);
    return block;
  }

  /** The blocks as they are now, for tests and messages. */
  List<Block> blocks(long now) {
    rebuild(now);
    return blocks;
  }
}
