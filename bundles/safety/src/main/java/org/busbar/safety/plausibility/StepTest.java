package org.busbar.safety.plausibility;

import java.util.Arrays;
import java.util.Locale;

/**
 * Moves a device by small pulses and looks whether a meter sees them, with the right sign and size.
 * Three pulses; each is compared with the rest before and after it, so that a load that grows
 * meanwhile cancels out. Where loads nearby are too restless it is repeated with greater pulses.
 * One thread, no I/O.
 */
public final class StepTest {
  private static final int PULSES = 3;
  private static final int MOST_ATTEMPTS = 3;

  /** The end of each phase in which the mean is taken. */
  private static final double LOOK_SECONDS = 1;

  private static final double LEAST_SHARE = 0.7;
  private static final double MOST_SHARE = 1.4;
  private static final double UNEQUAL = 0.5;

  /** What came of it. */
  public enum Result {
    /** Still under way. */
    RUNNING,
    /** The meter sees what is moved. */
    PASSED,
    /** It sees it the other way round. */
    FLIPPED,
    /** It sees another size. */
    MIS_SCALED,
    /** The device does not move, values are missing, or loads nearby are too restless. */
    UNCLEAR
  }

  private final boolean atSite;
  private final double mostW;
  private final double phaseSeconds;
  private final double[] meterMeans = new double[2 * PULSES + 1];
  private final double[] ownMeans = new double[2 * PULSES + 1];
  private double pulseW;
  private double began = Double.NaN;
  private int phase;
  private int attempt = 1;
  private double meterSum;
  private double ownSum;
  private int count;
  private Result result = Result.RUNNING;
  private String words = "";

  /**
   * A test.
   *
   * @param pulseW size of the first pulses, W; positive discharges
   * @param mostW greatest pulses, W
   * @param phaseSeconds how long each is held: reaction time of the device and delay of the meter,
   *     and a second to look
   * @param atSite whether the meter is that of the point of common coupling, which reads less when
   *     more is produced; others read more
   */
  public StepTest(double pulseW, double mostW, double phaseSeconds, boolean atSite) {
    this.pulseW = pulseW;
    this.mostW = mostW;
    this.phaseSeconds = StrictMath.max(phaseSeconds, 2 * LOOK_SECONDS);
    this.atSite = atSite;
  }

  /**
   * One step.
   *
   * @param atSeconds monotonic
   * @param meterW what the meter reads, NaN where unknown
   * @param ownW what the moved device measures of itself, NaN where unknown
   * @return what the device is to be set to, W; NaN once the test has ended
   */
  public double step(double atSeconds, double meterW, double ownW) {
    if (result != Result.RUNNING) {
      return Double.NaN;
    }
    if (Double.isNaN(began)) {
      began = atSeconds;
    }
    double in = atSeconds - began;
    if (in >= phaseSeconds) {
      endPhase();
      began = atSeconds;
    } else if (in >= phaseSeconds - LOOK_SECONDS
        && Double.isFinite(meterW)
        && Double.isFinite(ownW)) {
      meterSum += meterW;
      ownSum += ownW;
      count++;
    }
    return result == Result.RUNNING ? setpoint() : Double.NaN;
  }

  private double setpoint() {
    return phase % 2 == 1 ? pulseW : 0;
  }

  private void endPhase() {
    meterMeans[phase] = meterSum / count;
    ownMeans[phase] = ownSum / count;
    meterSum = 0;
    ownSum = 0;
    count = 0;
    phase++;
    if (phase == meterMeans.length) {
      judge();
    }
  }

  private void judge() {
    double[] shares = new double[PULSES];
    boolean moved = true;
    for (int i = 0; i < PULSES; i++) {
      int at = 2 * i + 1;
      double own = step(ownMeans, at);
      moved &= StrictMath.abs(own) > UNEQUAL * StrictMath.abs(pulseW);
      double seen = step(meterMeans, at) / own;
      shares[i] = atSite ? -seen : seen;
    }
    Arrays.sort(shares);
    double share = shares[PULSES / 2];
    boolean clear = moved && shares[PULSES - 1] - shares[0] <= UNEQUAL * StrictMath.max(1, share);
    if (clear || attempt == MOST_ATTEMPTS) {
      end(moved, clear, share);
      return;
    }
    attempt++;
    phase = 0;
    pulseW = StrictMath.copySign(StrictMath.min(2 * StrictMath.abs(pulseW), mostW), pulseW);
  }

  private static double step(double[] means, int at) {
    return means[at] - (means[at - 1] + means[at + 1]) / 2;
  }

  private void end(boolean moved, boolean clear, double share) {
    String seen =
        String.format(Locale.ROOT, "of a pulse of %.0f W it saw %.0f %%", pulseW, 100 * share);
    if (!clear) {
      result = Result.UNCLEAR;
      words = moved ? "loads nearby are too restless, " + seen : "the device did not move";
    } else if (share >= LEAST_SHARE && share <= MOST_SHARE) {
      result = Result.PASSED;
      words = seen;
    } else {
      result = share < 0 ? Result.FLIPPED : Result.MIS_SCALED;
      words = seen;
    }
  }

  /** What came of it so far. */
  public Result result() {
    return result;
  }

  /** What was seen, in words without a subject; empty while it is under way. */
  public String words() {
    return words;
  }
}
