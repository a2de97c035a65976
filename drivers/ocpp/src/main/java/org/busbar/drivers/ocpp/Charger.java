package org.busbar.drivers.ocpp;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * What {@code site.yaml} says of one connector.
 *
 * @param id the device
 * @param station the name the station calls with
 * @param connector connector (1.6) or EVSE (2.0.1), from 1; 0 is the whole station
 * @param maxCurrentA greatest current per phase that may be asked for
 * @param offlineCurrentA what the station goes to when it no longer hears from us
 * @param offlineAfter after how long
 * @param meterInterval how often it is to measure while it charges
 * @param phases phases it is connected to
 * @param tags cards that may charge; empty where every card may
 * @param startTag what is charged under where nobody shows a card; empty where that is not done
 */
record Charger(
    NodeId id,
    String station,
    int connector,
    double maxCurrentA,
    double offlineCurrentA,
    Duration offlineAfter,
    Duration meterInterval,
    int phases,
    Set<String> tags,
    Optional<String> startTag) {
  /** How often a value that does not change is told, and what is to be done is looked for. */
  static final Duration PERIOD = Duration.ofSeconds(1);

  /** What a site names it as. */
  static final String TYPE = "charger";

  /** What a site may say of it, with what holds where it says nothing. */
  static final List<DeviceType.Option> OPTIONS =
      List.of(
          option("station", "text", "", "The name with which the station calls; required."),
          option("max-current", "text", "16 A", "Greatest current per phase that is asked for."),
          option("offline-current", "text", "6 A", "What it goes to when it hears no more of us."),
          option("offline-after", "duration", "60 s", "After how long it does."),
          option("meter-interval", "duration", "10 s", "How often it measures while it charges."),
          option("phases", "number", "3", "Phases it is connected to, 1 or 3."),
          option("tags", "text", "", "Cards that may charge, with commas; every card if empty."),
          option("start-tag", "text", "", "What is charged under where nobody shows a card."));

  private static DeviceType.Option option(String name, String kind, String usual, String text) {
    return new DeviceType.Option(name, kind, usual, text);
  }

  /** Reads the options; throws {@link IllegalArgumentException} naming all that is wrong. */
  static Charger of(DeviceConfig config) {
    OptionReader options = new OptionReader(config, TYPE, OPTIONS);
    String station = options.text("station");
    if (station.isEmpty()) {
      options.problem("station", "is missing; write the name with which the station calls");
    }
    double maxA = options.currentA("max-current", 6, 1_000);
    String tags = options.text("tags");
    Charger read =
        new Charger(
            config.id(),
            station,
            config.unit(),
            maxA,
            options.currentA("offline-current", 0, maxA),
            options.time("offline-after", Duration.ofSeconds(5), Duration.ofHours(1)),
            options.time("meter-interval", Duration.ofSeconds(1), Duration.ofMinutes(15)),
            options.number("phases", 1, 3) == 1 ? 1 : 3,
            tags.isEmpty() ? Set.of() : Set.copyOf(List.of(tags.split("\\s*,\\s*"))),
            Optional.of(options.text("start-tag")).filter(tag -> !tag.isEmpty()));
    options.require();
    return read;
  }

  /** What is declared to the rest. */
  DeviceDeclaration declaration() {
    Map<Address, Duration> points = new HashMap<>();
    points.put(Address.of(id, Points.CHARGER_STATE), PERIOD);
    points.put(Address.of(id, Points.CONNECTED), PERIOD);
    points.put(Address.of(id, Points.ACTIVE_POWER_W), meterInterval);
    points.put(Address.of(id, Points.ENERGY_ABSORBED_WH), meterInterval);
    points.put(Address.of(id, Points.SESSION_ENERGY_WH), meterInterval);
    points.put(Address.of(id, Points.CURRENT_LIMIT_A), meterInterval);
    for (int phase = 1; phase <= phases; phase++) {
      points.put(new Address(id, Points.CURRENT_A, phase), meterInterval);
    }
    Writable limit =
        new Writable(
            id,
            Points.CURRENT_LIMIT_A,
            new Interval(0, maxCurrentA),
            0.1,
            Double.POSITIVE_INFINITY,
            offlineAfter.dividedBy(3),
            Duration.ofSeconds(1),
            Optional.of(offlineAfter.dividedBy(3)),
            Optional.of(offlineAfter),
            offlineCurrentA,
            0,
            Optional.empty(),
            0.1,
            Double.POSITIVE_INFINITY);
    return new DeviceDeclaration(
        id,
        "OCPP station " + station + ", connector " + connector,
        Map.of(id, Natures.CHARGER.id()),
        points,
        Map.of(),
        List.of(limit),
        Map.of(),
        Duration.ofSeconds(5),
        Maturity.SIMULATED);
  }
}
