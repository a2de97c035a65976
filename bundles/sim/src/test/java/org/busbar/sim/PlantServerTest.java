package org.busbar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.time.Clock;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.profile.api.Profiles;
import org.busbar.sim.plant.Battery;
import org.busbar.sim.plant.Load;
import org.busbar.sim.served.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlantServerTest {
  private static final Profiles PROFILES =
      ServiceLoader.load(Profiles.class).findFirst().orElseThrow();

  private final HttpClient http = HttpClient.newHttpClient();
  private PlantServer server;

  @BeforeEach
  void open() throws IOException, ConfigException {
    server = new PlantServer(DemoPlant.read(null, Clock.system(), 1), PROFILES, 0);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.controlPort() + path));
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(to(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void theDemoServesItsFiveDevices() throws IOException, InterruptedException {
    HttpResponse<String> truth = send(to("/plant"));
    assertEquals(200, truth.statusCode());
    for (String id : new String[] {"pcc", "load1", "pv1", "bat1", "ev1"}) {
      assertTrue(truth.body().contains("\"" + id + "\":{"), truth.body());
    }
    assertTrue(truth.body().contains("\"writes\":0"), truth.body());
    assertTrue(truth.body().contains("\"stateOfChargePct\":"), truth.body());
  }

  @Test
  void timePassesByItself() {
    double begin = server.host().plant().grid().endS();
    long deadline = Clock.system().nanos() + Duration.ofSeconds(10).toNanos();
    while (server.host().plant().with(plant -> plant.grid().endS()) < begin + 0.1) {
      assertTrue(Clock.system().nanos() < deadline, "the plant stands still");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void faultsStepsAndChargeAreSetFromOutside() throws IOException, InterruptedException {
    assertEquals(200, post("/fault", "{\"device\":\"bat1\",\"fault\":\"silent\"}").statusCode());
    assertEquals(Fault.SILENT, server.host().place("bat1").orElseThrow().unit().fault());
    assertEquals(200, post("/load", "{\"device\":\"load1\",\"stepW\":-5000}").statusCode());
    Load load = (Load) server.host().place("load1").orElseThrow().unit().device();
    assertEquals(-5000, load.stepW());
    assertEquals(
        200, post("/battery", "{\"device\":\"bat1\",\"stateOfChargePct\":20}").statusCode());
    Battery battery = (Battery) server.host().place("bat1").orElseThrow().unit().device();
    assertEquals(20, battery.stateOfChargePct(), 1);
  }

  @Test
  void whatCannotBeDoneIsRefusedWithAReason() throws IOException, InterruptedException {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "{\"device\":\"bat9\",\"fault\":\"silent\"}", "bat9",
                "{\"device\":\"bat1\",\"fault\":\"asleep\"}", "asleep",
                "silent", "mapping")
            .entrySet()) {
      HttpResponse<String> answer = post("/fault", wrong.getKey());
      assertEquals(400, answer.statusCode());
      assertTrue(answer.body().contains(wrong.getValue()), answer.body());
    }
    assertEquals(400, post("/load", "{\"device\":\"bat1\",\"stepW\":1}").statusCode());
    assertEquals(400, post("/battery", "{\"device\":\"bat1\"}").statusCode());
    assertEquals(400, post("/battery", "{\"device\":\"ev1\",\"stateOfChargePct\":5}").statusCode());
    assertEquals(
        "{\"pcc\":[],\"load1\":[],\"pv1\":[],\"bat1\":[],\"ev1\":[]}", send(to("/writes")).body());
    assertEquals(405, send(to("/fault")).statusCode());
    assertEquals(403, send(to("/plant").header("Origin", "http://x")).statusCode());
  }

  @Test
  void aTakenPortAndAnUnknownProfileAreNamed() throws IOException, ConfigException {
    PlantFile file = DemoPlant.read(null, Clock.system(), 1);
    int taken = server.host().place("pcc").orElseThrow().port();
    IOException port =
        assertThrows(IOException.class, () -> new PlantServer(file, PROFILES, taken));
    assertTrue(port.getMessage().contains(String.valueOf(taken)), port.getMessage());
    PlantFile unknown =
        PlantFile.read(
            Document.parse(
                "p.yaml", "devices: {m: {kind: meter, profile: acme.none, port: 1, unit: 1}}"),
            0,
            1);
    IOException profile =
        assertThrows(IOException.class, () -> new PlantServer(unknown, PROFILES, 0));
    assertTrue(profile.getMessage().contains("acme.none"), profile.getMessage());
  }

  @Test
  void aWrongPlantFileIsRefusedWithItsLines() {
    ConfigException wrong =
        assertThrows(
            ConfigException.class,
            () ->
                PlantFile.read(
                    Document.parse("p.yaml", "replay: nowhere\ndevices:\n  b: {kind: batery}\n"),
                    0,
                    1));
    assertTrue(wrong.getMessage().contains("p.yaml:1: replay"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("battery"), wrong.getMessage());
  }
}
