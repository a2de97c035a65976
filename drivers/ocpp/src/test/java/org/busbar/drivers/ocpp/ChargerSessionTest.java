package org.busbar.drivers.ocpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.StationConnection;
import org.busbar.api.transport.StationListener;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.ManualClock;
import org.busbar.testkit.api.QuietConnection;
import org.junit.jupiter.api.Test;

class ChargerSessionTest {
  private final ManualClock clock = new ManualClock();
  private final List<Sample> samples = new ArrayList<>();
  private final Station station = new Station();
  private DeviceSession session;

  private static DeviceConfig config(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(Map.of("station", "CP"));
    all.putAll(options);
    return new DeviceConfig(
        new NodeId("ev"), "ocpp", "charger", "stations", 1, all, Set.of(), "site.yaml:9");
  }

  private void arrive(Map<String, String> options) {
    arrive("ocpp1.6", options);
  }

  private void arrive(String protocol, Map<String, String> options) {
    session = new OcppDriver().open(station, config(options), samples::add, clock);
    station.listener.arrived(protocol);
    clock.advance(Duration.ofSeconds(1));
    station.listener.due();
  }

  private WriteResult write(Action action, double value, int epoch) {
    return session.write(
        new Command(
            session.declaration().writables().getFirst(),
            action,
            value,
            Duration.ofSeconds(60),
            epoch));
  }

