package org.busbar.profile.message;

import org.busbar.api.vocabulary.Interval;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;

/**
 * One point that can be read.
 *
 * @param key which point
 * @param document name of the document it stands in
 * @param pointer where it stands there (RFC 6901); empty for the whole document
 * @param coded how it is written there
 * @param range plausible values in the unit of the point
 * @param poll how often it is read
 */
record MessagePoint(
    PointKey key, String document, String pointer, Coded coded, Interval range, PollClass poll) {
  MessagePoint with(Template template) {
    return new MessagePoint(
        key, document, template.fill(pointer), coded.with(template), range, poll);
  }

  MessagePoint inverted() {
    return new MessagePoint(key, document, pointer, coded.times(-1), range, poll);
  }
}
