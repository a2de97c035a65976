package org.busbar.profile.read;

import java.time.Duration;
import java.util.stream.Stream;
import org.busbar.api.transport.Table;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Point;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;

/** What a quantity that can be written must mean beyond being well-formed. */
final class WriteRules {
  private WriteRules() {}

  static void check(Section section, WriteSpec write) {
    Point point = write.key().point();
    Interval range = write.range();
    if (range.min() < point.plausibleMin() || range.max() > point.plausibleMax()) {
      section.problem("range", "is beyond what can be true of this point", "");
    }
    within(section, "safe", write.safe(), range);
    if (Double.isFinite(write.release())) {
      within(section, "release", write.release(), range);
    }
    Stream.concat(write.steps().stream(), write.releaseSteps().stream())
        .map(WriteStep::table)
        .filter(table -> table != Table.HOLDING && table != Table.COIL)
        .findFirst()
        .ifPresent(
            table ->
                section.problem("table", table + " cannot be written", "Write holding or coil"));
    for (WriteStep step : write.steps()) {
      if (step instanceof WriteStep.Value value && value.register().scaleFrom().isEmpty()) {
        encodable(section, value.register(), range.min());
        encodable(section, value.register(), range.max());
      }
      if (step instanceof WriteStep.Derived derived) {
        for (double edge : new double[] {range.min(), range.max(), write.safe()}) {
          encodable(section, derived.register(), derived.of(edge));
        }
      }
      if (isPart(step)) {
        section.problem("mask", "would write the bits beside it too", "Leave it out");
      }
    }
    if (write.key().index() != 0) {
      section.problem("at", "belongs to an index, but only the whole can be written", "");
    }
    if (write.tolerance() < Intervals.tolerance(write.step(), range)) {
      section.problem("tolerance", "is less than the step", "Write at least the step");
    }
    times(section, write);
  }

  private static boolean isPart(WriteStep step) {
    return switch (step) {
      case WriteStep.Value value -> value.register().coding().mask() != -1;
      case WriteStep.Derived derived -> derived.register().coding().mask() != -1;
      case WriteStep.Timer timer -> timer.register().coding().mask() != -1;
      case WriteStep.Constant constant -> false;
    };
  }

  private static void within(Section section, String key, double value, Interval range) {
    if (!range.contains(value)) {
      section.problem(
          key, "is outside the range", "Stay within " + range.min() + " and " + range.max());
    }
  }

  private static void encodable(Section section, Register register, double value) {
    try {
      register.coding().encode(value);
    } catch (IllegalArgumentException wrong) {
      section.problem("range", String.valueOf(wrong.getMessage()), "Check type, scale and unit");
    }
  }

  private static void times(Section section, WriteSpec write) {
    if (write.reversion().isEmpty()) {
      return;
    }
    Duration after = write.reversion().get();
    if (after.isZero() || after.compareTo(write.minLease()) < 0) {
      section.problem("reversion", "is shorter than the least lease", "");
    }
    if (write.keepAlive().filter(time -> time.compareTo(after) >= 0).isPresent()) {
      section.problem("keepAlive", "is not shorter than the reversion", "Write a third of it");
    }
    write
        .timer()
        .filter(timer -> timer.register().scaleFrom().isEmpty())
        .ifPresent(
            timer -> {
              double seconds = after.toNanos() / 1e9;
              Coding coding = timer.register().coding();
              try {
                if (coding.decode(coding.encode(seconds)) != seconds) {
                  section.problem("reversion", "is no whole number of the timer's counts", "");
                }
              } catch (IllegalArgumentException wrong) {
                section.problem("reversion", String.valueOf(wrong.getMessage()), "");
              }
            });
  }
}
