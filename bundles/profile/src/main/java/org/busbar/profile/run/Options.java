package org.busbar.profile.run;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Quantity;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.Option;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;

/**
 * Applies what a site says of its device to the profile: a profile goes in, a profile comes out.
 */
public final class Options {
  private static final Duration LEAST_PERIOD = Duration.ofMillis(20);
  private static final Duration GREATEST_PERIOD = Duration.ofHours(1);

  private Options() {}

  /**
   * The profile as this site wants it.
   *
   * @param options by name, values as written; names of the profile and {@code poll-fast}, {@code
   *     poll-normal}, {@code poll-slow}
   * @throws IllegalArgumentException naming the option, its value and the remedy
   */
  public static Profile apply(Profile profile, Map<String, String> options) {
    Profile result = profile;
    Map<PollClass, Duration> polls = new EnumMap<>(profile.polls());
    for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
      Optional<PollClass> poll = pollClass(option.getKey());
      if (poll.isPresent()) {
        polls.put(poll.get(), period(option.getKey(), option.getValue()));
      } else if (isOn(profile, option.getKey(), option.getValue())) {
        result = apply(result, named(profile, option.getKey()));
      }
    }
    return with(result, polls, result.points(), result.writes());
  }

  /** The profile with these options of it switched on. */
  public static Profile switchOn(Profile profile, List<String> names) {
    Profile result = profile;
    for (String name : names) {
      result = apply(result, named(profile, name));
    }
    return result;
  }

  private static Option named(Profile profile, String name) {
    return profile.options().stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(profile, name));
  }

  private static IllegalArgumentException unknown(Profile profile, String name) {
    TreeSet<String> known = new TreeSet<>();
    profile.options().forEach(option -> known.add(option.name()));
    for (PollClass poll : PollClass.values()) {
      known.add(optionOf(poll));
    }
    return new IllegalArgumentException(
        "option '"
            + name
            + "' is not known to "
            + profile.id()
            + ". "
            + Nearest.remedy(name, known));
  }

  private static boolean isOn(Profile profile, String name, String value) {
    named(profile, name);
    if (value.equals("true") || value.equals("false")) {
      return value.equals("true");
    }
    throw new IllegalArgumentException(
        "option '" + name + "' = '" + value + "' is neither true nor false");
  }

  private static String optionOf(PollClass poll) {
    return "poll-" + poll.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<PollClass> pollClass(String name) {
    for (PollClass poll : PollClass.values()) {
      if (optionOf(poll).equals(name)) {
        return Optional.of(poll);
      }
    }
    return Optional.empty();
  }

  private static Duration period(String name, String value) {
    return Quantity.duration(value)
        .filter(p -> p.compareTo(LEAST_PERIOD) >= 0 && p.compareTo(GREATEST_PERIOD) <= 0)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "option '" + name + "' = '" + value + "' is no period. Write 20 ms to 1 h"));
  }

  private static Profile apply(Profile profile, Option option) {
    Map<PointKey, PointKey> swapped = new HashMap<>();
    for (int i = 0; i + 1 < option.swaps().size(); i += 2) {
      swapped.put(option.swaps().get(i), option.swaps().get(i + 1));
      swapped.put(option.swaps().get(i + 1), option.swaps().get(i));
    }
    List<ProfilePoint> points =
        profile.points().stream()
            .map(
                point -> {
                  PointKey key = swapped.getOrDefault(point.key(), point.key());
                  boolean negate = option.negates().contains(point.key());
                  Register register = negate ? negated(point.register()) : point.register();
                  return new ProfilePoint(key, register, point.range(), point.poll());
                })
            .toList();
    List<WriteSpec> writes =
        profile.writes().stream()
            .map(write -> option.negates().contains(write.key()) ? negated(write) : write)
            .toList();
    return with(profile, profile.polls(), points, writes);
  }

  private static Register negated(Register register) {
    Coding coding = register.coding();
    return register.with(coding.times(-1));
  }

  /** What the device takes turns; what Busbar says, range and safe value, stays. */
  private static WriteSpec negated(WriteSpec spec) {
    List<WriteStep> steps = spec.steps().stream().map(Options::negated).toList();
    List<WriteStep> release = spec.releaseSteps().stream().map(Options::negated).toList();
    return new WriteSpec(
        spec.key(),
        steps,
        spec.release(),
        release,
        spec.safe(),
        spec.range(),
        spec.step(),
        spec.rampPerSecond(),
        spec.minLease(),
        spec.minInterval(),
        spec.keepAlive(),
        spec.reversion(),
        spec.readBack().map(Options::negated),
        spec.tolerance(),
        spec.measured(),
        spec.ratedApparentPowerVa());
  }

  private static WriteStep negated(WriteStep step) {
    return step instanceof WriteStep.Value value
        ? new WriteStep.Value(negated(value.register()), value.single())
        : step;
  }

  private static Profile with(
      Profile profile,
      Map<PollClass, Duration> polls,
      List<ProfilePoint> points,
      List<WriteSpec> writes) {
    return new Profile(
        profile.id(),
        profile.version(),
        profile.name(),
        profile.maker(),
        profile.models(),
        profile.licence(),
        profile.evidence(),
        profile.maturity(),
        profile.readLimits(),
        polls,
        profile.identify(),
        profile.nature(),
        profile.terminals(),
        points,
        writes,
        profile.limits(),
        profile.reactionTime(),
        profile.options(),
        profile.vectors());
  }
}
