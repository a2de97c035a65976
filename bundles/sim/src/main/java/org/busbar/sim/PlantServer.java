package org.busbar.sim;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.busbar.api.time.Clock;
import org.busbar.profile.api.Profiles;

/** A plant in real time with its control port. */
public final class PlantServer implements AutoCloseable {
  static final int FIRST_PORT = 15_020;

  /** The control port lies at least this far above the first port. */
  private static final int CONTROL_OFFSET = 60;

  private final PlantHost host;
  private final ControlPort control;

  /**
   * Serves at once.
   *
   * @param firstPort port to which the lowest port of the plant is moved, 0 for any that are free
   * @throws IOException if a profile is missing or a port cannot be bound; nothing stays open
   */
  PlantServer(PlantFile file, Profiles profiles, int firstPort) throws IOException {
    this.host = new PlantHost(file, profiles, Clock.system(), firstPort);
    // Beyond all devices where there are many.
    int offset = Math.max(CONTROL_OFFSET, host.places().size() + 1);
    try {
      this.control = new ControlPort(host, firstPort == 0 ? 0 : firstPort + offset);
    } catch (IOException e) {
      host.close();
      throw e;
    }
    host.start();
  }

  PlantHost host() {
    return host;
  }

  int controlPort() {
    return control.port();
  }

  /** What answers where, for people. */
  List<String> lines() {
    Stream<String> devices =
        host.places().entrySet().stream()
            .map(
                entry ->
                    "%-8s %-24s 127.0.0.1:%d unit %d"
                        .formatted(
                            entry.getKey(),
                            entry.getValue().profile(),
                            entry.getValue().port(),
                            entry.getValue().unitId()));
    String truth = "%-8s %-24s http://127.0.0.1:%d/plant".formatted("control", "", control.port());
    return Stream.concat(devices, Stream.of(truth)).toList();
  }

  @Override
  public void close() throws IOException {
    control.close();
    host.close();
  }
}