  private Sample last(String point) {
    return samples.stream()
        .filter(sample -> sample.address().pointName().equals(point))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  @Test
  void isNotReadyAndNotWrittenBeforeTheFallbackIsTaken() {
    station.answers.put("SetChargingProfile", "{\"status\":\"Rejected\"}");
    arrive(Map.of());
    assertEquals(State.FAULTY, session.status().state());
    assertInstanceOf(WriteResult.Refused.class, write(Action.SET, 10, 1));
    assertEquals(1, station.calls("SetChargingProfile").size(), "the fallback alone was tried");

    station.answers.clear();
    clock.advance(Duration.ofSeconds(5));
    station.listener.due();
    assertEquals(State.READY, session.status().state());
  }

  @Test
  void fallbackStaysAndEverythingElseEndsByItself() {
    arrive(Map.of("offline-current", "8 A", "offline-after", "90 s"));
    String fallback = station.calls("SetChargingProfile").getFirst();
    assertTrue(
        fallback.contains("\"stackLevel\":0") && fallback.contains("\"limit\":8.0"), fallback);
    assertFalse(fallback.contains("duration") || fallback.contains("validTo"), fallback);

    assertInstanceOf(WriteResult.Accepted.class, write(Action.SET, 13.26, 1));
    String leased = station.calls("SetChargingProfile").getLast();
    assertTrue(leased.contains("\"stackLevel\":1") && leased.contains("\"limit\":13.2"), leased);
    // The 90 s, and 30 s for clocks that differ.
    assertTrue(leased.contains("\"duration\":120"), leased);
  }

  @Test
  void aTransactionThatRunsIsLimitedByAProfileOfItsOwn() {
    arrive(Map.of());
    station.says(
        "StartTransaction",
        "{\"connectorId\":1,\"idTag\":\"T\",\"meterStart\":0,\"timestamp\":\"2026-01-01T00:00:00Z\"}");
    write(Action.SAFE, 0, 1);
    String own = station.calls("SetChargingProfile").getLast();
    assertTrue(own.contains("TxProfile") && own.contains("\"limit\":0.0"), own);
  }

  @Test
  void aTransactionWhoseEndWasLostWhileTheStationWasAwayIsNotLimitedAnyMore() {
    arrive(Map.of());
    station.says(
        "StartTransaction",
        "{\"connectorId\":1,\"idTag\":\"T\",\"meterStart\":0,\"timestamp\":\"2026-01-01T00:00:00Z\"}");
    station.listener.left(new NoResponse("gone in the middle"));
    assertEquals(State.FAULTY, session.status().state());
    assertInstanceOf(WriteResult.Refused.class, write(Action.SET, 10, 1));
    station.listener.arrived("ocpp1.6");
    clock.advance(Duration.ofSeconds(1));
    station.listener.due();
    assertEquals(State.READY, session.status().state());
    write(Action.SET, 10, 1);
    assertTrue(station.calls("SetChargingProfile").getLast().contains("TxProfile"), "still there");
    station.says("StatusNotification", "{\"connectorId\":1,\"status\":\"Available\"}");
    write(Action.SET, 9, 1);
    assertTrue(station.calls("SetChargingProfile").getLast().contains("TxDefaultProfile"));
  }

  @Test
  void whatAStationSaysWhereNothingRunsIsNoTransaction() {
    arrive(Map.of("phases", "1"));
    for (String none : List.of("0", "-1", "null")) {
      station.says(
          "MeterValues",
          "{\"connectorId\":1,\"transactionId\":"
              + none
              + ",\"meterValue\":[{\"timestamp\":\""
              + clock.instant()
              + "\",\"sampledValue\":[{\"measurand\":\"Current.Import\",\"value\":\"7.5\"}]}]}");
      write(Action.SET, 10, 1);
      assertTrue(station.calls("SetChargingProfile").getLast().contains("TxDefaultProfile"), none);
    }
    assertEquals(-7.5, last("currentA.1").value(), "the one phase, though it names none");
  }

  /** A clock that is an hour behind would put its begin into the future. */
  @Test
  void theSafeValueHoldsWhateverTheClockOfTheStationSays() {
    arrive(Map.of());
    write(Action.SAFE, 0, 1);
    String safe = station.calls("SetChargingProfile").getLast();
    assertTrue(safe.contains("\"stackLevel\":1") && safe.contains("\"limit\":0.0"), safe);
    assertFalse(safe.contains("startSchedule") || safe.contains("duration"), safe);
    write(Action.SET, 10, 2);
    assertTrue(station.calls("SetChargingProfile").getLast().contains("duration"));
  }

  @Test
  void aLowerEpochIsNeverWritten() {
    arrive(Map.of());
    write(Action.SAFE, 0, 5);
    int before = station.calls.size();
    assertInstanceOf(WriteResult.Refused.class, write(Action.SET, 16, 4));
    assertEquals(before, station.calls.size());
  }

  @Test
  void tellsRefusedFromUnknown() {
    arrive(Map.of());
    station.answers.put("SetChargingProfile", "{\"status\":\"Rejected\"}");
    assertInstanceOf(WriteResult.Refused.class, write(Action.SET, 16, 1));
    station.answers.put("SetChargingProfile", "");
    assertInstanceOf(WriteResult.Unknown.class, write(Action.SET, 16, 1));
  }

  @Test
  void powerIsZeroWithoutAVehicleAndUnknownOnceTheStationIsGone() {
    arrive(Map.of());
    status("Available");
    station.listener.due();
    assertEquals(0, last("activePowerW").value());
    assertEquals(Quality.SUBSTITUTED, last("activePowerW").quality());
    assertEquals(0, last("connected").value());

    station.listener.left(new NoResponse("gone"));
    samples.clear();
    clock.advance(Duration.ofSeconds(10));
    station.listener.due();
    assertEquals(List.of(), samples);
    assertEquals(State.FAULTY, session.status().state());
  }

  @Test
  void powerOfAFaultedStationIsNotMadeUp() {
    arrive(Map.of());
    status("Faulted");
    samples.clear();
    station.listener.due();
    assertTrue(samples.stream().noneMatch(s -> s.address().pointName().equals("activePowerW")));
    assertEquals(6, last("chargerState").value());
    assertEquals(Quality.INVALID, last("connected").quality());
  }

  @Test
  void theEnergyOfASessionIsCountedFromWhereItBegan() {
    arrive(Map.of());
    station.says(
        "StartTransaction",
        "{\"connectorId\":1,\"idTag\":\"T\",\"meterStart\":1500,\"timestamp\":\"2026-01-01T00:00:00Z\"}");
    station.says(
        "MeterValues",
        "{\"connectorId\":1,\"meterValue\":[{\"timestamp\":\""
            + clock.instant()
            + "\",\"sampledValue\":[{\"value\":\"1.75\",\"unit\":\"kWh\"}]}]}");
    assertEquals(250, last("sessionEnergyWh").value());
  }

  @Test
  void aVehicleThatIsThereWhenItsStationStartsAnewIsChargedAgain() {
    arrive("ocpp2.0.1", Map.of("start-tag", "GATE"));
    occupied();
    assertEquals(1, station.calls("RequestStartTransaction").size());
    station.says("BootNotification", "{\"reason\":\"PowerUp\"}");
    clock.advance(Duration.ofSeconds(1));
    occupied(); // It is set up again.
    occupied();
    assertEquals(2, station.calls("RequestStartTransaction").size());
  }

  /** A station of 2.0.1 that says as little as it may. */
  private void event(String type, String more) {
    station.says(
        "TransactionEvent",
        "{\"eventType\":\""
            + type
            + "\",\"timestamp\":\""
            + clock.instant()
            + "\",\"triggerReason\":\"Trigger\",\"seqNo\":0,\"transactionInfo\":{\"transactionId\":\"t1\"}"
            + more
            + "}");
  }

  private String powered(double powerW) {
    return ",\"meterValue\":[{\"timestamp\":\""
        + clock.instant()
        + "\",\"sampledValue\":[{\"measurand\":\"Power.Active.Import\",\"value\":"
        + powerW
        + "}]}]";
  }

  private void occupied() {
    station.says(
        "StatusNotification", "{\"evseId\":1,\"connectorId\":1,\"connectorStatus\":\"Occupied\"}");
    station.listener.due();
  }

  @Test
  void anEventThatDoesNotSayWhereItIsBelongsToItsTransaction() {
    arrive("ocpp2.0.1", Map.of());
    event("Started", ",\"evse\":{\"id\":1,\"connectorId\":1}");
    event("Updated", powered(7_400));
    assertEquals(-7_400, last("activePowerW").value());
    event("Ended", "");
    samples.clear();
    event("Updated", powered(5_000));
    assertEquals(List.of(), samples, "of a transaction that is not known");
  }

  @Test
  void anOccupiedConnectorIsNotSaidToTakeNothingWhileItsTransactionRuns() {
    arrive("ocpp2.0.1", Map.of());
    event("Started", ",\"evse\":{\"id\":1,\"connectorId\":1}");
    clock.advance(Duration.ofMinutes(5));
    samples.clear();
    occupied();
    assertEquals(2, last("chargerState").value());
    assertTrue(samples.stream().noneMatch(s -> s.address().pointName().equals("activePowerW")));

    event("Updated", powered(7_400));
    station.listener.due();
    assertEquals(3, last("chargerState").value());
    occupied();
    assertEquals(3, last("chargerState").value(), "occupied is no news of what it does");

    event("Ended", "");
    clock.advance(Duration.ofMinutes(5));
    station.listener.due();
    assertEquals(2, last("chargerState").value());
    assertEquals(0, last("activePowerW").value());
    assertEquals(Quality.SUBSTITUTED, last("activePowerW").quality());
  }

  @Test
  void onlyKnownCardsCharge() {
    arrive(Map.of("tags", "AA, BB"));
    assertEquals(
        Optional.of("{\"idTagInfo\":{\"status\":\"Accepted\"}}"),
        station.says("Authorize", "{\"idTag\":\"BB\"}"));
    assertEquals(
        Optional.of("{\"idTagInfo\":{\"status\":\"Invalid\"}}"),
        station.says("Authorize", "{\"idTag\":\"CC\"}"));
  }

  @Test
  void leavesOtherConnectorsToOthers() {
    arrive(Map.of());
    assertEquals(
        Optional.empty(), station.says("StartTransaction", "{\"connectorId\":2,\"idTag\":\"T\"}"));
    assertEquals(Optional.empty(), station.says("Unheard", "{}"));
  }

  @Test
  void namesEveryWrongOption() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new OcppDriver()
                    .describe(
                        config(Map.of("max-current", "32 kA", "offline", "6", "station", ""))));
    assertTrue(e.getMessage().contains("'max-current' is '32 kA'"), e::getMessage);
    assertTrue(e.getMessage().contains("'offline' is not known"), e::getMessage);
    assertTrue(e.getMessage().contains("'station' is missing"), e::getMessage);
  }

  private void status(String status) {
    station.says(
        "StatusNotification",
        "{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"" + status + "\"}");
  }

  /** A station that accepts all but what it is told to answer otherwise; empty: no answer. */
  private static final class Station implements StationConnection, QuietConnection {
    private final List<String> calls = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private StationListener listener;

    Optional<String> says(String action, String payload) {
      return listener.called(action, payload, 0);
    }

    List<String> calls(String action) {
      return calls.stream().filter(call -> call.startsWith(action)).toList();
    }

    @Override
    public Poll attend(String station, Duration period, StationListener listener) {
      this.listener = listener;
      return () -> {};
    }

    @Override
    public String call(String station, String action, String payload) throws DeviceException {
      calls.add(action + " " + payload);
      String answer = answers.getOrDefault(action, "{\"status\":\"Accepted\"}");
      if (answer.isEmpty()) {
        throw new NoResponse("silent");
      }
      if (answer.equals("refused")) {
        throw new Rejected("no", 0);
      }
      return answer;
    }
  }
}
