package org.busbar.drivers.ocpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** OCPP 2.0.1 (edition 2), part 2, sections of the blocks B, C, E, G, J, K. */
final class Edition201 implements Dialect {
  private static final List<String> ANSWERED_EMPTY =
      List.of(
          "StatusNotification",
          "MeterValues",
          "NotifyReport",
          "NotifyEvent",
          "NotifyMonitoringReport",
          "NotifyChargingLimit",
          "ClearedChargingLimit",
          "SecurityEventNotification",
          "FirmwareStatusNotification",
          "LogStatusNotification",
          "ReservationStatusUpdate");

  @Override
  public Optional<ObjectNode> hear(String action, JsonNode payload, int connector, Facts facts) {
    return switch (action) {
      case "BootNotification" -> {
        facts.restarted();
        yield Optional.of(Dialect.welcome(facts.now()));
      }
      case "Heartbeat" -> Optional.of(Dialect.object().put("currentTime", facts.now().toString()));
      case "Authorize" ->
          Optional.of(Dialect.object().set("idTokenInfo", info(payload.path("idToken"), facts)));
      case "TransactionEvent" -> Optional.of(event(payload, connector, facts));
      case "DataTransfer" -> Optional.of(Dialect.object().put("status", "UnknownVendorId"));
      default -> {
        boolean isOurs = payload.path("evseId").asInt(-1) == connector;
        if (isOurs && action.equals("StatusNotification")) {
          String status = payload.path("connectorStatus").asText();
          if (status.equals("Occupied")) {
            facts.occupied();
          } else {
            facts.state(state(status));
          }
        } else if (isOurs && action.equals("MeterValues")) {
          facts.measured(payload.path("meterValue"));
        }
        yield ANSWERED_EMPTY.contains(action) ? Optional.of(Dialect.object()) : Optional.empty();
      }
    };
  }

  private static ObjectNode info(JsonNode token, Facts facts) {
    return Dialect.object()
        .put("status", facts.isAllowed(token.path("idToken").asText()) ? "Accepted" : "Invalid");
  }

  private ObjectNode event(JsonNode payload, int connector, Facts facts) {
    String id = payload.path("transactionInfo").path("transactionId").asText();
    // Where it is has to be said once only.
    JsonNode evse = payload.path("evse").path("id");
    boolean isOurs = evse.isInt() ? evse.intValue() == connector : facts.isRunning(id);
    boolean isEnded = payload.path("eventType").asText().equals("Ended");
    // What happened while it was away is no news.
    boolean isLate = payload.path("offline").asBoolean(false);
    if (isEnded) {
      facts.ended(id);
    } else if (isOurs && !id.isEmpty()) {
      facts.runs(id);
    }
    if (isOurs && !isLate) {
      double state = chargingState(payload.path("transactionInfo").path("chargingState").asText());
      if (Double.isFinite(state)) {
        facts.state(state);
      }
      facts.measured(payload.path("meterValue"));
    }
    ObjectNode answer = Dialect.object();
    if (payload.has("idToken")) {
      answer.set("idTokenInfo", info(payload.path("idToken"), facts));
    }
    return answer;
  }

  private static double state(String status) {
    return switch (status) {
      case "Available", "Reserved" -> 1;
      case "Unavailable" -> 5;
      case "Faulted" -> 6;
      default -> Double.NaN;
    };
  }

  private static double chargingState(String state) {
    return switch (state) {
      case "Charging" -> 3;
      case "EVConnected", "SuspendedEV", "SuspendedEVSE" -> 2;
      case "Idle" -> 1;
      default -> Double.NaN;
    };
  }

  @Override
  public List<Call> wishes(int connector, long meterSeconds) {
    ObjectNode variables = Dialect.object();
    ArrayNode data = variables.putArray("setVariableData");
    String wanted = "Power.Active.Import,Current.Import,Energy.Active.Import.Register";
    variable(data, "TxUpdatedMeasurands", wanted);
    variable(data, "TxUpdatedInterval", Long.toString(meterSeconds));
    ObjectNode trigger = Dialect.object().put("requestedMessage", "StatusNotification");
    if (connector > 0) {
      trigger.putObject("evse").put("id", connector).put("connectorId", 1);
    }
    return List.of(new Call("SetVariables", variables), new Call("TriggerMessage", trigger));
  }

  private static void variable(ArrayNode data, String name, String value) {
    ObjectNode one = data.addObject().put("attributeValue", value);
    one.putObject("component").put("name", "SampledDataCtrlr");
    one.putObject("variable").put("name", name);
  }

  @Override
  public Call set(int connector, Profile profile) {
    ObjectNode content =
        Dialect.object()
            .put("id", Dialect.identity(connector, profile.id()))
            .put("stackLevel", profile.level())
            .put("chargingProfilePurpose", purpose(connector, profile))
            .put("chargingProfileKind", profile.start().isPresent() ? "Absolute" : "Relative");
    profile.transaction().ifPresent(id -> content.put("transactionId", id));
    ObjectNode schedule = Dialect.schedule(profile);
    schedule.put("id", Dialect.identity(connector, profile.id()));
    content.putArray("chargingSchedule").add(schedule);
    ObjectNode payload = Dialect.object().put("evseId", connector);
    payload.set("chargingProfile", content);
    return new Call("SetChargingProfile", payload);
  }

  private static String purpose(int connector, Profile profile) {
    if (profile.transaction().isPresent()) {
      return "TxProfile";
    }
    return connector == 0 ? "ChargingStationMaxProfile" : "TxDefaultProfile";
  }

  @Override
  public Call clear(int connector, int profile) {
    return new Call(
        "ClearChargingProfile",
        Dialect.object().put("chargingProfileId", Dialect.identity(connector, profile)));
  }

  @Override
  public Call held(int connector) {
    return new Call(
        "GetCompositeSchedule",
        Dialect.object().put("duration", 60).put("evseId", connector).put("chargingRateUnit", "A"));
  }

  @Override
  public double heldCurrentA(JsonNode answer) {
    return isDone(answer) ? Dialect.firstLimitA(answer.path("schedule")) : Double.NaN;
  }

  @Override
  public Call start(int connector, String tag) {
    ObjectNode payload = Dialect.object().put("evseId", connector).put("remoteStartId", 1);
    payload.putObject("idToken").put("idToken", tag).put("type", "Central");
    return new Call("RequestStartTransaction", payload);
  }
}
