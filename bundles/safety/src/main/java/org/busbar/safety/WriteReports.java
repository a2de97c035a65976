package org.busbar.safety;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Audit;
import org.busbar.api.vocabulary.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Tells what becomes of writes: events on change, exclusion of what refuses. Writer's thread. */
final class WriteReports {
  private static final Logger LOG = LoggerFactory.getLogger(WriteReports.class);
  static final int TRIES = 3;
  private static final long EXCLUSION_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long LINK_NANOS = Duration.ofSeconds(5).toNanos();
  private static final String UNKNOWN = "outcome unknown: ";

  /** The conditions of one lane. */
  private record Alarms(Alarm refused, Alarm readBack, Alarm safe) {}

  private final Ground ground;
  private final FieldDevice device;
  private final Alarm lease;
  private final Map<Address, Alarms> alarms = new HashMap<>();

  WriteReports(Ground ground, FieldDevice device) {
    this.ground = ground;
    this.device = device;
    this.lease =
        new Alarm(ground.events(), Severity.WARNING, device.id().toString(), "lease-ended");
  }

  void lease(boolean ended) {
    if (ended) {
      lease.raise("No newer setpoint came for " + device.id() + ": it goes to its release.");
    } else {
      lease.end("Setpoints come for " + device.id() + " again.");
    }
  }

  /** Whether a device says it holds something else than what was written. */
  static boolean differs(Command command, double readBack) {
    Writable writable = command.writable();
    return Double.isFinite(readBack)
        && Double.isFinite(command.value())
        && StrictMath.abs(readBack - command.value())
            > StrictMath.max(writable.tolerance(), writable.step());
  }

  void wrote(Lane lane, Command command, WriteResult result, long nowNanos) {
    String what = words(command);
    Alarms of = alarms.computeIfAbsent(lane.writable().address(), this::alarmsOf);
    String outcome =
        switch (result) {
          case WriteResult.Accepted(double readBack) -> {
            if (differs(command, readBack)) {
              String held = Phrases.value(readBack, command.writable().quantity());
              of.readBack().raise("After " + what + " the device says it holds " + held + ".");
              yield "accepted, but read back as " + held;
            }
            of.readBack().end("What the device holds agrees with what was written again.");
            yield "accepted";
          }
          case WriteResult.Refused(String reason) -> "refused: " + reason;
          case WriteResult.Unknown(String reason) -> UNKNOWN + reason;
        };
    long dropped = lane.held().dropped;
    device.wrote(what + " " + outcome + (dropped == 0 ? "" : "; dropped so far: " + dropped));
    ground
        .box()
        .wrote(
            command.writable().address(),
            command.action().name(),
            command.value(),
            outcome,
            nowNanos);
    if (command.action() == Action.SAFE) {
      safe(lane, of, what + " " + outcome);
    } else {
      refused(lane, of, command, outcome, nowNanos);
    }
  }

  /** The request that a write which begins now is the first after; null where there is none. */
  @Nullable String request() {
    return ground.correlations().remove(device.id());
  }

  /** Says under the id of a request what became of the first write after its decision. */
  void answer(@Nullable String request, Command command, WriteResult result) {
    if (request != null) {
      MDC.put(Audit.CORRELATION, request);
      LOG.info("the gate lets {} pass: {}", words(command), result);
      MDC.remove(Audit.CORRELATION);
    }
  }

  private void safe(Lane lane, Alarms of, String text) {
    if (lane.held().accepted) {
      of.safe().end("The device holds its safe value.");
    } else if (lane.held().failures >= 2) {
      of.safe().raise(text + "; it is tried again and again.");
    }
  }

  private void refused(Lane lane, Alarms of, Command command, String outcome, long nowNanos) {
    String text = words(command);
    Held held = lane.held();
    boolean setpoint = command.action() == Action.SET;
    if (held.accepted && (setpoint || !device.isUnderAuthority())) {
      of.refused().end("The device takes what is written again.");
    } else if (setpoint && held.refusedSetpoints >= TRIES) {
      // Where nobody knows what became of it, the link was in the way, and comes back.
      boolean link = outcome.startsWith(UNKNOWN);
      device.exclude(nowNanos + (link ? LINK_NANOS : EXCLUSION_NANOS));
      String rest = link ? "some seconds" : "a minute";
      of.refused().raise(text + " " + outcome + "; it is left out of control for " + rest + ".");
    } else if (!setpoint && held.failures >= TRIES) {
      of.refused()
          .raise(text + " " + outcome + "; it is tried until the device's own timer has ended it.");
    }
  }

  private Alarms alarmsOf(Address address) {
    String source = address.toString();
    return new Alarms(
        new Alarm(ground.events(), Severity.ALARM, source, "write-refused"),
        new Alarm(ground.events(), Severity.ALARM, source, "read-back-differs"),
        new Alarm(ground.events(), Severity.CRITICAL, source, "safe-value-not-written"));
  }

  private static String words(Command command) {
    String address = command.writable().address().toString();
    String value =
        Double.isFinite(command.value())
            ? " " + Phrases.value(command.value(), command.writable().quantity())
            : "";
    return switch (command.action()) {
      case SET -> address + value;
      case RELEASE -> address + " release" + value;
      case SAFE -> address + " safe value" + value;
    };
  }
}
