package org.busbar.drivers.keba;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.Writable;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Natures;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;

/**
 * What {@code site.yaml} says of one station.
 *
 * @param id the device
 * @param maxCurrentA greatest current per phase that may be asked for
 * @param offlineCurrentA what the station goes to when it no longer hears from us
 * @param offlineAfter after how long
 * @param poll how often each report is asked for
 * @param phases phases it is connected to
 */
record Wallbox(
    NodeId id,
    double maxCurrentA,
    double offlineCurrentA,
    Duration offlineAfter,
    Duration poll,
    int phases) {
  /** What a site names it as. */
  static final String TYPE = "kecontact";

  /** Least current a vehicle charges with (IEC 61851-1), and that the station takes. */
  static final double LEAST_CURRENT_A = 6;

  /** Least time between repetitions of a command: guide, page 10. */
  private static final int COMMAND_PAUSE_S = 5;

  /** What a site may say of it, with what holds where it says nothing. */
  static final List<DeviceType.Option> OPTIONS =
      List.of(
          new DeviceType.Option(
              "max-current", "text", "16 A", "Greatest current per phase that is asked for."),
          new DeviceType.Option(
              "offline-current",
              "text",
              "6 A",
              "What it goes to when it hears no more of us; 0, or 6 A and more."),
          new DeviceType.Option("offline-after", "duration", "60 s", "After how long it does."),
          new DeviceType.Option("poll", "duration", "5 s", "How often each report is asked for."),
          new DeviceType.Option("phases", "number", "3", "Phases it is connected to, 1 or 3."));

  /** Reads the options; throws {@link IllegalArgumentException} naming all that is wrong. */
  static Wallbox of(DeviceConfig config) {
    return new Reader(config.options(), new ArrayList<>()).read(config);
  }

  /** What is declared to the rest. */
  DeviceDeclaration declaration() {
    Map<Address, Duration> points = new HashMap<>();
    for (var point :
        List.of(
            Points.CHARGER_STATE,
            Points.CONNECTED,
            Points.CURRENT_LIMIT_A,
            Points.ACTIVE_POWER_W,
            Points.SESSION_ENERGY_WH,
            Points.ENERGY_ABSORBED_WH)) {
      points.put(Address.of(id, point), poll);
    }
    for (int phase = 1; phase <= phases; phase++) {
      points.put(new Address(id, Points.VOLTAGE_LN_V, phase), poll);
      points.put(new Address(id, Points.CURRENT_A, phase), poll);
    }
    Duration renewal = offlineAfter.dividedBy(3);
    Writable limit =
        new Writable(
            id,
            Points.CURRENT_LIMIT_A,
            new Interval(0, maxCurrentA),
            0.1,
            Double.POSITIVE_INFINITY,
            renewal,
            Duration.ofSeconds(COMMAND_PAUSE_S),
            Optional.of(renewal),
            Optional.of(offlineAfter),
            offlineCurrentA,
            0,
            Optional.empty(),
            0.1,
            Double.POSITIVE_INFINITY);
    return new DeviceDeclaration(
        id,
        "KEBA KeContact charging station",
        Map.of(id, Natures.CHARGER.id()),
        points,
        Map.of(),
        List.of(limit),
        Map.of(),
        poll.multipliedBy(2),
        Maturity.SIMULATED);
  }

  /** One reading with what is wrong. */
  private record Reader(Map<String, String> options, List<String> problems) {
    Wallbox read(DeviceConfig config) {
      List<String> known = OPTIONS.stream().map(DeviceType.Option::name).sorted().toList();
      for (String name : new TreeSet<>(options.keySet())) {
        if (!known.contains(name)) {
          problems.add("option '" + name + "' is unknown; known are " + String.join(", ", known));
        }
      }
      if (!config.type().equals(TYPE)) {
        problems.add("type '" + config.type() + "' is unknown; write " + TYPE);
      }
      double max = number("max-current", "16", LEAST_CURRENT_A, 63, "A");
      double offline = number("offline-current", "6", 0, max, "A");
      if (offline > 0 && offline < LEAST_CURRENT_A) {
        problems.add("option 'offline-current' is '" + offline + "'; write 0 A, or 6 A and more");
      }
      Wallbox read =
          new Wallbox(
              config.id(),
              max,
              offline,
              seconds("offline-after", "60", 3 * COMMAND_PAUSE_S, 600),
              seconds("poll", "5", COMMAND_PAUSE_S, 15),
              number("phases", "3", 1, 3, "") == 1 ? 1 : 3);
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(String.join("; ", problems));
      }
      return read;
    }

    private Duration seconds(String name, String usual, int least, int most) {
      return Duration.ofSeconds(Math.round(number(name, usual, least, most, "s")));
    }

    private double number(String name, String usual, double least, double most, String unit) {
      String text = options.getOrDefault(name, usual).strip();
      String plain =
          unit.isEmpty() || !text.endsWith(unit)
              ? text
              : text.substring(0, text.length() - unit.length());
      if (plain.strip().matches("\\d{1,4}(\\.\\d{1,3})?")) {
        double number = Double.parseDouble(plain.strip());
        if (number >= least && number <= most) {
          return number;
        }
      }
      problems.add(
          ("option '" + name + "' is '" + text + "'; write " + least + " to " + most + " " + unit)
              .strip());
      return least;
    }
  }
}
