package org.busbar.core.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.Field;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;

/**
 * Starts a site by itself, once: where site.yaml says so and its home folder is new. Whatever a
 * person asks for ends it.
 */
final class Autostart {
  private static final String MARK = "known";
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private volatile boolean pending;
  private boolean tried;
  private long triedNanos;

  private Autostart(boolean pending) {
    this.pending = pending;
  }

  /** Looks at the home folder and marks it, so that it is new only once. */
  static Autostart of(SiteModel model, Path home) throws IOException {
    Files.createDirectories(home);
    boolean fresh;
    try (Stream<Path> files = Files.list(home)) {
      fresh = files.findAny().isEmpty();
    }
    if (fresh) {
      Files.createFile(home.resolve(MARK));
    }
    return new Autostart(model.autostart() && fresh);
  }

  void cancel() {
    pending = false;
  }

  /** Asks for RUNNING as soon as the site idles and its inputs are fresh. */
  void look(Field field, Snapshot snapshot, SiteModel model, Set<NodeId> authority) {
    if (!pending || (tried && snapshot.nanos() - triedNanos < RETRY_NANOS)) {
      return;
    }
    SiteState state = field.status().state();
    if (state == SiteState.RUNNING || state == SiteState.ERROR || state == SiteState.STOPPED) {
      pending = false;
    } else if (state == SiteState.IDLE && fresh(field.devices(), snapshot, model, authority)) {
      tried = true;
      triedNanos = snapshot.nanos();
      Answer answer =
          field.request(
              SiteState.RUNNING, "autostart", "site.yaml says autostart, new home folder");
      pending = !(answer instanceof Answer.Done);
    }
  }

  private static boolean fresh(
      List<DeviceStatus> devices, Snapshot snapshot, SiteModel model, Set<NodeId> authority) {
    boolean meterKnown =
        model
            .root()
            .meter()
            .map(meter -> Double.isFinite(snapshot.value(meter, Points.ACTIVE_POWER_W)))
            .orElse(true);
    return meterKnown
        && devices.stream()
            .filter(device -> authority.contains(device.device()))
            .allMatch(device -> device.session().state() == SessionStatus.State.READY);
  }
}
