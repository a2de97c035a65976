package org.busbar.sim.plant;

import java.util.SplittableRandom;

/**
 * The grid and the weather around the plant: voltage per phase and frequency as slow seeded noise
 * about their nominal values, ambient temperature as a daily wave. Modelled, not measured.
 */
public final class Grid {
  private static final double NOMINAL_V = 230;
  private static final double NOMINAL_HZ = 50;
  private static final double VOLTAGE_SD_V = 0.9;
  private static final double FREQUENCY_SD_HZ = 0.016;
  private static final double CORRELATION_S = 20;
  private static final double DAY_S = 86_400;

  private final SplittableRandom random;
  private final double[] voltageOffsetV = new double[3];
  private double frequencyOffsetHz;
  private double beginS;
  private double endS;

  /**
   * @param seed of the noise
   * @param startS seconds since the midnight that begins the replay
   */
  public Grid(long seed, double startS) {
    this.random = new SplittableRandom(seed);
    this.beginS = startS;
    this.endS = startS;
  }

  void step(double dynamicsS, double replayS) {
    beginS = endS;
    endS += replayS;
    double keep = Math.exp(-dynamicsS / CORRELATION_S);
    double fresh = Math.sqrt(1 - keep * keep);
    for (int i = 0; i < voltageOffsetV.length; i++) {
      voltageOffsetV[i] = keep * voltageOffsetV[i] + fresh * VOLTAGE_SD_V * random.nextGaussian();
    }
    frequencyOffsetHz = keep * frequencyOffsetHz + fresh * FREQUENCY_SD_HZ * random.nextGaussian();
  }

  /** Voltage of a phase to neutral, phase 1 to 3. */
  public double voltageV(int phase) {
    return NOMINAL_V + voltageOffsetV[phase - 1];
  }

  /** Mean of the three phase voltages. */
  public double voltageV() {
    return (voltageV(1) + voltageV(2) + voltageV(3)) / 3;
  }

  public double frequencyHz() {
    return NOMINAL_HZ + frequencyOffsetHz;
  }

  /** Warmest at 15:00, 19 to 33 degrees. */
  public double ambientC() {
    return 26 + 7 * Math.cos(2 * Math.PI * (secondOfDay() / DAY_S - 15.0 / 24));
  }

  /** Replay time at the beginning of the step, in seconds since the first midnight. */
  double beginS() {
    return beginS;
  }

  /** Replay time at the end of the step. */
  public double endS() {
    return endS;
  }

  /** Local time of day of the replay, in seconds since midnight. */
  public double secondOfDay() {
    return endS % DAY_S;
  }
}
