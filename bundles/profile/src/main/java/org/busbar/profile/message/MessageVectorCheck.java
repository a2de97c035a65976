package org.busbar.profile.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.transport.Message;
import org.busbar.config.api.Problem;
import org.busbar.config.api.Section;
import org.busbar.profile.api.PointKey;

/** Runs the vectors of a profile. */
final class MessageVectorCheck {
  private static final double NEAR = 1e-6;

  private final String file;
  private final List<Problem> problems = new ArrayList<>();

  private MessageVectorCheck(String file) {
    this.file = file;
  }

  /** What is said to be proven brings its proof. */
  static void complete(Section root, MessageProfile profile) {
    List<MessageVector> vectors = profile.vectors();
    if (vectors.stream().noneMatch(MessageVector.Reading.class::isInstance)) {
      root.problem("vectors", "hold no reading", "Add one with given and expect");
    }
    for (MessageWrite write : profile.writes()) {
      boolean proven =
          vectors.stream()
              .anyMatch(v -> v instanceof MessageVector.Writing w && w.key().equals(write.key()));
      if (profile.head().maturity() != Maturity.IMPORTED && !proven) {
        root.problem("vectors", "hold no writing of " + write.key(), "Add one with write and sent");
      }
    }
  }

  /** What does not come out as the vectors say, empty where all do. */
  static List<Problem> run(String file, MessageProfile profile) {
    MessageVectorCheck check = new MessageVectorCheck(file);
    for (MessageVector vector : profile.vectors()) {
      try {
        MessageProfile applied = MessageOptions.apply(profile, vector.options());
        switch (vector) {
          case MessageVector.Reading reading -> check.read(applied, reading);
          case MessageVector.Writing writing -> check.write(applied, writing);
        }
      } catch (IllegalArgumentException wrong) {
        check.wrong(vector.line(), "options", "", String.valueOf(wrong.getMessage()));
      }
    }
    return check.problems;
  }

  private void read(MessageProfile profile, MessageVector.Reading vector) {
    Decoder decoder = new Decoder(profile);
    for (Map.Entry<PointKey, Double> expected : vector.expect().entrySet()) {
      PointKey key = expected.getKey();
      MessagePoint point = profile.point(key).orElse(null);
      String text = point == null ? null : vector.given().get(point.document());
      if (point == null || text == null) {
        wrong(vector.line(), key.toString(), expected.getValue().toString(), "is not given");
        continue;
      }
      double value = decoder.decode(point.document(), text).value(point);
      if (!same(value, expected.getValue())) {
        wrong(
            vector.line(), key.toString(), expected.getValue().toString(), "comes out as " + value);
      }
    }
  }

  private void write(MessageProfile profile, MessageVector.Writing vector) {
    String key = vector.key().toString();
    String value = Double.toString(vector.value());
    MessageWrite write =
        profile.writes().stream()
            .filter(w -> w.key().equals(vector.key()))
            .findFirst()
            .orElse(null);
    if (write == null) {
      wrong(vector.line(), key, value, "cannot be written");
      return;
    }
    boolean bySends = Double.isNaN(vector.value()) && Double.isNaN(write.release());
    double wanted = Double.isNaN(vector.value()) ? write.release() : vector.value();
    if (!bySends && !write.range().contains(wanted)) {
      wrong(vector.line(), key, value, "is outside the range of the quantity");
      return;
    }
    List<Message> sent = bySends ? write.releasing() : write.set(wanted);
    if (!sent.equals(vector.sent())) {
      wrong(vector.line(), key, value, "sends " + sent);
    }
  }

  private static boolean same(double value, double expected) {
    return Double.isNaN(expected)
        ? Double.isNaN(value)
        : Math.abs(value - expected) <= NEAR * Math.max(1, Math.abs(expected));
  }

  private void wrong(int line, String at, String value, String text) {
    problems.add(new Problem(file, line, "vectors." + at, value, text, ""));
  }
}
