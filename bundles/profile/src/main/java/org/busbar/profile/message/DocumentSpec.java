package org.busbar.profile.message;

import java.util.Optional;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.Source;

/**
 * A document a device has.
 *
 * @param name by which points refer to it
 * @param at path or topic; {@code ${...}} stands for settings
 * @param ask what has to be sent so that it comes, empty where nothing has
 * @param isText whether it is one bare value instead of JSON
 * @param isSparse whether a value that is not in it says nothing, instead of being unknown
 * @param stamp pointer of the device's own stamp: what repeats it is no news; empty for none
 */
record DocumentSpec(
    String name,
    String at,
    Optional<Message> ask,
    boolean isText,
    boolean isSparse,
    Optional<String> stamp) {

  /** With the settings of a site filled in; throws {@link IllegalArgumentException}. */
  DocumentSpec with(Template template) {
    return new DocumentSpec(
        name,
        template.fill(at),
        ask.map(template::fill),
        isText,
        isSparse,
        stamp.map(template::fill));
  }

  /** What a connection is asked for; throws {@link IllegalArgumentException}. */
  Source source() {
    return new Source(at, ask);
  }
}
