package org.busbar.safety;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/** Makes devices of other devices; their sessions listen at the entry of samples. */
final class VirtualDriver implements Driver {
  /** Its id, and that of the transport its devices are on. */
  static final String ID = "virtual";

  /** The first device without the others. */
  static final String DIFFERENCE = "difference";

  /** One device seen from its other side. */
  static final String MIRROR = "mirror";

  private static final String CONSTANT = "constant";
  private static final Duration PERIOD = Duration.ofSeconds(1);

  @Override
  public String id() {
    return ID;
  }

  static List<NodeId> sources(DeviceConfig config) {
    return words(config, "of").stream().map(NodeId::new).toList();
  }

  private static List<String> words(DeviceConfig config, String option) {
    String text = config.options().getOrDefault(option, "").strip();
    return text.isEmpty() ? List.of() : List.of(text.split(" +"));
  }

  private static List<Point> points(DeviceConfig config) {
    return words(config, "points").stream()
        .map(
            id ->
                Points.of(id)
                    .orElseThrow(() -> new IllegalArgumentException("'" + id + "' is no point")))
        .toList();
  }

  @Override
  public DeviceDeclaration describe(DeviceConfig config) {
    Map<Address, Duration> points = new HashMap<>();
    points(config).forEach(point -> points.put(Address.of(config.id(), point), PERIOD));
    return new DeviceDeclaration(
        config.id(),
        "Virtual: " + config.type(),
        Map.of(config.id(), config.options().getOrDefault("nature", "")),
        points,
        Map.of(),
        List.of(),
        Map.of(),
        PERIOD,
        Maturity.IMPORTED);
  }

  @Override
  public DeviceSession open(
      Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    if (!(connection instanceof VirtualConnection around)) {
      throw new IllegalArgumentException("a virtual device has no connection of its own");
    }
    VirtualSession session = new VirtualSession(config, describe(config), sink, around.virtuals());
    Map<Point, Double> constants = new HashMap<>();
    if (config.type().equals(CONSTANT)) {
      points(config)
          .forEach(
              point -> constants.put(point, Double.parseDouble(config.options().get(point.id()))));
    }
    session.start(constants, clock);
    return session;
  }
}
