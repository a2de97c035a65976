package org.busbar.drivers.batterybank;

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
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.osgi.service.component.annotations.Component;

/** Makes a BMS that can be connected and disconnected out of a SunSpec battery bank. */
@Component
public final class BankDriver implements Driver {
  static final String ID = "battery-bank";
  private static final String TYPE = "sunspec-802";
  private static final String NATURE = "bms";
  private static final String NAME = "SunSpec battery bank";

  /** The model asks for a heartbeat once a second. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private static final Duration REACTION = Duration.ofSeconds(2);
  private static final int LAST_PLACE = 65_472;

  private static final List<DeviceType.Option> OPTIONS =
      List.of(
          new DeviceType.Option("at", "number", "40070", "Register of the number 802."),
          new DeviceType.Option("poll", "duration", "500 ms", "How often it is read."));

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<DeviceType> types() {
    return List.of(
        new DeviceType(
            ID,
            TYPE,
            NAME,
            "",
            List.of("whatever holds SunSpec model 802"),
            Map.of("", NATURE),
            Maturity.SIMULATED,
            List.of(),
            OPTIONS,
            DeviceType.commands(List.of(Points.SWITCH_ON, Points.FAULT_RESET))));
  }

  @Override
  public List<String> transports(DeviceConfig config) {
    return List.of("modbus-tcp", "modbus-tls", "modbus-rtu-tcp", "modbus-rtu");
  }

  @Override
  public DeviceDeclaration describe(DeviceConfig config) {
    Settings settings = Settings.of(config);
    NodeId device = config.id();
    Map<Address, Duration> points = new HashMap<>(BankRegisters.points(device, settings.poll()));
    points.put(Address.of(device, Points.SWITCH_ON), settings.poll());
    return new DeviceDeclaration(
        device,
        NAME,
        Map.of(device, NATURE),
        points,
        Map.of(),
        List.of(
            writable(
                device,
                Points.SWITCH_ON,
                Optional.of(HEARTBEAT),
                Optional.of(Address.of(device, Points.SWITCH_ON))),
            writable(device, Points.FAULT_RESET, Optional.empty(), Optional.empty())),
        Map.of(),
        REACTION,
        Maturity.SIMULATED);
  }

  /** Off is safe, and off is where it goes when nobody wants it on. It has no timer of its own. */
  private static Writable writable(
      NodeId device, Point quantity, Optional<Duration> keepAlive, Optional<Address> measured) {
    return new Writable(
        device,
        quantity,
        new Interval(0, 1),
        1,
        Double.POSITIVE_INFINITY,
        HEARTBEAT.multipliedBy(3),
        Duration.ZERO,
        keepAlive,
        Optional.empty(),
        0,
        0,
        measured,
        0,
        Double.POSITIVE_INFINITY);
  }

  @Override
  public DeviceSession open(
      Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    if (connection instanceof RegisterConnection registers) {
      return BankSession.open(
          new BankSession.Place(registers, config.unit(), Settings.of(config)),
          describe(config),
          sink,
          clock);
    }
    throw new IllegalArgumentException(
        "connection '"
            + connection.name()
            + "' carries no registers, which driver '"
            + ID
            + "' needs. Name one of transport modbus-tcp");
  }

  /**
   * What a site says of it.
   *
   * @param at register of the model's number
   * @param poll time between two readings
   */
  record Settings(int at, Duration poll) {
    static Settings of(DeviceConfig config) {
      OptionReader options = new OptionReader(config, TYPE, OPTIONS);
      int at = options.number("at", 1, LAST_PLACE);
      Duration poll = options.time("poll", Duration.ofMillis(1), Duration.ofSeconds(10));
      options.require();
      return new Settings(at, poll);
    }
  }
}
