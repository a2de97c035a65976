package org.busbar.web.rest.view;

import java.time.Instant;
import org.busbar.api.face.CommandStatus;

/** A command to a device and what became of it. */
public record CommandView(
    long number, String device, String command, String state, String text, Instant at, String by) {
  /** A command as it is shown. */
  public static CommandView of(CommandStatus status) {
    return new CommandView(
        status.number(),
        status.device().value(),
        status.command(),
        status.state().name(),
        status.text(),
        status.at(),
        status.by());
  }
}
