package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.List;
import org.busbar.api.safety.Discovery;

/** A trial of a device and what it told so far. */
public record TrialView(
    String id,
    String progress,
    Instant begun,
    String session,
    String text,
    String name,
    String nature,
    String maturity,
    List<String> commands,
    List<PointView> points) {

  /** A trial as it is shown. */
  public static TrialView of(Discovery.Trial trial, Projection projection) {
    return new TrialView(
        trial.id(),
        trial.progress().name(),
        trial.begun(),
        trial.session().state().name(),
        trial.session().text(),
        trial.declaration().name(),
        trial.declaration().natures().getOrDefault(trial.declaration().device(), ""),
        trial.declaration().maturity().name(),
        trial.declaration().commands(),
        trial.values().stream().map(projection::point).toList());
  }
}
