package org.busbar.drivers.keba;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.OptionReader;
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
    OptionReader options = new OptionReader(config, TYPE, OPTIONS);
    double maxA = options.currentA("max-current", LEAST_CURRENT_A, 63);
    double offlineA = options.currentA("offline-current", 0, maxA);
    if (offlineA > 0 && offlineA < LEAST_CURRENT_A) {
      options.problem("offline-current", "is " + offlineA + " A; write 0 A, or 6 A and more");
    }
    Duration least = Duration.ofSeconds(COMMAND_PAUSE_S);
    Wallbox read =
        new Wallbox(
            config.id(),
            maxA,
            offlineA,
            options.time("offline-after", least.multipliedBy(3), Duration.ofMinutes(10)),
            options.time("poll", least, least.multipliedBy(3)),
            options.number("phases", 1, 3) == 1 ? 1 : 3);
    options.require();
    return read;
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
}
