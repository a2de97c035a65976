package org.busbar.profile.sunspec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.Table;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Nature;
import org.busbar.api.vocabulary.Natures;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.Evidence;
import org.busbar.profile.api.Identity;
import org.busbar.profile.api.Option;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.RawType;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.run.Options;

/** Makes a profile of what a device says of itself. */
final class Composer {
  private static final Evidence EVIDENCE =
      new Evidence("SunSpec information models", "2026-04-22", "", "maker");

  private Composer() {}

  /**
   * The profile of a scanned device.
   *
   * @throws IllegalArgumentException if its models do not make what the site says it is
   */
  static Profile profile(Scan scan, Settings wanted, int base) throws DeviceException {
    Settings settings = wanted.completed(scan);
    Map<PointKey, ProfilePoint> points = new LinkedHashMap<>();
    for (Mapping mapping : mappings(settings.nature())) {
      for (Placed field : scan.fields(mapping.model(), mapping.name())) {
        int index = mapping.index() + field.instance();
        PointKey key = new PointKey("", mapping.point(), index);
        points.putIfAbsent(
            key,
            new ProfilePoint(
                key, field.register(mapping.factor()), plausible(key.point()), mapping.poll()));
      }
    }
    for (Point required : nature(settings).required()) {
      if (!points.containsKey(PointKey.of(required))) {
        throw new IllegalArgumentException(
            "models "
                + scan.models()
                + " have no "
                + required
                + ", which a "
                + settings.nature()
                + " needs");
      }
    }
    String name = (scan.text(1, "Mn") + " " + scan.text(1, "Md")).strip();
    return Options.apply(
        profile(
            name.isEmpty() ? "SunSpec device" : name,
            settings,
            identities(scan, base),
            List.copyOf(points.values()),
            Controls.of(scan, settings)),
        settings.others());
  }

  /** What can be declared before the device was ever reached. */
  static Profile expected(Settings settings) {
    Register unknown = Register.of(Table.HOLDING, 0, Coding.plain(RawType.U16));
    List<ProfilePoint> points =
        Natures.of(settings.nature()).stream()
            .flatMap(nature -> nature.required().stream())
            .sorted()
            .map(
                point ->
                    new ProfilePoint(
                        PointKey.of(point),
                        unknown,
                        plausible(point),
                        point.equals(Points.ACTIVE_POWER_W) ? PollClass.FAST : PollClass.NORMAL))
            .toList();
    return Options.apply(
        profile("SunSpec device", settings, List.of(), points, Controls.expected(settings)),
        settings.others());
  }

  private static List<Mapping> mappings(String nature) {
    if (nature.equals(Settings.METER)) {
      return Mapping.meter();
    }
    List<Mapping> all = new ArrayList<>(Mapping.inverter());
    all.addAll(nature.equals(Settings.PV) ? Mapping.strings() : Mapping.battery());
    return all;
  }

  private static Nature nature(Settings settings) {
    return Natures.of(settings.nature()).orElseThrow();
  }

  private static Interval plausible(Point point) {
    return new Interval(point.plausibleMin(), point.plausibleMax());
  }

  /** Marker and heads of the models: a device whose list moved is not read at old addresses. */
  private static List<Identity> identities(Scan scan, int base) {
    List<Identity> identities = new ArrayList<>();
    Coding marker = Coding.plain(RawType.U32);
    identities.add(
        new Identity(Register.of(Table.HOLDING, base, marker), Set.of(marker.decode(Scan.MARKER))));
    Coding head = Coding.plain(RawType.U32);
    for (Scan.Head found : scan.heads()) {
      identities.add(
          new Identity(
              Register.of(Table.HOLDING, found.at(), head),
              Set.of((double) found.model() * 65_536 + found.length())));
    }
    return identities;
  }

  private static Profile profile(
      String name,
      Settings settings,
      List<Identity> identities,
      List<ProfilePoint> points,
      Optional<WriteSpec> write) {
    Map<PollClass, Duration> polls = new EnumMap<>(PollClass.class);
    for (PollClass poll : PollClass.values()) {
      polls.put(poll, poll.period());
    }
    return new Profile(
        "busbar.sunspec",
        1,
        name,
        "",
        List.of(name),
        "Apache-2.0",
        EVIDENCE,
        Maturity.SIMULATED,
        ReadLimits.DEFAULT,
        polls,
        identities,
        settings.nature(),
        Map.of(),
        points,
        write.stream().toList(),
        Map.of(),
        Duration.ofSeconds(1),
        settings.nature().equals(Settings.PV) ? List.of() : List.of(invert(points)),
        List.of());
  }

  /** Turns what flows, for makers who count the other way than the models' usual reading. */
  private static Option invert(List<ProfilePoint> points) {
    List<PointKey> negates =
        points.stream()
            .map(ProfilePoint::key)
            .filter(
                key ->
                    key.point().equals(Points.ACTIVE_POWER_W)
                        || key.point().equals(Points.REACTIVE_POWER_VAR))
            .toList();
    return new Option(
        "invert",
        negates,
        List.of(PointKey.of(Points.ENERGY_INJECTED_WH), PointKey.of(Points.ENERGY_ABSORBED_WH)));
  }
}
