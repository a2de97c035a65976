package org.busbar.safety.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;

/**
 * How old the power at the point of common coupling may become before nobody uses it, however
 * slowly its meter is read. Immutable.
 */
public final class GridAge {
  private final long mostNanos;

  private GridAge(long mostNanos) {
    this.mostNanos = mostNanos;
  }

  /** What holds for a device: something for the meter of the site, nothing for all others. */
  public static GridAge of(SiteModel model, NodeId device) {
    if (!model.root().meter().equals(Optional.of(device))) {
      return new GridAge(Long.MAX_VALUE);
    }
    ProtectionConfig none =
        new ProtectionConfig(
            device, Optional.empty(), Optional.empty(), Map.of(), List.of(), "site.yaml");
    Settings settings = Settings.of(model.protection(device).orElse(none), new ArrayList<>());
    return new GridAge(settings.nanos(Setting.GRID_POWER_AGE));
  }

  /** The sample, with a deadline that is no later than that age. */
  public Sample cap(Sample sample) {
    boolean longer = sample.expiresNanos() - sample.measuredNanos() > mostNanos;
    if (!longer || !sample.address().point().equals(Points.ACTIVE_POWER_W)) {
      return sample;
    }
    return new Sample(
        sample.address(),
        sample.value(),
        sample.quality(),
        sample.measuredNanos(),
        sample.measuredNanos() + mostNanos,
        sample.measuredAt());
  }
}
