package org.busbar.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.write.Identified;
import org.busbar.api.device.write.UnitReader;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.profile.api.Identity;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.Shown;
import org.busbar.profile.sunspec.SunSpec;

/** Profiles as kinds of devices, for forms and lists. */
final class Kinds {
  private static final String DRIVER = "profile";
  private static final List<Integer> SUNSPEC_BASES = List.of(40_000, 50_000, 0);
  private static final Words SUNSPEC_MARKER = Words.of(0x5375, 0x6E53);

  /** Maker and model of the common model: behind the marker, its id and its length. */
  private static final int SUNSPEC_TEXTS = 4;

  private static final int SUNSPEC_TEXT = 16;

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

  /** What a unit is, by the registers that prove each profile; each place is read once. */
  static List<Identified> identify(UnitReader unit, List<Profile> profiles) {
    List<Identified> found = new ArrayList<>();
    Reads reads = new Reads(unit, new HashMap<>());
    for (int base : SUNSPEC_BASES) {
      Optional<Words> marker = reads.at(Table.HOLDING, base, SUNSPEC_MARKER.size());
      if (marker.equals(Optional.of(SUNSPEC_MARKER))) {
        String text =
            reads
                .at(Table.HOLDING, base + SUNSPEC_TEXTS, 2 * SUNSPEC_TEXT)
                .map(Kinds::makerAndModel)
                .orElse("");
        found.add(new Identified(SunSpec.ID, "SunSpec device", text));
        break;
      }
    }
    for (Profile profile : profiles) {
      boolean proven = !profile.identify().isEmpty();
      for (Identity each : profile.identify()) {
        proven =
            proven
                && reads.at(each.table(), each.at(), each.size()).filter(each::holds).isPresent();
      }
      if (proven) {
        found.add(new Identified(profile.id(), profile.name(), texts(profile, reads)));
      }
    }
    return found;
  }

  private static String makerAndModel(Words words) {
    List<String> texts = new ArrayList<>();
    for (int at = 0; at < words.size(); at += SUNSPEC_TEXT) {
      int[] part = new int[SUNSPEC_TEXT];
      for (int i = 0; i < part.length; i++) {
        part[i] = words.at(at + i);
      }
      texts.add(Identity.text(Words.of(part), false).replaceAll("[^\\x20-\\x7e]", "?"));
    }
    return String.join(" ", texts).strip();
  }

  private static String texts(Profile profile, Reads reads) {
    List<String> texts = new ArrayList<>();
    for (Shown shown : profile.shown()) {
      Identity place = shown.identity();
      if (place.test() instanceof Identity.Text text) {
        reads
            .at(place.table(), place.at(), place.size())
            .map(words -> Identity.text(words, text.isSwapped()).replaceAll("[^\\x20-\\x7e]", "?"))
            .ifPresent(held -> texts.add(shown.name() + " " + held));
      }
    }
    return String.join(", ", texts);
  }

  /** Reads that remember what they have read; what a unit refuses is not there. */
  private record Reads(UnitReader unit, Map<Registers, Optional<Words>> known) {
    Optional<Words> at(Table table, int address, int count) {
      Registers place = new Registers(0, table, address, count);
      Optional<Words> before = known.get(place);
      if (before != null) {
        return before;
      }
      Optional<Words> read;
      try {
        read = Optional.of(unit.read(table, address, count));
      } catch (DeviceException e) { // Refused or silent: the reader gives up who stays silent.
        read = Optional.empty();
      }
      known.put(place, read);
      return read;
    }
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
