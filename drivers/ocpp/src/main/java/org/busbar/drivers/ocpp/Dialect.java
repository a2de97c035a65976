package org.busbar.drivers.ocpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How one edition of OCPP says what a charger is about. Pure; no state. */
sealed interface Dialect permits Edition16, Edition201 {
  /** Profile that stays: what the station goes to without us. */
  int FALLBACK = 100;

  /** Profile that ends by itself: for whoever begins to charge. */
  int LEASED = 200;

  /** Profile that ends by itself: for the transaction that runs. */
  int LEASED_TRANSACTION = 300;

  /** One call to the station. */
  record Call(String action, ObjectNode payload) {}

  /**
   * A limit of current.
   *
   * @param id identity of the profile
   * @param transaction the transaction it is for; empty where it is for all
   * @param currentA per phase
   * @param start when it begins to hold; empty where it always holds
   * @param seconds how long it holds; 0 where it always holds
   */
  record Profile(
      int id,
      Optional<String> transaction,
      double currentA,
      Optional<Instant> start,
      long seconds) {
    /** Of two that hold the higher level counts; the fallback lies below. */
    int level() {
      return id == FALLBACK ? 0 : 1;
    }
  }

  /** What a station says, in words of both editions. */
  interface Facts {
    /** It has begun anew, and knows nothing that must not be assumed. */
    void restarted();

    /** IEC 61851-1 state as coded by {@code chargerState}; NaN where it does not say. */
    void state(double state);

    /** A vehicle is there; whether it charges is not said. */
    void occupied();

    /** Whether this transaction is known to run at this connector. */
    boolean isRunning(String transaction);

    /** This transaction runs. */
    void runs(String transaction);

    /** The meter stood there when the transaction that runs began. */
    void begunAt(double energyWh);

    /** This transaction, of whichever connector, runs no longer. */
    void ended(String transaction);

    /** Measured values as they came: an array of sets of values. */
    void measured(JsonNode sets);

    /** Whether this card may charge. */
    boolean isAllowed(String tag);

    /** Identity of the next transaction where the central system gives it. */
    int nextTransaction();

    /** The moment, for people and stations. */
    Instant now();
  }

  /**
   * Tells what a call of the station says of one connector.
   *
   * @return the answer; empty where there is none to give for this connector
   */
  Optional<ObjectNode> hear(String action, JsonNode payload, int connector, Facts facts);

  /** What is asked of a station once it is there. What it refuses of these is done without. */
  List<Call> wishes(int connector, long meterSeconds);

  /** Puts a profile in the place of the one with its identity. */
  Call set(int connector, Profile profile);

  /** Takes a profile away. */
  Call clear(int connector, int profile);

  /** Asks what holds now. */
  Call held(int connector);

  /** The limit that holds now in A, NaN where the station does not say. */
  double heldCurrentA(JsonNode answer);

  /** Begins to charge under this card. */
  Call start(int connector, String tag);

  /** Whether what was asked for is done. */
  default boolean isDone(JsonNode answer) {
    return answer.path("status").asText().equals("Accepted");
  }

  /** An empty object. */
  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An identity of its own for each connector. */
  static int identity(int connector, int profile) {
    return profile + connector;
  }

  /** The answer to who comes anew; the first heartbeat is due after a minute. */
  static ObjectNode welcome(Instant now) {
    return object()
        .put("currentTime", now.toString())
        .put("interval", 60)
        .put("status", "Accepted");
  }

  /** The schedule that both editions share: one period with one limit. */
  static ObjectNode schedule(Profile profile) {
    ObjectNode schedule = object();
    profile.start().ifPresent(start -> schedule.put("startSchedule", start.toString()));
    if (profile.seconds() > 0) {
      schedule.put("duration", profile.seconds());
    }
    schedule.put("chargingRateUnit", "A");
    schedule
        .putArray("chargingSchedulePeriod")
        .addObject()
        .put("startPeriod", 0)
        .put("limit", tenths(profile.currentA()));
    return schedule;
  }

  /** Never more than was asked for. */
  private static double tenths(double currentA) {
    return StrictMath.floor(currentA * 10 + 1e-6) / 10;
  }

  /** The limit of the first period of a schedule, NaN where there is none in A. */
  static double firstLimitA(JsonNode schedule) {
    JsonNode limit = schedule.path("chargingSchedulePeriod").path(0).path("limit");
    boolean isCurrent = schedule.path("chargingRateUnit").asText("A").equals("A");
    return isCurrent && limit.isNumber() ? limit.asDouble() : Double.NaN;
  }
}
