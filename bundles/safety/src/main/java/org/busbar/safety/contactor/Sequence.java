package org.busbar.safety.contactor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a pack stands on its way to the bus or from it, and the step to the next place: a pure
 * function of what is seen and wanted. Order of closing: negative, weld check of the positive,
 * pre-charge, positive, pre-charge open again. Order of opening: positive, negative, weld check.
 *
 * @param phase where it stands
 * @param coils what is commanded
 * @param since when the phase began, s
 * @param bus what was measured of the bus since then
 * @param begun when tries to close were begun that did not come to their end
 * @param fault why it is locked, or why the last try ended; empty where neither
 */
public record Sequence(
    Phase phase, Coils coils, double since, Bus bus, List<Double> begun, String fault) {

  /** Places on the way. */
  public enum Phase {
    /** Separated; the only place from which a closing begins. */
    OPEN,
    /** Negative closed; the bus must stay without voltage, or the positive is welded. */
    NEGATIVE,
    /** The bus is filled through the resistor. */
    PRE_CHARGE,
    /** Positive was closed and must say so. */
    POSITIVE,
    /** Connected. */
    CLOSED,
    /** Waits for the current to go, then opens. */
    UNLOADING,
    /** Positive was opened; its contact and its relay must say so. */
    OPENING,
    /** Negative was opened and must say so. */
    SEPARATING,
    /** Latched: a weld, or too many tries. Only a person leads out of it. */
    LOCKED
  }

  /** What is wanted of a pack. */
  public enum Wish {
    /** To be connected. */
    CLOSE,
    /** To be separated once the current is low: stop category 1. */
    OPEN,
    /** To be separated at once, whatever flows: stop category 0. */
    OPEN_NOW
  }

  private static final double WELD_CHECK_SECONDS = 0.5;

  /** Copies the list. */
  public Sequence {
    begun = List.copyOf(begun);
  }

  /** Open, nothing tried yet. */
  public static Sequence open(double atSeconds) {
    return new Sequence(Phase.OPEN, Coils.OPEN, atSeconds, Bus.UNKNOWN, List.of(), "");
  }

  /** The next step. */
  public Sequence step(Wish wish, Seen seen, PackData pack) {
    if (phase == Phase.LOCKED) {
      return this;
    }
    if (wish == Wish.OPEN_NOW && isUnderWay()) {
      return to(Phase.OPENING, new Coils(coils.negative(), false, false), seen, fault);
    }
    return switch (phase) {
      case OPEN -> wish == Wish.CLOSE ? begin(seen, pack) : this;
      case NEGATIVE -> negative(wish, seen, pack);
      case PRE_CHARGE -> preCharge(wish, seen, pack);
      case POSITIVE -> positive(wish, seen, pack);
      case CLOSED -> closed(wish, seen, pack);
      case UNLOADING -> unloading(seen, pack);
      case OPENING -> opening(seen, pack);
      case SEPARATING -> separating(seen, pack);
      case LOCKED -> this;
    };
  }

  /** Out of the lock, by a person who looked: the tries are forgotten. */
  public Sequence unlocked(double atSeconds) {
    return phase == Phase.LOCKED ? open(atSeconds) : this;
  }

  /** Locked: a contactor is closed that was opened. */
  public Sequence welded(Seen seen) {
    return locked("a contactor is closed though it was opened", seen);
  }

  private boolean isUnderWay() {
    return switch (phase) {
      case NEGATIVE, PRE_CHARGE, POSITIVE, CLOSED, UNLOADING -> true;
      case OPEN, OPENING, SEPARATING, LOCKED -> false;
    };
  }

  private Sequence begin(Seen seen, PackData pack) {
    List<Double> tries = new ArrayList<>(begun);
    tries.removeIf(at -> seen.atSeconds() - at > pack.triesSeconds());
    if (tries.size() >= pack.tries()) {
      return locked("was tried " + pack.tries() + " times; the resistor is hot", seen);
    }
    String why = obstacle(seen, pack);
    if (!why.isEmpty()) {
      return new Sequence(Phase.OPEN, Coils.OPEN, since, bus, begun, why);
    }
    tries.add(seen.atSeconds());
    Coils next = new Coils(true, false, false);
    return new Sequence(Phase.NEGATIVE, next, seen.atSeconds(), Bus.of(seen), tries, "");
  }

  /** Why no closing may begin now, empty where it may. */
  private static String obstacle(Seen seen, PackData pack) {
    if (!seen.obstacle().isEmpty()) {
      return seen.obstacle();
    }
    if (!(seen.packV() > 0) || !Double.isFinite(seen.busV())) {
      return "voltage of bus or pack is not known";
    }
    if (!(seen.insulationOhm() >= pack.insulationOhmPerVolt() * seen.packV())) {
      return "insulation is too low or not known";
    }
    if (!seen.feedback().equals(Optional.of(Coils.OPEN))) {
      return "a contactor is not open, or does not say so";
    }
    boolean atRest = StrictMath.abs(seen.busV()) < pack.restBusV();
    return atRest || isEqual(seen, pack) ? "" : "the bus has another voltage than the pack";
  }

  private static boolean isEqual(Seen seen, PackData pack) {
    return StrictMath.abs(seen.busV() - seen.packV()) <= pack.equalShare() * seen.packV();
  }

  private Sequence negative(Wish wish, Seen seen, PackData pack) {
    if (wish != Wish.CLOSE || !seen.obstacle().isEmpty()) {
      return abort(seen.obstacle().isEmpty() ? "called off" : seen.obstacle(), seen);
    }
    if (!follows(seen)) {
      return late(seen, pack) ? abort("the negative contactor does not follow", seen) : this;
    }
    // What was measured before tells nothing of a positive contactor that is welded.
    boolean old = seen.busMeasuredSeconds() - since < WELD_CHECK_SECONDS;
    if (seen.atSeconds() - since < WELD_CHECK_SECONDS || old && Double.isFinite(seen.busV())) {
      return this;
    }
    boolean wasAtRest = StrictMath.abs(bus.voltageV()) < pack.restBusV();
    boolean rose = !(StrictMath.abs(seen.busV()) < pack.restBusV());
    if (wasAtRest && rose) {
      return Double.isFinite(seen.busV())
          ? locked("the positive contactor is welded: the bus got voltage", seen)
          : abort("the voltage of the bus is not known", seen);
    }
    return to(Phase.PRE_CHARGE, new Coils(true, true, false), seen, "");
  }

  private Sequence preCharge(Wish wish, Seen seen, PackData pack) {
    if (wish != Wish.CLOSE || !seen.obstacle().isEmpty()) {
      return abort(seen.obstacle().isEmpty() ? "called off" : seen.obstacle(), seen);
    }
    if (!follows(seen) && late(seen, pack)) {
      return abort("the pre-charge contactor does not follow", seen);
    }
    Bus now = bus.look(seen);
    boolean steady = now.isSteady(seen, pack.risePerSecond() * seen.packV());
    boolean charged = seen.busV() >= pack.chargedShare() * seen.packV() && isEqual(seen, pack);
    if (follows(seen) && charged && steady) {
      return to(Phase.POSITIVE, new Coils(true, true, true), seen, "");
    }
    if (seen.atSeconds() - since > pack.timeoutSeconds()) {
      return abort("the bus was not charged within " + pack.timeoutSeconds() + " s", seen);
    }
    return new Sequence(phase, coils, since, now, begun, fault);
  }

  private Sequence positive(Wish wish, Seen seen, PackData pack) {
    if (!seen.obstacle().isEmpty()) {
      return abort(seen.obstacle(), seen);
    }
    if (!follows(seen)) {
      return late(seen, pack) ? abort("a contactor does not follow", seen) : this;
    }
    if (!coils.preCharge()) {
      // What came to its end counts no more; what did not leaves a hot resistor.
      List<Double> others = begun.subList(0, begun.size() - 1);
      return new Sequence(Phase.CLOSED, coils, seen.atSeconds(), Bus.of(seen), others, "");
    }
    return wish == Wish.CLOSE
        ? to(Phase.POSITIVE, new Coils(true, false, true), seen, "")
        : abort("called off", seen);
  }

  private Sequence closed(Wish wish, Seen seen, PackData pack) {
    if (wish == Wish.OPEN) {
      return to(Phase.UNLOADING, coils, seen, "");
    }
    boolean fell = seen.feedback().isPresent() && !follows(seen);
    return fell ? abort("a contactor opened by itself", seen) : this;
  }

  private Sequence unloading(Seen seen, PackData pack) {
    boolean unloaded = StrictMath.abs(seen.currentA()) < pack.unloadedShare() * pack.ratedA();
    if (unloaded || seen.atSeconds() - since >= pack.unloadSeconds()) {
      return to(Phase.OPENING, new Coils(true, false, false), seen, fault);
    }
    return this;
  }

  private Sequence opening(Seen seen, PackData pack) {
    boolean open = seen.feedback().map(c -> !c.positive() && !c.preCharge()).orElse(false);
    // A contact may lie: the relay says first that it let go. One that never says so is no weld.
    if (open && (seen.relaysOpen() || late(seen, pack))) {
      return to(Phase.SEPARATING, Coils.OPEN, seen, fault);
    }
    if (!late(seen, pack)) {
      return this;
    }
    // The other pole is opened all the same: one open contactor separates.
    return locked("the positive contactor is welded or does not tell", seen);
  }

  private Sequence separating(Seen seen, PackData pack) {
    if (seen.feedback().equals(Optional.of(Coils.OPEN))) {
      return to(Phase.OPEN, Coils.OPEN, seen, fault);
    }
    return late(seen, pack)
        ? locked("the negative contactor is welded or does not tell", seen)
        : this;
  }

  private boolean follows(Seen seen) {
    return seen.feedback().equals(Optional.of(coils));
  }

  private boolean late(Seen seen, PackData pack) {
    return seen.atSeconds() - since > pack.feedbackSeconds();
  }

  private Sequence abort(String why, Seen seen) {
    return to(Phase.OPENING, new Coils(coils.negative(), false, false), seen, why);
  }

  private Sequence locked(String why, Seen seen) {
    return to(Phase.LOCKED, Coils.OPEN, seen, why);
  }

  private Sequence to(Phase next, Coils wanted, Seen seen, String why) {
    return new Sequence(next, wanted, seen.atSeconds(), Bus.of(seen), begun, why);
  }
}
