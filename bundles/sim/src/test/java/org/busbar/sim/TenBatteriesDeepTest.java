package org.busbar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.profile.CarriedProfiles;
import org.busbar.profile.api.Profiles;
import org.busbar.transport.modbus.ModbusTcp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code ./busbar sim devices --bess 10} serves is read by its profile for ten minutes of the
 * plant: every answer is of the form its profile and the vocabulary give. The long form lets them
 * pass in the machine's time.
 */
class TenBatteriesDeepTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final double PLANT_S = 600;
  private static final double SPEED = DEEP ? 1 : 150;
  private static final int BATTERIES = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Driver driver = new CarriedProfiles().driver();
  private final AtomicLong samples = new AtomicLong();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();

  private void judge(Sample sample) {
    samples.incrementAndGet();
    Point point = sample.address().point();
    boolean fits =
        sample.quality() == Quality.GOOD
            && sample.value() >= point.plausibleMin()
            && sample.value() <= point.plausibleMax();
    if (!fits) {
      errors.add(sample.toString());
    }
  }

  private DeviceSession open(Connection connection, PlantHost.Place place) {
    DeviceConfig config =
        new DeviceConfig(
            new NodeId(place.unit().device().id()),
            "profile",
            place.profile(),
            "wire",
            place.unitId(),
            Map.of(),
            Set.of(),
            "test");
    return driver.open(connection, config, this::judge, Clock.system());
  }

  private Connection connect(int port) {
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void connected() {}

          @Override
          public void lost(DeviceException cause) {
            errors.add(String.valueOf(cause.getMessage()));
          }
        };
    Map<String, String> settings =
        Map.of("host", "127.0.0.1", "port", Integer.toString(port), "timeout", "10 s");
    return new ModbusTcp()
        .open(
            new ConnectionConfig("wire", "modbus-tcp", settings, "test"), listener, Clock.system());
  }

  @Test
  @Tag("DEV-15")
  @Timeout(900)
  void tenBatteriesSayNothingThatIsNotValidForTenMinutes() throws Exception {
    Profiles profiles = ServiceLoader.load(Profiles.class).findFirst().orElseThrow();
    PlantFile file = PlantFile.read(DemoPlant.batteries(BATTERIES), 0, SPEED);
    List<AutoCloseable> open = new ArrayList<>();
    try (PlantServer server = new PlantServer(file, profiles, 0)) {
      List<DeviceSession> sessions = new ArrayList<>();
      for (PlantHost.Place place : server.host().places().values()) {
        Connection connection = connect(place.port());
        open.add(connection);
        sessions.add(open(connection, place));
      }
      assertEquals(BATTERIES, sessions.size());
      int documents = 0;
      double begin = now(server);
      while (now(server) < begin + PLANT_S) {
        document(server);
        documents++;
        LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
      }
      System.out.printf(
          "%d samples, %d documents, %d errors%n", samples.get(), documents, errors.size());
      assertEquals(List.of(), List.copyOf(errors));
      sessions.forEach(session -> assertEquals(State.READY, session.status().state()));
      // Due of each battery: its power 5 times a second, 11 points a second, 5 in ten seconds.
      assertTrue(samples.get() > (DEEP ? 98_000 : 500), samples + " samples of 99,000");
    } finally {
      for (AutoCloseable each : open) {
        each.close();
      }
    }
  }

  private static double now(PlantServer server) {
    return server.host().plant().with(plant -> plant.grid().endS());
  }

  /** What the control port tells of all of them. */
  private void document(PlantServer server) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI plant = URI.create("http://127.0.0.1:" + server.controlPort() + "/plant");
      String text =
          http.send(HttpRequest.newBuilder(plant).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      JsonNode devices = JSON.readTree(text).get("devices");
      if (devices.size() != BATTERIES) {
        errors.add(text);
      }
      for (JsonNode device : devices) {
        if (!device.get("activePowerW").isNumber()
            || !device.get("points").get("stateOfChargePct").isNumber()
            || !device.get("fault").asText().equals("none")) {
          errors.add(device.toString());
        }
      }
    }
  }
}
