package org.busbar.profile.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.device.Writable;
import org.busbar.api.transport.Message;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.run.Requests;

/**
 * One quantity that can be written, with its safety part. Values are in the unit of the quantity,
 * positive into the busbar.
 *
 * @param key which quantity
 * @param coded how the value is written
 * @param sends messages of a write, in order
 * @param release value the device goes to without us; NaN where {@code releaseSends} say it
 * @param releaseSends messages of a release, in order; empty where it is a value
 * @param safe value it is held at while its gate cell is closed
 * @param range what the device accepts
 * @param step least step, 0 where continuous
 * @param rampPerSecond greatest change per second, {@code +Infinity} where free
 * @param minLease least lease
 * @param minInterval least time between two different values
 * @param keepAlive how often a standing value is sent again, empty where only the reversion asks
 * @param reversion after how long the device reverts by itself, empty where it never does
 * @param readBack the point that says what it holds, empty where it cannot be asked
 * @param tolerance greatest difference of read-back to commanded
 * @param measured the measured counterpart, empty where there is none
 */
record MessageWrite(
    PointKey key,
    Coded coded,
    List<Send> sends,
    double release,
    List<Send> releaseSends,
    double safe,
    Interval range,
    double step,
    double rampPerSecond,
    Duration minLease,
    Duration minInterval,
    Optional<Duration> keepAlive,
    Optional<Duration> reversion,
    Optional<PointKey> readBack,
    double tolerance,
    Optional<PointKey> measured) {
  MessageWrite {
    sends = List.copyOf(sends);
    releaseSends = List.copyOf(releaseSends);
  }

  /** What is sent for a value within the range; throws where nothing is. */
  List<Message> set(double value) {
    double stepped = Requests.stepped(value, step);
    return messages(sends, stepped);
  }

  /** What is sent to release. */
  List<Message> releasing() {
    return messages(releaseSends, safe);
  }

  private List<Message> messages(List<Send> from, double value) {
    long seconds = reversion.map(Duration::toSeconds).orElse(0L);
    Template template =
        new Template(
            java.util.Map.of("value", coded.encode(value), "timer", Long.toString(seconds)));
    List<Message> messages = new ArrayList<>();
    for (Send send : from) {
      if (send.isFor(value)) {
        messages.add(template.fill(send.message()));
      }
    }
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("there is no message for " + value);
    }
    return messages;
  }

  MessageWrite with(Template template) {
    return with(coded, fill(sends, template), fill(releaseSends, template));
  }

  private static List<Send> fill(List<Send> sends, Template template) {
    return sends.stream().map(send -> send.with(template)).toList();
  }

  MessageWrite inverted() {
    return with(coded.times(-1), sends, releaseSends);
  }

  private MessageWrite with(Coded newCoded, List<Send> newSends, List<Send> newReleaseSends) {
    return new MessageWrite(
        key,
        newCoded,
        newSends,
        release,
        newReleaseSends,
        safe,
        range,
        step,
        rampPerSecond,
        minLease,
        minInterval,
        keepAlive,
        reversion,
        readBack,
        tolerance,
        measured);
  }

  Writable writable(NodeId device) {
    return new Writable(
        key.node(device),
        key.point(),
        range,
        step,
        rampPerSecond,
        minLease,
        minInterval,
        keepAlive,
        reversion,
        release,
        safe,
        measured.map(point -> point.address(device)),
        tolerance,
        Double.POSITIVE_INFINITY);
  }
}
