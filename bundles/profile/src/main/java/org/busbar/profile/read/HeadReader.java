package org.busbar.profile.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.vocabulary.Interval;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Evidence;
import org.busbar.profile.api.Link;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;

/** Reads what a profile says besides its registers. */
public final class HeadReader {
  private static final String FORMAT = "profile/1";
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]*\\.[a-z0-9][a-z0-9-]*");
  private static final List<String> QUALITIES = List.of("reference", "maker", "secondary");
  private static final Duration MAX_PERIOD = Duration.ofHours(1);

  /** Settings of a connection by the way it goes. */
  private static final Map<String, Set<String>> LINKS =
      Map.of(
          "tcp", Set.of("port", "unit"),
          "tls", Set.of("port", "unit"),
          "rtu", Set.of("baud", "parity", "data-bits", "stop-bits", "unit"),
          "rtu-over-tcp", Set.of("port", "unit"));

  private final Section root;

  /** Of one profile. */
  public HeadReader(Section root) {
    this.root = root;
  }

  /** Its id; the format it is written in is looked at beside it. */
  public String id() {
    if (!root.text("busbar").equals(FORMAT)) {
      root.problem("busbar", "is not the format of this reader", "Write busbar: " + FORMAT);
    }
    String id = root.text("id");
    if (!ID.matcher(id).matches()) {
      root.problem("id", "is no id", "Write maker.model in lower case");
    }
    return id;
  }

  /** Protective limits by point. */
  public Map<PointKey, Interval> protectiveLimits(Keys keys) {
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

  /** Models it holds for. */
  public List<String> models() {
    List<String> models = root.texts("models");
    if (models.isEmpty()) {
      root.problem("models", "is missing", "Name the models it holds for");
    }
    return models;
  }

  /** Where its facts come from. */
  public Evidence evidence() {
    Section evidence = root.section("evidence");
    String quality = evidence.text("quality");
    if (!QUALITIES.contains(quality)) {
      evidence.problem("quality", "is not known", "Write one of " + QUALITIES);
    }
    return new Evidence(
        evidence.text("source"),
        evidence.text("edition", ""),
        evidence.text("page", ""),
        quality,
        evidence.text("licence", ""));
  }

  /** How far it has been proven; that it was tried on a device is not for a profile to say. */
  public Maturity maturity() {
    Maturity maturity = root.choice("maturity", Maturity.class, Maturity.IMPORTED);
    if (maturity == Maturity.FIELD_TESTED) {
      root.problem(
          "maturity", "follows from a signed report of a trial", "Write simulated or imported");
    }
    return maturity;
  }

  static ReadLimits limits(Section transport) {
    int maxRead = transport.integer("maxRead", ReadLimits.DEFAULT.maxRegisters(), 1, 125);
    int maxGap = transport.integer("maxGap", ReadLimits.DEFAULT.maxGap(), 0, 124);
    Duration pause =
        transport.duration("minPause", Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10));
    return new ReadLimits(maxRead, maxGap, pause);
  }

  static List<Link> links(Section transport) {
    List<Link> links = new ArrayList<>();
    transport
        .optionalSection("over")
        .map(Section::open)
        .ifPresent(
            over -> {
              for (String way : over.keys()) {
                Set<String> known = LINKS.get(way);
                if (known == null) {
                  over.problem(way, "is not known", Nearest.remedy(way, LINKS.keySet()));
                  continue;
                }
                Map<String, String> settings = over.scalars(way);
                for (String setting : settings.keySet()) {
                  if (!known.contains(setting)) {
                    over.problem(
                        way,
                        "has an unknown setting '" + setting + "'",
                        Nearest.remedy(setting, known));
                  }
                }
                links.add(new Link(way, settings));
              }
            });
    return links;
  }

  /** Period by poll class, all classes present. */
  public Map<PollClass, Duration> polls() {
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

  /** Greatest time from a write to its effect. */
  public Duration reaction() {
    return root.duration("reaction", Duration.ofSeconds(1), Duration.ofMillis(1), MAX_PERIOD);
  }
}
