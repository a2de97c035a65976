package org.busbar.web.rest.live.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.busbar.web.rest.openapi.Needed;
import org.jspecify.annotations.Nullable;

/** What clients send. */
public final class Incoming {
  private Incoming() {}

  /** What every message has; read first, to know what the rest must be. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Head(@Nullable Object type, @Nullable Object id) {}

  /** Says what to send from now on; replaces what was said before. */
  public record Subscribe(
      @Needed @Nullable String type,
      @Nullable List<String> devices,
      @Nullable List<String> points,
      @Nullable Boolean site,
      @Nullable Boolean events,
      @Nullable Boolean decisions,
      @Nullable Boolean acknowledgements,
      @Nullable After after) {}

  /** The last numbers a client has, and the run they belong to. */
  public record After(
      @Nullable String run,
      @Nullable Long events,
      @Nullable Long decisions,
      @Nullable Long acknowledgements) {}

  /** What a person asks for. */
  public record Propose(
      @Needed @Nullable String type,
      @Needed @Nullable String id,
      @Needed @Nullable String node,
      @Needed @Nullable String quantity,
      @Nullable String phase,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Double target,
      @Nullable String level,
      @Needed @Nullable String validFor,
      @Nullable String reason) {}

  /** Stops everything; whatever else the message says. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record EmergencyStop(@Nullable String reason) {}
}
