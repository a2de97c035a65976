package org.busbar.core.record;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.control.Proposal;

/**
 * One step of one mode, taken over when it was ready.
 *
 * @param mode id of the mode
 * @param step the step whose snapshot it looked at
 * @param elapsed time since its previous one
 * @param state its state before, by name, values of the JDK
 * @param proposals what it asked for, checked and complete
 * @param next its state after, by name
 * @param failure why it did not ask; empty where it did
 */
public record ModeTurn(
    String mode,
    long step,
    Duration elapsed,
    Map<String, Object> state,
    List<Proposal> proposals,
    Map<String, Object> next,
    String failure) {
  /** Appends it. */
  void write(StringBuilder out) {
    JsonText.quote(out.append("{\"mode\":"), mode);
    out.append(",\"step\":").append(step);
    Neutral.write(out.append(",\"elapsed\":"), elapsed);
    values(out.append(",\"state\":"), state);
    Neutral.write(out.append(",\"proposals\":"), proposals);
    values(out.append(",\"next\":"), next);
    JsonText.quote(out.append(",\"failure\":"), failure);
    out.append('}');
  }

  /** A state as an object of JSON. */
  public static void values(StringBuilder out, Map<String, Object> values) {
    out.append('{');
    String before = "";
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      JsonText.quote(out.append(before), entry.getKey());
      Neutral.write(out.append(':'), entry.getValue());
      before = ",";
    }
    out.append('}');
  }
}
