package org.busbar.profile.read;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.Table;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Element;
import org.busbar.config.api.Problem;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Evidence;
import org.busbar.profile.api.Identity;
import org.busbar.profile.api.Option;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.WordOrder;
import org.busbar.profile.api.WriteSpec;

/** Reads one profile: format, meaning and vectors; all problems at once. */
public final class ProfileReader {
  private static final String FORMAT = "profile/1";
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]*\\.[a-z0-9][a-z0-9-]*");
  private static final List<String> QUALITIES = List.of("reference", "maker", "secondary");
  private static final Duration MAX_PERIOD = Duration.ofHours(1);

  private final Section root;

  private ProfileReader(Section root) {
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public static Profile read(Path file) throws ConfigException {
    return read(String.valueOf(file.getFileName()), Document.read(file));
  }

  /**
   * Reads a text.
   *
   * @param name what to call it in messages
   * @throws ConfigException with everything that is wrong with it
   */
  public static Profile parse(String name, String text) throws ConfigException {
    return read(name, Document.parse(name, text));
  }

  private static Profile read(String name, Section root) throws ConfigException {
    Profile profile = new ProfileReader(root).profile();
    Rules.check(root, profile);
    root.finish();
    List<Problem> wrong = VectorCheck.run(name, profile);
    if (!wrong.isEmpty()) {
      throw new ConfigException(wrong);
    }
    return profile;
  }

  private Profile profile() {
    if (!root.text("busbar").equals(FORMAT)) {
      root.problem("busbar", "is not the format of this reader", "Write busbar: " + FORMAT);
    }
    String id = root.text("id");
    if (!ID.matcher(id).matches()) {
      root.problem("id", "is no id", "Write maker.model in lower case");
    }
    Map<String, String> terminals = root.scalars("terminals");
    Section transport = root.section("transport");
    if (!transport.text("kind").equals("modbus")) {
      transport.problem("kind", "is not known", "Write modbus");
    }
    RegisterReader registers =
        new RegisterReader(
            transport.choice("table", Table.class, Table.HOLDING),
            transport.choice("words", WordOrder.class, WordOrder.HIGH_FIRST));
    Keys keys = new Keys(terminals);
    List<ProfilePoint> points = new PointReader(keys, registers).read(root);
    List<WriteSpec> writes = new WriteReader(keys, registers, points).read(root);
    writes.forEach(write -> keys.declare(write.key()));
    List<Option> options = options(keys);
    List<String> optionNames = options.stream().map(Option::name).toList();
    return new Profile(
        id,
        root.integer("version", 1, 1_000_000),
        root.text("name"),
        root.text("maker"),
        models(),
        root.text("licence"),
        evidence(),
        root.choice("maturity", Maturity.class, Maturity.IMPORTED),
        limits(transport),
        polls(),
        identify(registers),
        root.text("nature"),
        terminals,
        points,
        writes,
        protectiveLimits(keys),
        root.duration("reaction", Duration.ofSeconds(1), Duration.ofMillis(1), MAX_PERIOD),
        options,
        new VectorReader(keys, registers.table(), optionNames).read(root));
  }

  private List<String> models() {
    List<String> models = root.texts("models");
    if (models.isEmpty()) {
      root.problem("models", "is missing", "Name the models it holds for");
    }
    return models;
  }

  private Evidence evidence() {
    Section evidence = root.section("evidence");
    String quality = evidence.text("quality");
    if (!QUALITIES.contains(quality)) {
      evidence.problem("quality", "is not known", "Write one of " + QUALITIES);
    }
    return new Evidence(
        evidence.text("source"), evidence.text("edition", ""), evidence.text("page", ""), quality);
  }

  private static ReadLimits limits(Section transport) {
    int maxRead = transport.integer("maxRead", ReadLimits.DEFAULT.maxRegisters(), 1, 125);
    int maxGap = transport.integer("maxGap", ReadLimits.DEFAULT.maxGap(), 0, 124);
    Duration pause =
        transport.duration("minPause", Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10));
    return new ReadLimits(maxRead, maxGap, pause);
  }

  private Map<PollClass, Duration> polls() {
    Map<PollClass, Duration> polls = new EnumMap<>(PollClass.class);
    for (PollClass poll : PollClass.values()) {
      polls.put(poll, poll.period());
    }
    root.optionalSection("poll")
        .ifPresent(
            section ->
                polls.replaceAll(
                    (poll, period) ->
                        section.duration(
                            poll.name().toLowerCase(Locale.ROOT),
                            period,
                            Duration.ofMillis(20),
                            MAX_PERIOD)));
    return polls;
  }

  private List<Identity> identify(RegisterReader registers) {
    List<Identity> identities = new ArrayList<>();
    for (Element item : root.items("identify")) {
      switch (item) {
        case Scalar word -> root.problem("identify", "must hold {at, type, equals}", "");
        case Section section -> {
          Set<Double> expected = new HashSet<>();
          for (String text : section.texts("equals")) {
            RegisterReader.parseRaw(text)
                .ifPresentOrElse(
                    raw -> expected.add((double) raw),
                    () -> section.problem("equals", "is no number", ""));
          }
          if (expected.isEmpty()) {
            section.problem("equals", "is missing", "Write what the register holds");
          }
          registers
              .read(section, Unit.NONE)
              .ifPresent(register -> identities.add(new Identity(register, expected)));
        }
      }
    }
    return identities;
  }

  private Map<PointKey, Interval> protectiveLimits(Keys keys) {
    Map<PointKey, Interval> limits = new LinkedHashMap<>();
    root.optionalSection("limits")
        .map(Section::open)
        .ifPresent(
            section -> {
              for (String name : section.keys()) {
                keys.known(section, name, name)
                    .ifPresent(
                        key ->
                            Intervals.read(section, name, key.point().unit())
                                .ifPresent(interval -> limits.put(key, interval)));
              }
            });
    return limits;
  }

  private List<Option> options(Keys keys) {
    List<Option> options = new ArrayList<>();
    root.sections("options")
        .forEach(
            (name, section) -> {
              List<PointKey> swaps = points(keys, section, "swaps");
              if (swaps.size() % 2 != 0) {
                section.problem("swaps", "must name points in pairs", "");
              }
              options.add(new Option(name, points(keys, section, "negates"), swaps));
            });
    return options;
  }

  private static List<PointKey> points(Keys keys, Section section, String key) {
    return section.texts(key).stream()
        .flatMap(name -> keys.known(section, key, name).stream())
        .toList();
  }
}
