package org.busbar.web.rest.live.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.busbar.web.rest.view.DecisionView;
import org.busbar.web.rest.view.EventView;
import org.busbar.web.rest.view.PointView;
import org.busbar.web.rest.view.SiteView;
import org.jspecify.annotations.Nullable;

/** What clients receive. */
public final class Outgoing {
  private Outgoing() {}

  /** Values that changed since the last frame; all of them in the first. */
  public record Values(String type, Instant at, List<PointView> values) {}

  /** The site, where anything but its step changed. */
  public record SiteFrame(String type, @JsonUnwrapped SiteView site) {}

  /** Something happened. */
  public record EventFrame(String type, @JsonUnwrapped EventView event) {}

  /** Something was decided. */
  public record DecisionFrame(String type, long sequence, @JsonUnwrapped DecisionView decision) {}

  /** The answer to a command. */
  public record Acknowledgement(
      String type,
      long sequence,
      @Nullable String id,
      String result,
      @Nullable String reason,
      @Nullable String remedy) {}

  /** These numbers are lost. */
  public record Gap(String type, String stream, long from, long to) {}

  /**
   * A subscription was taken.
   *
   * @param run names the series of numbers; another run, other numbers
   * @param events number after which events follow, and so on
   */
  public record Subscribed(
      String type, String run, long events, long decisions, long acknowledgements) {}
}
