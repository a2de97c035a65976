package org.busbar.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.busbar.profile.CarriedProfiles;
import org.busbar.testkit.api.FakeShelly;
import org.busbar.transport.http.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Relays over HTTP, from profile to wire, against an answerer that was written from the source. */
@Timeout(60)
class ShellyTest {
  @TempDir Path folder;
  private final BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
  private FakeShelly shelly;
  private MessageConnection connection;
  private DeviceSession session;

  @BeforeEach
  void start() throws Exception {
    shelly = new FakeShelly();
    ConnectionListener deaf =
        new ConnectionListener() {
          @Override
          public void connected() {}

          @Override
          public void lost(DeviceException cause) {}
        };
    Map<String, String> settings = Map.of("url", shelly.url(), "timeout", "5 s");
    connection =
        Http.at(folder)
            .open(new ConnectionConfig("s", "http", settings, "test"), deaf, Clock.system());
  }

  @AfterEach
  void stop() {
    session.close();
    connection.close();
    shelly.close();
  }

  private void open(String profile) throws InterruptedException {
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("heat1"),
            "profile",
            profile,
            "s",
            1,
            Map.of("poll-normal", "50 ms"),
            Set.of(),
            "site.yaml:1");
    session = new CarriedProfiles().driver().open(connection, config, samples::add, Clock.system());
    awaitSwitch(0);
    assertEquals(State.READY, session.status().state());
  }

  private void awaitSwitch(double wanted) throws InterruptedException {
    Sample sample;
    do {
      sample = samples.poll(30, TimeUnit.SECONDS);
      assertTrue(sample != null, "the switch is never " + wanted);
    } while (!sample.address().toString().equals("heat1/switchOn") || sample.value() != wanted);
  }

  private WriteResult write(Action action, double value) throws Exception {
    Writable writable = session.declaration().writables().getFirst();
    Command command = new Command(writable, action, value, Duration.ofSeconds(3), 1);
    CompletableFuture<WriteResult> result = new CompletableFuture<>();
    connection.urgent(() -> result.complete(session.write(command)));
    return result.get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shelly.gen2-switch", "shelly.gen1-relay"})
  void whatIsSwitchedOnGoesOffByItselfAndWhatIsSwitchedOffStaysOff(String profile)
      throws Exception {
    open(profile);
    assertEquals(new WriteResult.Accepted(1), write(Action.SET, 1));
    assertTrue(shelly.isOn());
    awaitSwitch(1);
    shelly.pass(50);
    assertEquals(new WriteResult.Accepted(1), write(Action.SET, 1));
    shelly.pass(50);
    assertTrue(shelly.isOn(), "renewed");
    shelly.pass(11);
    assertFalse(shelly.isOn(), "the gateway is gone");
    awaitSwitch(0);
    write(Action.SET, 1);
    assertEquals(new WriteResult.Accepted(0), write(Action.SAFE, 0));
    shelly.pass(61);
    assertFalse(shelly.isOn(), "off has no timer that would turn it on");
    assertEquals(new WriteResult.Accepted(0), write(Action.RELEASE, 0));
    assertEquals(
        Duration.ofSeconds(60),
        session.declaration().writables().getFirst().reversion().orElseThrow());
  }
}
