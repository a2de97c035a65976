package org.busbar.profile.run;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Quantity;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.Computed;
import org.busbar.profile.api.Option;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.Variant;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;

/**
 * Applies what a site says of its device to the profile: a profile goes in, a profile comes out.
 */
public final class Options {
  private static final String VARIANT = "variant";

  private Options() {}

  /**
   * The profile as this site wants it.
   *
   * @param options by name, values as written; names of the profile, {@code variant} and {@code
   *     poll-fast}, {@code poll-normal}, {@code poll-slow}
   * @throws IllegalArgumentException naming the option, its value and the remedy
   */
  public static Profile apply(Profile profile, Map<String, String> options) {
    Profile result = variant(profile, options);
    Map<PollClass, Duration> polls = new EnumMap<>(profile.polls());
    for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
      String name = option.getKey();
      Optional<PollClass> poll = OptionWords.pollClass(name);
      if (poll.isPresent()) {
        polls.put(poll.get(), OptionWords.period(name, option.getValue()));
      } else if (!name.equals(VARIANT)) {
        Option known = named(profile, name);
        if (known.isFactor()) {
          result = scaled(result, known, factor(name, option.getValue()));
        } else if (OptionWords.isOn(name, option.getValue())) {
          result = apply(result, known);
        }
      }
    }
    return result.with(polls, result.points(), result.computed(), result.writes());
  }

  /** A site may say which variant its device is, where the device cannot. */
  private static Profile variant(Profile profile, Map<String, String> options) {
    String name = options.get(VARIANT);
    if (name == null) {
      return profile;
    }
    return profile
        .variant(name)
        .map(profile::as)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "option 'variant' = '"
                        + name
                        + "' is not known to "
                        + profile.id()
                        + ". "
                        + Nearest.remedy(
                            name, profile.variants().stream().map(Variant::name).toList())));
  }

  /** Options as a site would write them: {@code name} for a switch, {@code name=2.5}. */
  public static Map<String, String> named(List<String> texts) {
    Map<String, String> options = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      options.put(
          equals < 0 ? text : text.substring(0, equals),
          equals < 0 ? "true" : text.substring(equals + 1));
    }
    return options;
  }

  /** The profile with all of its switches on. */
  public static Profile switchOn(Profile profile) {
    return apply(
        profile,
        named(
            profile.options().stream()
                .filter(option -> !option.isFactor())
                .map(Option::name)
                .toList()));
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
      known.add(OptionWords.optionOf(poll));
    }
    if (!profile.variants().isEmpty()) {
      known.add(VARIANT);
    }
    return new IllegalArgumentException(
        "option '"
            + name
            + "' is not known to "
            + profile.id()
            + ". "
            + Nearest.remedy(name, known));
  }

  private static double factor(String name, String value) {
    return Quantity.parse(value, Unit.NONE).stream()
        .filter(factor -> Double.isFinite(factor) && factor > 0)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "option '" + name + "' = '" + value + "' is no factor above 0"));
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
                  return new ProfilePoint(
                      key, register, point.range(), point.poll(), point.rollOver());
                })
            .toList();
    List<Computed> computed =
        profile.computed().stream()
            .map(
                point ->
                    new Computed(
                        swapped.getOrDefault(point.key(), point.key()),
                        point.formula(),
                        option.negates().contains(point.key()) ? -point.factor() : point.factor(),
                        point.range(),
                        point.poll()))
            .toList();
    List<WriteSpec> writes =
        profile.writes().stream()
            .map(write -> option.negates().contains(write.key()) ? negated(write) : write)
            .toList();
    return profile.with(profile.polls(), points, computed, writes);
  }

  private static Profile scaled(Profile profile, Option option, double by) {
    List<ProfilePoint> points =
        profile.points().stream()
            .map(
                point ->
                    option.scales().contains(point.key())
                        ? new ProfilePoint(
                            point.key(),
                            point.register().with(point.register().coding().times(by)),
                            point.range(),
                            point.poll(),
                            point.rollOver() * by)
                        : point)
            .toList();
    List<Computed> computed =
        profile.computed().stream()
            .map(
                point ->
                    option.scales().contains(point.key())
                        ? new Computed(
                            point.key(),
                            point.formula(),
                            point.factor() * by,
                            point.range(),
                            point.poll())
                        : point)
            .toList();
    return profile.with(profile.polls(), points, computed, profile.writes());
  }

  private static Register negated(Register register) {
    Coding coding = register.coding();
    return register.with(coding.times(-1));
  }

  /** What the device takes turns; what Busbar says, range and safe value, stays. */
  private static WriteSpec negated(WriteSpec spec) {
    List<WriteStep> steps = spec.steps().stream().map(Options::negated).toList();
    List<WriteStep> release = spec.releaseSteps().stream().map(Options::negated).toList();
    return spec.with(steps, release, spec.readBack().map(Options::negated));
  }

  private static WriteStep negated(WriteStep step) {
    return step instanceof WriteStep.Value value
        ? new WriteStep.Value(negated(value.register()), value.single())
        : step;
  }
}
