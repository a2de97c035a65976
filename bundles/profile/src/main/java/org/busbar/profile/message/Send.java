package org.busbar.profile.message;

import java.util.OptionalDouble;
import org.busbar.api.transport.Message;

/**
 * One message of a write.
 *
 * @param when the value for which it is sent, empty for any
 * @param message what is sent; {@code ${value}} is the value, {@code ${timer}} the seconds after
 *     which the device reverts
 */
record Send(OptionalDouble when, Message message) {
  boolean isFor(double value) {
    return when.isEmpty() || when.getAsDouble() == value;
  }

  Send with(Template template) {
    return new Send(when, template.fill(message));
  }
}
