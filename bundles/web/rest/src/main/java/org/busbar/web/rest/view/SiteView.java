package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A site: what it is, what state it is in, what flows and what binds it. */
public record SiteView(
    String org,
    String site,
    String name,
    String state,
    @Nullable String subState,
    Instant since,
    String reason,
    @Nullable String cause,
    long cycleMs,
    long step,
    List<NodeView> nodes,
    FlowView flow,
    List<LimitView> limits,
    List<ContactView> contacts) {

  /** The same of another step. */
  public SiteView at(long otherStep) {
    return new SiteView(
        org, site, name, state, subState, since, reason, cause, cycleMs, otherStep, nodes, flow,
        limits, contacts);
  }

  /** A node of the tree; {@code measures} says what a metering device measures. */
  public record NodeView(
      String path,
      String kind,
      @Nullable String parent,
      @Nullable String nature,
      @Nullable String meter,
      @Nullable String measures) {}

  /** Powers in W, positive into the busbar, and shares in %. */
  public record FlowView(
      double gridW,
      double pvW,
      double batteryW,
      double loadW,
      double chargerW,
      double selfConsumptionPct,
      double autarkyPct) {}

  /**
   * A limit in words; active where it binds now.
   *
   * @param point what is limited
   * @param value what it is now: a setpoint where something bound it, else what is measured
   * @param unit unit of value and bounds
   * @param min least that is allowed; null: no bound
   * @param max most that is allowed; null: no bound
   * @param reaction what happens outside: CLAMP or TRIP; null where only a setpoint was bound
   */
  public record LimitView(
      String device,
      String text,
      boolean active,
      String point,
      double value,
      String unit,
      double min,
      double max,
      @Nullable String reaction) {}

  /** Who is to be called in an emergency; what is not known is empty. */
  public record ContactView(String name, String role, String phone, String mail, String text) {}
}
