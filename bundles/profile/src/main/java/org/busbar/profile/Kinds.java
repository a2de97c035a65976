package org.busbar.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.DeviceType;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.Profile;
import org.busbar.profile.sunspec.SunSpec;

/** Profiles as kinds of devices, for forms and lists. */
final class Kinds {
  private static final String DRIVER = "profile";

  private Kinds() {}

  static DeviceType of(Profile profile) {
    Map<String, String> natures = new TreeMap<>(profile.terminals());
    natures.put("", profile.nature());
    List<DeviceType.Option> options = new ArrayList<>();
    profile
        .options()
        .forEach(
            option ->
                options.add(
                    option.isFactor()
                        ? new DeviceType.Option(option.name(), "number", "1", "")
                        : new DeviceType.Option(option.name(), "flag", "false", "")));
    for (PollClass poll : PollClass.values()) {
      String name = poll.name().toLowerCase(Locale.ROOT);
      options.add(
          new DeviceType.Option(
              "poll-" + name,
              "duration",
              profile.polls().get(poll).toMillis() + " ms",
              "How often " + name + " points are read."));
    }
    return new DeviceType(
        DRIVER,
        profile.id(),
        profile.name(),
        profile.maker(),
        profile.models(),
        natures,
        profile.maturity(),
        List.of(),
        options,
        DeviceType.commands(profile.writes().stream().map(write -> write.key().point()).toList()));
  }

  /** A device that describes itself. */
  static DeviceType sunSpec(String driver) {
    return new DeviceType(
        driver,
        SunSpec.ID,
        "SunSpec device",
        "",
        List.of(),
        Map.of(),
        Maturity.SIMULATED,
        List.of(),
        List.of(
            new DeviceType.Option(
                "nature", "text", "", "pv, battery or meter; taken from the device where empty."),
            new DeviceType.Option(
                "rated-power", "text", "0 W", "Greatest power it may be asked for."),
            new DeviceType.Option(
                "reversion", "duration", "60 s", "After how long it reverts by itself.")),
        List.of("start", "stop"));
  }
}
