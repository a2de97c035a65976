package org.busbar.safety;

import java.time.Duration;
import java.util.Map;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.jspecify.annotations.Nullable;

/** The reserves of a site's batteries, which only a person may have spent. Any thread. */
record Reserves(Ground ground) {
  private static final Duration LONGEST = Duration.ofHours(24);

  /** Has one spent for a time; tells and records it. */
  Answer spend(@Nullable FieldDevice battery, Duration validFor, String by, String reason) {
    if (reason.isBlank()) {
      return new Answer.Refused("no-reason", "No reason was given", "Say why");
    }
    if (validFor.isNegative() || validFor.compareTo(LONGEST) > 0) {
      String remedy = "Give at most " + LONGEST.toHours() + " h";
      return new Answer.Refused("no-time", validFor + " is no time for that", remedy);
    }
    long until = ground.clock().nanos() + validFor.toNanos();
    if (battery == null || !battery.guards().spendReserve(until)) {
      String remedy = "Write protection.emergency-floor for the battery";
      return new Answer.Refused("no-reserve", "No reserve is written there", remedy);
    }
    String text = by + " has the reserve of " + battery.id() + " spent for " + validFor;
    ground
        .events()
        .raise(Severity.WARNING, battery.id().value(), "reserve-spent", text + ": " + reason);
    Map<String, String> what =
        Map.of(
            "command", "reserve",
            "device", battery.id().value(),
            "for", validFor.toString(),
            "before", "kept",
            "after", "spent");
    ground.audit().append("command", by, reason, what);
    return new Answer.Done();
  }
}
