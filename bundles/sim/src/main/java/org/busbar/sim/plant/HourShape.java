package org.busbar.sim.plant;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Power within the hours of measured energies. The energy of each hour is kept; the shape within
 * the hour is <em>modelled</em>: a parabola through the hour that meets its neighbours, with pulses
 * of appliances or flicker of clouds upon it. The days repeat. Not thread-safe.
 */
public final class HourShape implements Replay {
  private static final int SLOTS = 3600;

  /** Share of an hour's energy that appliances may take out of the smooth part. */
  private static final double PULSE_SHARE = 0.35;

  private static final double FLICKER_CORRELATION_S = 25;

  /** What rides on the smooth part. */
  public enum Texture {
    NONE,
    APPLIANCES,
    CLOUDS
  }

  private final List<Double> energiesWh;
  private final Texture texture;
  private final long seed;
  private final double[] untilWh = new double[SLOTS + 1];
  private int preparedHour = -1;

  /**
   * @param energiesWh energy of each hour
   * @param seed of what is modelled
   */
  public HourShape(List<Double> energiesWh, Texture texture, long seed) {
    this.energiesWh = List.copyOf(energiesWh);
    this.texture = texture;
    this.seed = seed;
  }

  @Override
  public double meanW(double beginS, double endS) {
    if (endS - beginS < 1e-6) {
      return meanW(beginS, beginS + 1e-3);
    }
    double sumWh = 0;
    double at = beginS;
    while (at < endS) {
      double hourEnd = Math.min((Math.floor(at / SLOTS) + 1) * SLOTS, endS);
      sumWh += energyWh(at, hourEnd);
      at = hourEnd;
    }
    return sumWh * 3600 / (endS - beginS);
  }

  /** Between two times of the same hour. */
  private double energyWh(double beginS, double endS) {
    long hour = (long) Math.floor(beginS / SLOTS);
    prepare((int) Math.floorMod(hour, (long) energiesWh.size()));
    double offset = (double) hour * SLOTS;
    return untilWh(endS - offset) - untilWh(beginS - offset);
  }

  private double untilWh(double secondOfHour) {
    int slot = (int) Math.min(secondOfHour, SLOTS - 1);
    double share = secondOfHour - slot;
    return untilWh[slot] + share * (untilWh[slot + 1] - untilWh[slot]);
  }

  private void prepare(int hour) {
    if (hour == preparedHour) {
      return;
    }
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + hour);
    double[] weight =
        switch (texture) {
          case NONE -> smooth(hour);
          case APPLIANCES -> appliances(hour, random);
          case CLOUDS -> clouds(hour, random);
        };
    double sum = 0;
    for (double w : weight) {
      sum += w;
    }
    double energyWh = energiesWh.get(hour);
    double running = 0;
    for (int i = 0; i < SLOTS; i++) {
      running += weight[i];
      untilWh[i + 1] = sum > 0 ? energyWh * (running / sum) : 0;
    }
    // The last slot ends on the measured figure itself, not on a rounded sum.
    untilWh[SLOTS] = energyWh;
    preparedHour = hour;
  }

  private double energyWh(int hour) {
    return energiesWh.get(Math.floorMod(hour, energiesWh.size()));
  }

  /**
   * Power where two hours meet; not more than three times the lesser, or a parabola dips below 0.
   */
  private double edgeW(int hour) {
    double before = energyWh(hour - 1);
    double after = energyWh(hour);
    return Math.min((before + after) / 2, 3 * Math.min(before, after));
  }

  private double[] smooth(int hour) {
    double mean = energyWh(hour);
    double left = edgeW(hour);
    double right = edgeW(hour + 1);
    double[] powerW = new double[SLOTS];
    for (int i = 0; i < SLOTS; i++) {
      double x = (i + 0.5) / SLOTS;
      double bulge = 6 * (mean - (left + right) / 2) * x * (1 - x);
      powerW[i] = Math.max(0, left + (right - left) * x + bulge);
    }
    return powerW;
  }

  private double[] appliances(int hour, SplittableRandom random) {
    double[] powerW = smooth(hour);
    double[] pulsesW = new double[SLOTS];
    double energyWs = energyWh(hour) * 3600;
    double takenWs = 0;
    for (int tries = random.nextInt(3, 9); tries > 0; tries--) {
      double pulseW = random.nextDouble(150, 1800);
      int lasts = random.nextInt(30, 300);
      int from = random.nextInt(0, SLOTS - lasts);
      if (takenWs + pulseW * lasts > PULSE_SHARE * energyWs) {
        continue;
      }
      takenWs += pulseW * lasts;
      for (int i = from; i < from + lasts; i++) {
        pulsesW[i] += pulseW;
      }
    }
    double rest = energyWs > 0 ? 1 - takenWs / energyWs : 0;
    for (int i = 0; i < SLOTS; i++) {
      powerW[i] = powerW[i] * rest + pulsesW[i];
    }
    return powerW;
  }

  /** The more an hour departs from its neighbours, the more clouds there were. */
  private double[] clouds(int hour, SplittableRandom random) {
    double[] powerW = smooth(hour);
    double mean = energyWh(hour);
    double expected = (energyWh(hour - 1) + energyWh(hour + 1)) / 2;
    double unrest = mean > 0 ? Math.clamp(Math.abs(mean - expected) / mean, 0.02, 0.25) : 0;
    double keep = Math.exp(-1 / FLICKER_CORRELATION_S);
    double fresh = Math.sqrt(1 - keep * keep);
    double flicker = 0;
    for (int i = 0; i < SLOTS; i++) {
      flicker = keep * flicker + fresh * random.nextGaussian();
      powerW[i] *= Math.max(0.05, 1 + unrest * 0.5 * flicker);
    }
    return powerW;
  }
}
