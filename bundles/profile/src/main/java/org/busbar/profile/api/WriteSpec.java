package org.busbar.profile.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.busbar.api.vocabulary.Interval;

/**
 * One quantity that can be written, with its safety part. Values are in the unit of the quantity,
 * positive into the busbar.
 *
 * @param key which quantity, index 0
 * @param steps requests of a write, in order; exactly one or more of them are the value
 * @param release value the device goes to without us; NaN where {@code releaseSteps} say it
 * @param releaseSteps requests of a release, in order; empty where it is a value
 * @param safe value it is held at while its gate cell is closed
 * @param range what the device accepts
 * @param step least step, 0 where continuous
 * @param rampPerSecond greatest change per second, {@code +Infinity} where free
 * @param minLease least lease
 * @param minInterval least time between two different values (wear), zero where free
 * @param keepAlive how often a standing value is written again, whatever the reversion; empty where
 *     only the reversion asks for it
 * @param reversion after how long the device reverts by itself; programmed where the steps have a
 *     timer, else a property of the device; empty where it never does
 * @param readBack where the device says what it holds, empty where it cannot be asked
 * @param tolerance greatest difference of read-back to commanded
 * @param measured the measured counterpart, empty where there is none
 * @param ratedApparentPowerVa radius of the P/Q capability, {@code +Infinity} where not declared
 * @param held what the device holds where that is computed of several registers, empty where {@code
 *     readBack} says it or nothing does
 */
public record WriteSpec(
    PointKey key,
    List<WriteStep> steps,
    double release,
    List<WriteStep> releaseSteps,
    double safe,
    Interval range,
    double step,
    double rampPerSecond,
    Duration minLease,
    Duration minInterval,
    Optional<Duration> keepAlive,
    Optional<Duration> reversion,
    Optional<Register> readBack,
    double tolerance,
    Optional<PointKey> measured,
    double ratedApparentPowerVa,
    Optional<Held> held) {
  /**
   * A read-back that is computed.
   *
   * @param computed how
   * @param operands the registers it is computed of
   */
  public record Held(Computed computed, List<ProfilePoint> operands) {
    /** Copies the list. */
    public Held {
      operands = List.copyOf(operands);
    }
  }

  /** Copies the lists and checks them; throws {@link IllegalArgumentException}. */
  public WriteSpec {
    steps = List.copyOf(steps);
    releaseSteps = List.copyOf(releaseSteps);
    if (steps.stream().noneMatch(WriteSpec::carriesValue)) {
      throw new IllegalArgumentException("no step of " + key + " writes the value");
    }
    if (Double.isNaN(release) == releaseSteps.isEmpty()) {
      throw new IllegalArgumentException("release of " + key + " is a value or steps, not both");
    }
  }

  /** A quantity whose read-back is a register or nothing. */
  public WriteSpec(
      PointKey key,
      List<WriteStep> steps,
      double release,
      List<WriteStep> releaseSteps,
      double safe,
      Interval range,
      double step,
      double rampPerSecond,
      Duration minLease,
      Duration minInterval,
      Optional<Duration> keepAlive,
      Optional<Duration> reversion,
      Optional<Register> readBack,
      double tolerance,
      Optional<PointKey> measured,
      double ratedApparentPowerVa) {
    this(
        key,
        steps,
        release,
        releaseSteps,
        safe,
        range,
        step,
        rampPerSecond,
        minLease,
        minInterval,
        keepAlive,
        reversion,
        readBack,
        tolerance,
        measured,
        ratedApparentPowerVa,
        Optional.empty());
  }

  private static boolean carriesValue(WriteStep step) {
    return step instanceof WriteStep.Value || step instanceof WriteStep.Derived;
  }

  /** The same quantity, written and read back otherwise. */
  public WriteSpec with(
      List<WriteStep> newSteps, List<WriteStep> newReleaseSteps, Optional<Register> newReadBack) {
    return new WriteSpec(
        key,
        newSteps,
        release,
        newReleaseSteps,
        safe,
        range,
        step,
        rampPerSecond,
        minLease,
        minInterval,
        keepAlive,
        reversion,
        newReadBack,
        tolerance,
        measured,
        ratedApparentPowerVa,
        held);
  }

  /** The timer among the steps, empty where none is programmed. */
  public Optional<WriteStep.Timer> timer() {
    return steps.stream()
        .filter(WriteStep.Timer.class::isInstance)
        .map(WriteStep.Timer.class::cast)
        .findFirst();
  }
}
