package org.busbar.core.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.Field;
import org.busbar.api.site.SiteModel;
import org.busbar.core.arbiter.Topology;

/** Keeps the topology of a site up with what its devices declare. */
final class Terrain {
  private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

  private volatile SiteModel model;
  private final Field field;
  private List<DeviceDeclaration> declared = List.of();
  private long lookedNanos;
  private boolean looked;
  private volatile Topology topology;

  Terrain(SiteModel model, Field field) {
    this.model = model;
    this.field = field;
    this.topology = new Topology(model, List.of());
  }

  /** What the devices declared at the last look; on the site's loop. */
  List<DeviceDeclaration> declared() {
    return declared;
  }

  /** As of the last look. Any thread. */
  Topology topology() {
    return topology;
  }

  /** Looks at the devices now and then, and where the model is another; on the site's loop. */
  Topology look(SiteModel current, long nowNanos) {
    boolean other = current != model;
    if (looked && !other && nowNanos - lookedNanos < LOOK_NANOS) {
      return topology;
    }
    model = current;
    looked = true;
    lookedNanos = nowNanos;
    List<DeviceStatus> devices =
        field.devices().stream().filter(d -> current.device(d.device()).isPresent()).toList();
    List<DeviceDeclaration> now = new ArrayList<>();
    devices.forEach(device -> device.declaration().ifPresent(now::add));
    if (other || !now.equals(declared)) {
      declared = List.copyOf(now);
      topology = new Topology(model, devices);
    }
    return topology;
  }
}
