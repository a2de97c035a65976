package org.busbar.web.rest;

import java.util.List;
import org.busbar.api.safety.Answer;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Needed;
import org.jspecify.annotations.Nullable;

/** What clients send, and how it is checked. */
public final class Requests {
  /** Stands where nobody gave a reason. */
  public static final String NO_REASON = "no reason given";

  private static final int MOST_REASON_LENGTH = 500;

  private Requests() {}

  /** Asks for a state of the site. */
  record StateRequest(@Needed @Nullable String state, @Nullable String reason) {}

  /** Switches a mode. */
  record ModeRequest(@Needed @Nullable Boolean enabled, @Nullable String reason) {}

  /** Sets a log level. */
  record LevelRequest(@Needed @Nullable String level) {}

  /** Asks for a recording. */
  record RecordingRequest(@Needed @Nullable Integer seconds, @Nullable String reason) {}

  /** What of the past is carried out. */
  record ExportRequest(
      @Needed @Nullable List<String> points, @Nullable String from, @Nullable String to) {}

  /** A reason alone. */
  record ReasonRequest(@Nullable String reason) {}

  /** Opens a session by one of both. */
  record SessionRequest(@Nullable String code, @Nullable String token) {}

  /** What a person asks for. */
  public record ProposalRequest(
      @Needed @Nullable String node,
      @Needed @Nullable String quantity,
      @Nullable String phase,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Double target,
      @Nullable String level,
      @Needed @Nullable String validFor,
      @Nullable String reason) {}

  /** The value of a field that must be there. */
  public static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new ProblemException(
          Problem.field(field, null, "The field " + field + " is missing.", null));
    }
    return value;
  }

  /** The id of a device or terminal. */
  static NodeId node(String field, String value) {
    try {
      return new NodeId(value);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.field(field, value, "This is no id of a device or terminal.", null));
    }
  }

  /** A reason fit for records: one line of bounded length. */
  public static String reason(@Nullable String reason) {
    if (reason == null || reason.isBlank()) {
      return NO_REASON;
    }
    if (reason.length() > MOST_REASON_LENGTH) {
      throw new ProblemException(
          Problem.field(
              "reason",
              reason,
              "The reason is longer than " + MOST_REASON_LENGTH + " characters.",
              "Say it in fewer words."));
    }
    return reason.replaceAll("\\p{Cntrl}", " ").strip();
  }

  /** Ends the request with 409 where the site refused. */
  static void accept(Answer answer) {
    if (answer instanceof Answer.Refused(String _, String why, String remedy)) {
      throw new ProblemException(Problem.refused(why, remedy));
    }
  }
}
