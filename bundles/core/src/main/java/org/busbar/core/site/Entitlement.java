package org.busbar.core.site;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.busbar.api.events.Severity;
import org.busbar.api.plugin.Containment;
import org.busbar.api.plugin.Containment.Declared;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Level;

/**
 * Holds what plug-ins ask of a site by themselves, as services and pages do, to the levels that
 * they declared. Each refusal is counted; the alarm and the record are made for the first, then
 * once a minute with how many there were. Any thread.
 */
final class Entitlement {
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final Supplier<Containment> containment;
  private final Supplier<Optional<Class<?>>> caller;
  private final Audit audit;
  private final EventRing events;
  private final Clock clock;
  private final Map<String, Refusals> refusals = new ConcurrentHashMap<>();

  /**
   * Of one site.
   *
   * @param caller the class of the plug-in that has this thread here, empty where there is none
   */
  Entitlement(
      Supplier<Containment> containment,
      Supplier<Optional<Class<?>>> caller,
      Audit audit,
      EventRing events,
      Clock clock) {
    this.containment = containment;
    this.caller = caller;
    this.audit = audit;
    this.events = events;
    this.clock = clock;
  }

  /** Why nothing may be asked at this level by whoever calls; empty where it may. */
  Optional<Answer.Refused> refusal(Level level, String by, String what) {
    Optional<Class<?>> type = caller.get();
    if (type.isEmpty()) {
      return Optional.empty();
    }
    Declared declared = containment.get().declared(type.get());
    if (declared.mayProposeAt(level)) {
      return Optional.empty();
    }
    containment.get().failed(type.get());
    String plugin = declared.plugin();
    String undeclared = "did not declare that it proposes at " + level;
    String why = "the plug-in " + plugin + " " + undeclared + " (" + what + ")";
    Refusals known = refusals.computeIfAbsent(plugin + " " + level, key -> new Refusals());
    known.add(plugin, level, by, why);
    return Optional.of(
        new Answer.Refused(
            "undeclared-level",
            why,
            "Its publisher names the level in \"needs\", and a person consents to it"));
  }

  /** Of one plug-in at one level. */
  private final class Refusals {
    private long count;
    private long told;

    synchronized void add(String plugin, Level level, String by, String why) {
      count++;
      long now = clock.nanos();
      if (count > 1 && now - told < QUIET_NANOS) {
        return;
      }
      told = now;
      Map<String, String> values =
          Map.of(
              "reason",
              "undeclared-level",
              "what",
              why,
              "plugin",
              plugin,
              "level",
              level.name(),
              "refused",
              Long.toString(count));
      audit.append("plugin-refused", by, why, values);
      events.raise(
          Severity.ALARM,
          plugin,
          "plugin-refused",
          "Refused: " + why + ", " + count + " in all",
          values);
    }
  }
}
