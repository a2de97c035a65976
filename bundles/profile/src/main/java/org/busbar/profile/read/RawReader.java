package org.busbar.profile.read;

import java.util.ArrayList;
import java.util.List;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Formula;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.ProfilePoint;

/** Reads auxiliary registers: numbers that formulas take and nobody else sees. */
final class RawReader {
  private RawReader() {}

  static List<ProfilePoint> read(Section root, RegisterReader registers) {
    List<ProfilePoint> inputs = new ArrayList<>();
    Named.of(root, "raw")
        .forEach(
            (name, entry) -> {
              PointKey key;
              try {
                key = Formula.raw(name);
              } catch (IllegalArgumentException wrong) {
                entry.all().problem(name, "is no name", "Write lower camel case");
                return;
              }
              Section below = entry.below();
              PollClass poll = below.choice("poll", PollClass.class, PollClass.NORMAL);
              registers
                  .read(below, Unit.NONE)
                  .ifPresent(
                      register ->
                          inputs.add(new ProfilePoint(key, register, Interval.UNBOUNDED, poll)));
            });
    return inputs;
  }
}
