package org.busbar.core.site;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.Writable;
import org.busbar.api.face.CommandStatus;
import org.busbar.api.face.CommandStatus.State;
import org.busbar.api.face.Site;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;

/** Judges a command by what was decided, what the device answered and what it shows. */
record CommandJudge(Site site, Clock clock) implements DeviceCommands.Judge {
  private static final double LEAST_TOLERANCE = 1e-6;

  @Override
  public CommandStatus judge(CommandStatus given, Optional<DeviceCommands.Target> target) {
    Optional<DeviceStatus> device =
        site.devices().stream().filter(d -> d.device().equals(given.device())).findFirst();
    List<Writable> concerned =
        device
            .flatMap(DeviceStatus::declaration)
            .map(DeviceDeclaration::writables)
            .orElse(List.of())
            .stream()
            .filter(w -> target.map(t -> w.quantity().id().equals(t.quantity().id())).orElse(true))
            .toList();
    if (concerned.isEmpty()) {
      return as(given, State.UNKNOWN, "nothing of it can be written");
    }
    if (given.command().equals(DeviceCommands.START)) {
      return as(given, State.ACHIEVED, "nothing holds it any more");
    }
    if (concerned.stream()
        .allMatch(w -> shows(w, target.map(t -> t.value()).orElse(w.safe()), given.at()))) {
      return as(given, State.ACHIEVED, "the device shows it");
    }
    if (site.status().state() != SiteState.RUNNING) {
      String word = site.status().state().name();
      return as(given, State.ACCEPTED, "the site is " + word + ": it takes effect when it runs");
    }
    Optional<Decision.Dropped> dropped =
        site.decision().stream()
            .flatMap(decision -> decision.dropped().stream())
            .filter(each -> each.proposal().node().device().equals(given.device()))
            .filter(each -> List.of("stop", "switch").contains(each.proposal().source()))
            .findFirst();
    if (dropped.isPresent()) {
      return as(given, State.REFUSED, dropped.get().against());
    }
    String write = device.map(DeviceStatus::lastWrite).orElse("");
    if (write.contains("outcome unknown")) {
      return as(given, State.UNKNOWN, write);
    }
    return write.contains("refused: ")
        ? as(given, State.REFUSED, write)
        : as(given, State.ACCEPTED, write.isEmpty() ? "waits for the device" : write);
  }

  /** What was read before the command says nothing of it. */
  private boolean shows(Writable writable, double wanted, Instant since) {
    Address shown = writable.measured().orElse(writable.address());
    double value =
        site.snapshot()
            .sample(shown)
            .filter(sample -> !sample.measuredAt().isBefore(since))
            .map(sample -> sample.usableAt(clock.nanos()))
            .orElse(Double.NaN);
    double tolerance = Math.max(writable.tolerance(), LEAST_TOLERANCE);
    return Math.abs(value - wanted) <= tolerance;
  }

  private static CommandStatus as(CommandStatus given, State state, String text) {
    return new CommandStatus(
        given.number(), given.device(), given.command(), state, text, given.at(), given.by());
  }
}
