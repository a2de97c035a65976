package org.busbar.core.site;

import java.io.IOException;
import java.util.Map;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Audit;
import org.busbar.core.mode.Modes;

/** Control modes that people switch on and off: done, recorded, told and kept. Any thread. */
record Switching(Modes modes, Switches switches, Audit audit, EventSink events) {
  Answer enable(String mode, boolean enabled, String by, String reason) {
    String before = word(modes.isEnabled(mode));
    if (!modes.enable(mode, enabled)) {
      return new Answer.Refused(
          "there is no control mode " + mode, "Use the id of a mode in site.yaml");
    }
    Map<String, String> what =
        Map.of("command", "mode", "mode", mode, "before", before, "after", word(enabled));
    audit.append("command", by, reason, what);
    String text = "Switched " + word(enabled) + " by " + by + ": " + reason;
    events.raise(Severity.INFO, mode, "mode-switched", text);
    try {
      switches.keep(mode, enabled);
    } catch (IOException e) {
      events.raise(
          Severity.WARNING, mode, "not-kept", "The switch is not kept over a restart: " + e);
    }
    return new Answer.Done();
  }

  private static String word(boolean on) {
    return on ? "on" : "off";
  }
}
