package org.busbar.drivers.ocpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** OCPP 1.6 (edition 2, 2017), sections 4 to 7. */
final class Edition16 implements Dialect {
  private static final List<String> ANSWERED_EMPTY =
      List.of(
          "StatusNotification",
          "MeterValues",
          "DiagnosticsStatusNotification",
          "FirmwareStatusNotification",
          "SecurityEventNotification",
          "LogStatusNotification",
          "SignedFirmwareStatusNotification");

  @Override
  public Optional<ObjectNode> hear(String action, JsonNode payload, int connector, Facts facts) {
    boolean isOurs = payload.path("connectorId").asInt(-1) == connector;
    return switch (action) {
      case "BootNotification" -> {
        facts.restarted();
        yield Optional.of(Dialect.welcome(facts.now()));
      }
      case "Heartbeat" -> Optional.of(Dialect.object().put("currentTime", facts.now().toString()));
      case "Authorize" ->
          Optional.of(Dialect.object().set("idTagInfo", info(payload.path("idTag"), facts)));
      case "StartTransaction" -> isOurs ? Optional.of(started(payload, facts)) : Optional.empty();
      case "StopTransaction" -> {
        // It does not say of which connector.
        facts.ended(payload.path("transactionId").asText());
        yield Optional.of(Dialect.object());
      }
      case "DataTransfer" -> Optional.of(Dialect.object().put("status", "UnknownVendorId"));
      default -> {
        if (isOurs && action.equals("StatusNotification")) {
          facts.state(state(payload.path("status").asText()));
        } else if (isOurs && action.equals("MeterValues")) {
          // Some say 0 or less where nothing runs.
          if (payload.path("transactionId").asInt(0) > 0) {
            facts.runs(payload.path("transactionId").asText());
          }
          facts.measured(payload.path("meterValue"));
        }
        yield ANSWERED_EMPTY.contains(action) ? Optional.of(Dialect.object()) : Optional.empty();
      }
    };
  }

  private static ObjectNode info(JsonNode tag, Facts facts) {
    return Dialect.object().put("status", facts.isAllowed(tag.asText()) ? "Accepted" : "Invalid");
  }

  private static ObjectNode started(JsonNode payload, Facts facts) {
    int transaction = facts.nextTransaction();
    if (facts.isAllowed(payload.path("idTag").asText())) {
      facts.runs(Integer.toString(transaction));
      if (payload.path("meterStart").isNumber()) {
        facts.begunAt(payload.path("meterStart").doubleValue());
      }
    }
    ObjectNode answer = Dialect.object().put("transactionId", transaction);
    answer.set("idTagInfo", info(payload.path("idTag"), facts));
    return answer;
  }

  /** Section 4.9, table of states. */
  private static double state(String status) {
    return switch (status) {
      case "Available", "Reserved" -> 1;
      case "Preparing", "SuspendedEV", "SuspendedEVSE", "Finishing" -> 2;
      case "Charging" -> 3;
      case "Unavailable" -> 5;
      case "Faulted" -> 6;
      default -> Double.NaN;
    };
  }

  @Override
  public List<Call> wishes(int connector, long meterSeconds) {
    String wanted = "Power.Active.Import,Current.Import,Energy.Active.Import.Register";
    return List.of(
        change("MeterValuesSampledData", wanted),
        change("MeterValueSampleInterval", Long.toString(meterSeconds)),
        trigger("StatusNotification", connector));
  }

  private static Call change(String key, String value) {
    return new Call("ChangeConfiguration", Dialect.object().put("key", key).put("value", value));
  }

  private static Call trigger(String message, int connector) {
    ObjectNode payload = Dialect.object().put("requestedMessage", message);
    if (connector > 0) {
      payload.put("connectorId", connector);
    }
    return new Call("TriggerMessage", payload);
  }

  @Override
  public Call set(int connector, Profile profile) {
    ObjectNode content =
        Dialect.object()
            .put("chargingProfileId", Dialect.identity(connector, profile.id()))
            .put("stackLevel", profile.level())
            .put("chargingProfilePurpose", purpose(connector, profile))
            .put("chargingProfileKind", profile.start().isPresent() ? "Absolute" : "Relative");
    profile.transaction().ifPresent(id -> content.put("transactionId", Integer.parseInt(id)));
    content.set("chargingSchedule", Dialect.schedule(profile));
    ObjectNode payload = Dialect.object().put("connectorId", connector);
    payload.set("csChargingProfiles", content);
    return new Call("SetChargingProfile", payload);
  }

  private static String purpose(int connector, Profile profile) {
    if (profile.transaction().isPresent()) {
      return "TxProfile";
    }
    return connector == 0 ? "ChargePointMaxProfile" : "TxDefaultProfile";
  }

  @Override
  public Call clear(int connector, int profile) {
    return new Call(
        "ClearChargingProfile", Dialect.object().put("id", Dialect.identity(connector, profile)));
  }

  @Override
  public Call held(int connector) {
    return new Call(
        "GetCompositeSchedule",
        Dialect.object()
            .put("connectorId", connector)
            .put("duration", 60)
            .put("chargingRateUnit", "A"));
  }

  @Override
  public double heldCurrentA(JsonNode answer) {
    return isDone(answer) ? Dialect.firstLimitA(answer.path("chargingSchedule")) : Double.NaN;
  }

  @Override
  public Call start(int connector, String tag) {
    return new Call(
        "RemoteStartTransaction", Dialect.object().put("connectorId", connector).put("idTag", tag));
  }
}
