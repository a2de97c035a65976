package org.busbar.safety;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.safety.stop.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why a site does not go where it was asked to, and leaves an event: one of a kind
 * within a second, so that nobody can flood the log. Thread-safe.
 */
final class Refusals {
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  private record Told(String what, long nanos) {}

  private final Ground ground;
  private final AtomicReference<@Nullable Told> told = new AtomicReference<>();

  Refusals(Ground ground) {
    this.ground = ground;
  }

  Answer noReason() {
    return new Answer.Refused(
        Refusal.NO_REASON.code(), "no reason was given", "say in a few words why");
  }

  /** A state was asked for. */
  Answer asked(Refusal why, SiteStatus now, SiteState wanted, String by, String interlock) {
    Answer.Refused answer =
        switch (why) {
          case NOT_ASKED_FOR -> refused(why, "ERROR is not asked for", "use the emergency stop");
          case IN_ERROR ->
              refused(
                  why,
                  "the site is in ERROR: " + first(now),
                  "remove the cause and reset; that leads to IDLE");
          case INTERLOCKED ->
              refused(why, "an interlock does not hold: " + interlock, "make it hold");
          case LATCHED ->
              refused(
                  why,
                  "the site is latched and cannot go to " + wanted,
                  "remove the cause, reset, then start the site");
          default ->
              refused(
                  why, "a site in " + now.state() + " cannot go to " + wanted, remedy(now.state()));
        };
    tell(answer, now.state(), wanted.name(), by);
    return answer;
  }

  /** The site starts with inputs that nobody has pressed and released since its boot. */
  void unproven(List<String> inputs) {
    ground
        .events()
        .raise(
            Severity.INFO,
            "site",
            "input-not-proven",
            "Not yet seen open and closed again since the start: "
                + String.join(", ", inputs)
                + ". Press and release to prove them.");
  }

  /** A reset was asked for. */
  Answer reset(Refusal why, SiteStatus now, String by, String standing) {
    Answer.Refused answer =
        switch (why) {
          case CAUSE_STANDS ->
              refused(
                  why,
                  "a cause still stands: " + standing,
                  "bring the value back inside, then reset");
          case BEING_STOPPED ->
              refused(why, "the site is just being stopped", "ask again when it is in ERROR");
          case TOO_OFTEN ->
              refused(
                  why,
                  "the site was reset too often within a minute",
                  "find out what stops it, then reset");
          default -> refused(why, "nothing is latched", "start the site if it is IDLE");
        };
    tell(answer, now.state(), "reset", by);
    return answer;
  }

  private static Answer.Refused refused(Refusal why, String reason, String remedy) {
    return new Answer.Refused(why.code(), reason, remedy);
  }

  private static String first(SiteStatus now) {
    return now.causes().stream().findFirst().map(Cause::text).orElse(now.reason());
  }

  private static String remedy(SiteState from) {
    return switch (from) {
      case BOOT -> "wait until the devices were opened and the site is IDLE";
      case ERROR -> "reset first; that leads to IDLE";
      case STOPPED -> "go to IDLE first";
      case IDLE, RUNNING -> "ask for IDLE, RUNNING or STOPPED";
    };
  }

  private void tell(Answer.Refused answer, SiteState from, String to, String by) {
    String what = from + ">" + to + ">" + answer.code() + ">" + by;
    long now = ground.clock().nanos();
    Told last = told.get();
    boolean quiet = last != null && last.what().equals(what) && now - last.nanos() < QUIET_NANOS;
    if (!quiet && told.compareAndSet(last, new Told(what, now))) {
      ground
          .events()
          .raise(
              Severity.WARNING,
              "site",
              "state-refused",
              "Refused to " + by + ": " + answer.reason() + "; " + answer.remedy() + ".",
              Map.of("from", from.name(), "to", to, "by", by, "code", answer.code()));
    }
  }
}
