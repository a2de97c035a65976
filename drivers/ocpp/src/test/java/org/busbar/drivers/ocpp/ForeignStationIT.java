package org.busbar.drivers.ocpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.DoublePredicate;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.StationConnection;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.busbar.transport.ocpp.OcppTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A charger over a real socket: the other end is not ours, and checks every schema. */
@Timeout(90)
class ForeignStationIT {
  private static final String STATION = "CP-1";

  @TempDir Path folder;

  private final BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
  private StationConnection connection;
  private DeviceSession session;
  private ForeignStation station;

  private void start(String protocol) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path secret = Files.createDirectory(folder.resolve("secrets")).resolve("ocpp-" + STATION);
    Files.writeString(secret, "opensesame\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    connection =
        new OcppTransport(folder)
            .open(
                new ConnectionConfig(
                    "stations",
                    "ocpp",
                    Map.of("port", Integer.toString(port), "auth", "basic"),
                    "test"),
                new Deaf(),
                Clock.system());
    Map<String, String> options =
        Map.of(
            "station", STATION,
            "max-current", "32",
            "offline-current", "8",
            "offline-after", "5 s",
            "meter-interval", "1 s",
            "start-tag", "GATEWAY");
    session =
        new OcppDriver()
            .open(
                connection,
                new DeviceConfig(
                    new NodeId("ev"), "ocpp", "charger", "stations", 1, options, Set.of(), "test"),
                samples::add,
                Clock.system());
    station = ForeignStation.start(port, STATION, protocol, "opensesame");
  }

  @AfterEach
  void stop() throws IOException {
    session.close();
    connection.close();
    station.close();
  }

  private void awaitSample(String point, DoublePredicate wanted) throws InterruptedException {
    while (true) {
      Sample sample = samples.poll(15, TimeUnit.SECONDS);
      assertNotNull(sample, () -> point + " did not come: " + session.status());
      if (sample.address().pointName().equals(point) && wanted.test(sample.value())) {
        return;
      }
    }
  }

  /** It tells its state every second, ready or not. */
  private void awaitReady() throws InterruptedException {
    for (int i = 0; session.status().state() != State.READY && i < 20; i++) {
      awaitSample("chargerState", state -> true);
    }
    assertEquals(State.READY, session.status().state(), () -> session.status().text());
  }

  private WriteResult write(Action action, double value) throws Exception {
    CompletableFuture<WriteResult> result = new CompletableFuture<>();
    Command command =
        new Command(
            session.declaration().writables().getFirst(), action, value, Duration.ofSeconds(5), 1);
    connection.urgent(() -> result.complete(session.write(command)));
    return result.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ocpp1.6", "ocpp2.0.1"})
  void chargesAsToldAndFallsBackOnceNobodyTells(String protocol) throws Exception {
    start(protocol);
    station.awaited("boot", line -> line.path("booted").asText().equals("Accepted"));
    JsonNode fallback = station.awaited("the fallback", line -> line.has("set"));
    assertEquals(8, fallback.path("currentA").asDouble());
    awaitSample("chargerState", state -> state == 1);
    awaitSample("activePowerW", power -> power == 0);
    awaitReady();

    station.order("plug");
    station.awaited("the remote start", line -> line.has("began"));
    assertEquals(new WriteResult.Accepted(16), write(Action.SET, 16));
    awaitSample("currentLimitA", limit -> limit == 16);
    // The meter's own words: three phases of 230 V, told in kW by the station.
    awaitSample("activePowerW", power -> Math.abs(power + 3 * 230 * 16) <= 0.005 * 3 * 230 * 16);
    awaitSample("currentA.2", current -> current == -16);
    awaitSample("chargerState", state -> state == 3);

    assertEquals(new WriteResult.Accepted(0), write(Action.SAFE, 0));
    station.awaited("the stop", line -> line.path("currentA").asDouble() == 0);
    assertEquals(new WriteResult.Accepted(20), write(Action.SET, 20));
    station.awaited("20 A", line -> line.path("currentA").asDouble() == 20);

    station.order("drop");
    JsonNode dropped = station.awaited("the loss", line -> line.has("dropped"));
    assertEquals(20, dropped.path("currentA").asDouble());
    JsonNode alone = station.awaited("8 A", line -> line.path("currentA").asDouble() == 8);
    long ms = alone.path("at").asLong() - dropped.path("at").asLong();
    assertTrue(ms <= 6_000, "fell back after " + ms + " ms");
    assertEquals(State.FAULTY, session.status().state());

    station.order("connect");
    station.awaited("boot", line -> line.has("booted"));
    awaitSample("chargerState", state -> state >= 2);
    awaitReady();
    assertEquals(new WriteResult.Accepted(12), write(Action.SET, 12));
    assertEquals(new WriteResult.Accepted(8), write(Action.RELEASE, 8));
  }

  /** Nobody has to hear of the connection. */
  private static final class Deaf implements ConnectionListener {
    @Override
    public void connected() {}

    @Override
    public void lost(DeviceException cause) {}
  }
}
