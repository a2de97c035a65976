package org.busbar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.profile.CarriedProfiles;
import org.busbar.sim.plant.Grid;
import org.busbar.sim.plant.Load;
import org.busbar.sim.plant.PccMeter;
import org.busbar.sim.plant.Plant;
import org.busbar.testkit.api.Mosquitto;
import org.busbar.transport.mqtt.Mqtt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A simulated meter seen through a broker that is not ours, by the profile a site would name. */
@Timeout(90)
class MeterMqttIT {
  private static final String TOPIC = "shellypro3em-1/status/em:0";

  @TempDir Path folder;
  private final BlockingQueue<Sample> powers = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private Mosquitto broker;
  private MessageConnection connection;
  private MessageConnection publisher;
  private DeviceSession session;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(folder, "allow_anonymous true");
    broker.publish(TOPIC, "{\"total_act_power\": 99999}", "-r");
    connection = connect(changes);
    publisher = connect(new LinkedBlockingQueue<>());
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("pcc"),
            "profile",
            "shelly.pro-3em-mqtt",
            "broker",
            1,
            Map.of("prefix", "shellypro3em-1", "poll-normal", "500 ms"),
            Set.of(),
            "site.yaml:1");
    session =
        new CarriedProfiles()
            .driver()
            .open(
                connection,
                config,
                sample -> {
                  if (sample.address().toString().equals("pcc/activePowerW")) {
                    powers.add(sample);
                  }
                },
                Clock.system());
    assertEquals("connected", changes.poll(10, TimeUnit.SECONDS));
    assertEquals(0, publishUntilHeard(0).value(), "the one that was kept before is not taken");
  }

  /** The broker passes on to whom it has subscribed, which it does after it has connected. */
  private Sample publishUntilHeard(int watts) throws Exception {
    Sample first = null;
    for (int i = 0; first == null; i++) {
      assertTrue(i < 300, "nothing is heard");
      publishUntilTaken("{\"total_act_power\": " + watts + "}");
      first = powers.poll(100, TimeUnit.MILLISECONDS);
    }
    publish(List.of("{\"total_act_power\": -1}"));
    while (next().value() != -1) {
      // one more of those before
    }
    return first;
  }

  @AfterEach
  void stop() {
    if (broker == null) {
      return; // skipped: there is none
    }
    session.close();
    connection.close();
    publisher.close();
    broker.close();
  }

  private MessageConnection connect(BlockingQueue<String> told) {
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void connected() {
            told.add("connected");
          }

          @Override
          public void lost(DeviceException cause) {
            told.add("lost");
          }
        };
    Map<String, String> settings =
        Map.of("host", "127.0.0.1", "port", Integer.toString(broker.port()), "timeout", "5 s");
    return Mqtt.at(folder)
        .open(new ConnectionConfig("broker", "mqtt", settings, "test"), listener, Clock.system());
  }

  private void publish(List<String> texts) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    publisher.urgent(
        () -> {
          try {
            for (String text : texts) {
              publisher.write(new Message(TOPIC, "", text));
            }
            done.complete(null);
          } catch (DeviceException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    done.get(60, TimeUnit.SECONDS);
  }

  private Sample next() throws InterruptedException {
    Sample sample = powers.poll(30, TimeUnit.SECONDS);
    assertTrue(sample != null, "no sample in 30 s");
    return sample;
  }

  @Test
  @Tag("DEV-11")
  void aMeterAgreesWithTheSimulatorWithinHalfAPercent() throws Exception {
    Grid grid = new Grid(7, 0);
    Load house = new Load("house", (from, to) -> 400 + 3000 * Math.sin(from / 20), grid, 7);
    PccMeter meter = new PccMeter("pcc", List.of(house), grid, 7);
    Plant plant = new Plant(grid, List.of(house, meter), 1);
    for (int i = 0; i < 200; i++) {
      plant.step(1);
      double truth = meter.value(Points.ACTIVE_POWER_W, 0);
      publish(List.of(String.format(Locale.ROOT, "{\"total_act_power\": %.1f}", truth)));
      Sample seen = next();
      assertEquals(Quality.GOOD, seen.quality());
      assertEquals(truth, seen.value(), Math.max(0.1, 0.005 * Math.abs(truth)), "second " + i);
    }
    assertEquals(State.READY, session.status().state());
  }

  @Test
  void aBrokerThatDiesCostsTheDeviceUntilItIsBackAndKeptValuesAreNoMeasurement() throws Exception {
    publish(List.of("{\"total_act_power\": 1}"));
    assertEquals(1, next().value());
    assertEquals(State.READY, session.status().state());
    broker.kill();
    assertEquals("lost", changes.poll(10, TimeUnit.SECONDS));
    await(State.FAULTY);
    assertTrue(powers.isEmpty());
    broker.restart();
    broker.publish(TOPIC, "{\"total_act_power\": 88888}", "-r");
    assertEquals("connected", changes.poll(5, TimeUnit.SECONDS), "within 5 s");
    Sample kept = powers.poll(1, TimeUnit.SECONDS);
    assertFalse(
        kept != null && kept.value() == 88888 && session.status().state() != State.READY,
        "what was kept while we were away does not bring the device back");
    powers.clear();
    publishUntilHeard(2);
    await(State.READY);
  }

  private void publishUntilTaken(String text) throws Exception {
    for (int i = 0; ; i++) {
      try {
        publish(List.of(text));
        return;
      } catch (java.util.concurrent.ExecutionException notYetBack) {
        assertTrue(i < 100, "the publisher is back too");
        changes.poll(100, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void await(State state) throws InterruptedException {
    for (int i = 0; session.status().state() != state; i++) {
      assertTrue(i < 200, "still " + session.status());
      changes.poll(50, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void ofTenThousandRandomMessagesNothingWrongIsCalledGood() throws Exception {
    SplittableRandom random = new SplittableRandom(20261121);
    ObjectMapper judge =
        new ObjectMapper()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    int rounds = Boolean.getBoolean("busbar.deep") ? 100_000 : 10_000;
    int batch = 500;
    int good = 0;
    for (int done = 0; done < rounds; done += batch) {
      List<String> texts = random.ints(batch).mapToObj(i -> damaged(random)).toList();
      publish(texts);
      for (String text : texts) {
        good += judged(judge, text, next()) ? 1 : 0;
      }
    }
    assertTrue(good > rounds / 20 && good < rounds, "some are right: " + good);
    assertEquals(0, connection.counters().reconnects());
  }

  private static boolean judged(ObjectMapper judge, String text, Sample sample) {
    double truth = Double.NaN;
    try {
      JsonNode node = judge.readTree(text).at("/total_act_power");
      truth = node.isNumber() ? node.doubleValue() : Double.NaN;
    } catch (JsonProcessingException malformed) {
      // not a number, then
    }
    if (sample.quality() == Quality.GOOD) {
      assertEquals(truth, sample.value(), 1e-9, text);
      return true;
    }
    assertTrue(Double.isNaN(sample.value()), text);
    return false;
  }

  private static String damaged(SplittableRandom random) {
    StringBuilder text =
        new StringBuilder("{\"id\": 0, \"total_act_power\": ")
            .append(random.nextInt(-5000, 5000))
            .append(".5, \"errors\": []}");
    for (int n = random.nextInt(4); n > 0; n--) {
      text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(32, 127));
    }
    return text.substring(
        0, random.nextInt(6) == 0 ? random.nextInt(text.length()) : text.length());
  }
}
