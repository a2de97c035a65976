package org.busbar.safety.plausibility;

/**
 * Whether a meter sees what is moved behind it, told from how the site moves anyway. A movement
 * counts for the meter if it went by about as much the right way at any time around it, and against
 * it if it never did. What moves may itself follow loads, so no number of movements is a proof:
 * with enough of them against it the meter is only suspected, and nobody may use it. Then what is
 * moved goes to rest or follows something else, and the next great movement, which has no cause in
 * the meter, is the proof. Pairs come at equal times. One thread.
 */
public final class Coupling {
  /** What is thought of the meter. */
  public enum State {
    /** Nothing speaks against it. */
    TRUSTED,
    /** Much speaks against it; what is moved now decides. */
    SUSPECTED,
    /** It has the wrong sign or scale. */
    WRONG
  }

  /** Shares of a movement that a right meter sees. */
  private static final double LEAST_SHARE = 0.5;

  private static final double MOST_SHARE = 2;

  /** Pairs that are looked at; what is moved counts between the second and the last but one. */
  private static final int LENGTH = 6;

  private static final int FIRST = 1;
  private static final int LAST = LENGTH - 2;

  /** What speaks against it until it is suspected, in shares of all that can be moved. */
  private static final double SUSPECT_AT = 0.7;

  private static final int LEAST_MOVEMENTS = 2;
  private static final double GROWTH = 1.2;
  private static final double MOST_PATIENCE = 2;

  /** What a meter counts for that does not move at all: loads that are followed look like that. */
  private static final double FLAT = 0.2;

  private static final double LEAST_MOVED = 0.1;
  private static final double STILL = 0.02;
  private static final double RESTLESS = 4;
  private static final double FORGET = 1 / 30.0;
  private static final double PROOF_MOVED = 0.2;
  private static final double PROOF_DRIFTS = 8;
  private static final double PROOF_FACTOR = 3;
  private static final int AT_REST = 2;
  private static final int LONGEST_REST = 10;
  private static final int LONGEST_WAIT = 60;

  private final double reachW;
  private final boolean atSite;
  private final double[] meterW = new double[LENGTH];
  private final double[] ownW = new double[LENGTH];
  private int count;
  private double restlessW;
  private double against;
  private int movements;
  private double patience = 1;
  private State state = State.TRUSTED;
  private double fromMeterW;
  private double lastMeterW;
  private double fromOwnW;
  private double driftW;
  private int rested;
  private int waited;
  private double share = Double.NaN;

  /**
   * A meter of which nothing is known yet.
   *
   * @param reachW all that can be moved behind it, W
   * @param atSite whether it is that of the point of common coupling, which reads less when more is
   *     produced; others read more
   */
  public Coupling(double reachW, boolean atSite) {
    this.reachW = reachW;
    this.atSite = atSite;
  }

  /**
   * Takes a pair of values of the same time.
   *
   * @param meter what the meter reads, W, NaN where unknown
   * @param own what is produced by all that is moved behind it, W, NaN where unknown
   */
  public State accept(double meter, double own) {
    double seen = atSite ? -meter : meter;
    if (!Double.isFinite(seen) || !Double.isFinite(own)) {
      count = 0;
      rested = 0;
    } else {
      push(seen, own);
    }
    if (state == State.SUSPECTED) {
      wait(seen, own);
    } else if (state == State.TRUSTED && count == LENGTH) {
      look();
    }
    return state;
  }

  private void push(double seen, double own) {
    if (count == LENGTH) {
      System.arraycopy(meterW, 1, meterW, 0, LENGTH - 1);
      System.arraycopy(ownW, 1, ownW, 0, LENGTH - 1);
      count--;
    }
    boolean still = count > 0 && StrictMath.abs(own - ownW[count - 1]) <= STILL * reachW;
    rested = still ? rested + 1 : 0;
    if (still) {
      restlessW += (StrictMath.abs(seen - meterW[count - 1]) - restlessW) * FORGET;
    }
    meterW[count] = seen;
    ownW[count] = own;
    count++;
  }

  private boolean isGreat(double movedW) {
    return StrictMath.abs(movedW) >= StrictMath.max(LEAST_MOVED * reachW, RESTLESS * restlessW);
  }

  /** Judges a movement once what the meter made of it has come in. */
  private void look() {
    double moved = ownW[LAST] - ownW[FIRST];
    if (!isGreat(moved)) {
      return;
    }
    boolean right = false;
    boolean flat = true;
    for (int from = 0; from < LENGTH; from++) {
      for (int to = from + 1; to < LENGTH; to++) {
        double saw = (meterW[to] - meterW[from]) / moved;
        right |= isRight(saw);
        flat &= StrictMath.abs(saw) < LEAST_SHARE;
      }
    }
    double weight = StrictMath.abs(moved) / reachW * (flat ? FLAT : 1);
    against = right ? 0 : against + weight;
    movements = right ? 0 : movements + 1;
    if (against >= SUSPECT_AT * patience && movements >= LEAST_MOVEMENTS) {
      state = State.SUSPECTED;
      fromMeterW = meterW[LENGTH - 1];
      lastMeterW = fromMeterW;
      fromOwnW = ownW[LENGTH - 1];
      waited = 0;
      rested = 0;
      driftW = restlessW;
    }
    // The end of this movement is the beginning of the next.
    System.arraycopy(meterW, LAST - FIRST, meterW, 0, LENGTH - (LAST - FIRST));
    System.arraycopy(ownW, LAST - FIRST, ownW, 0, LENGTH - (LAST - FIRST));
    count = LENGTH - (LAST - FIRST);
  }

  private static boolean isRight(double share) {
    return share >= LEAST_SHARE && share <= MOST_SHARE;
  }

  /**
   * The movement that decides: from the last moment before it to the first after which it rests.
   */
  private void wait(double seen, double own) {
    waited++;
    boolean unmoved = StrictMath.abs(own - fromOwnW) <= STILL * reachW;
    if (rested > 0 && unmoved) {
      // Who is read later than the meter stands still for a pair in which it has begun to move.
      driftW = StrictMath.max(driftW, StrictMath.abs(lastMeterW - fromMeterW));
      fromMeterW = lastMeterW;
      lastMeterW = seen;
    } else if (rested == AT_REST) {
      prove(seen, own - fromOwnW);
    }
    if (state == State.SUSPECTED && waited >= (unmoved ? LONGEST_REST : LONGEST_WAIT)) {
      state = State.TRUSTED;
      forget();
    }
  }

  private void prove(double seen, double movedW) {
    driftW = StrictMath.max(driftW, StrictMath.abs(seen - meterW[count - 2]));
    state = State.TRUSTED;
    double seenW = StrictMath.abs(seen - fromMeterW);
    // A meter that tells too much tells as much more of what drifts beside.
    double mostW = StrictMath.max(StrictMath.abs(movedW), seenW);
    if (StrictMath.abs(movedW) >= PROOF_MOVED * reachW && mostW >= PROOF_DRIFTS * driftW) {
      share = (seen - fromMeterW) / movedW;
      boolean sees = share >= 1 / PROOF_FACTOR && share <= PROOF_FACTOR;
      state = sees ? State.TRUSTED : State.WRONG;
      forget();
    }
    patience = StrictMath.min(GROWTH * patience, MOST_PATIENCE);
    count = 0; // What moved too little to decide speaks neither for it nor against it.
  }

  private void forget() {
    against = 0;
    movements = 0;
    count = 0;
  }

  /** The share of the movement that decided which the meter saw; NaN where none has decided. */
  public double share() {
    return share;
  }
}
