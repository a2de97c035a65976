package org.busbar.plugin.change;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.events.Severity;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.Succession;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.osgi.service.resolver.Resolver;

/** What the provisioner needs of the rest of the gateway; much of it comes and goes. */
public interface Surroundings {
  /** The clock. */
  Clock clock();

  /** The audit of the gateway. */
  Audit audit();

  /** Everybody who can go over from one plug-in to another. */
  List<Succession> successions();

  /** The resolver; asked for when there is something to resolve. */
  Resolver resolver();

  /** What a plug-in takes. */
  PluginStatus.Health health(String plugin);

  /** Tells every site of something. */
  void raise(Severity severity, String source, String kind, String text);

  /** Edits a {@code site.yaml}; empty where its site does not run. */
  default Optional<SiteEditor> editor(Path file) {
    return Optional.empty();
  }

  /** Makes or takes away configurations by PID; a null value takes one away. */
  void configure(Map<String, Map<String, Object>> byPid, boolean present);

  /** What Configuration Admin has of these PIDs, and of instances of factories of that name. */
  Map<String, Map<String, Object>> stored(Collection<String> pids);

  /** Waits. */
  void pause(Duration time) throws InterruptedException;
}
