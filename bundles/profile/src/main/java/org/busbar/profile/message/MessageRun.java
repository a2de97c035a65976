package org.busbar.profile.message;

import java.util.List;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;

/** Carries out commands. Confined to the connection's thread. */
final class MessageRun {
  private final MessageProfile profile;
  private final Decoder decoder;
  private final MessageConnection connection;
  private final Clock clock;

  MessageRun(MessageProfile profile, Decoder decoder, MessageConnection connection, Clock clock) {
    this.profile = profile;
    this.decoder = decoder;
    this.connection = connection;
    this.clock = clock;
  }

  WriteResult run(MessageWrite write, Command command) {
    List<Message> messages;
    try {
      messages = messages(write, command);
    } catch (IllegalArgumentException wrong) {
      return new WriteResult.Refused("not written: " + wrong.getMessage());
    }
    for (int i = 0; i < messages.size(); i++) {
      String to = messages.get(i).to();
      try {
        connection.write(messages.get(i));
      } catch (DeviceException.Rejected refused) {
        String reason = to + " refused: " + refused.getMessage();
        return i == 0 ? new WriteResult.Refused(reason) : new WriteResult.Unknown(reason);
      } catch (DeviceException unclear) {
        return new WriteResult.Unknown(to + ": " + unclear.getMessage());
      } catch (IllegalArgumentException wrong) {
        return new WriteResult.Refused("not written: " + wrong.getMessage());
      }
    }
    return readBack(write, command.value());
  }

  private static List<Message> messages(MessageWrite write, Command command) {
    if (command.action() == Command.Action.RELEASE && !write.releaseSends().isEmpty()) {
      return write.releasing();
    }
    if (!write.range().contains(command.value())) {
      throw new IllegalArgumentException(
          command.value() + " is outside " + write.range().min() + " to " + write.range().max());
    }
    return write.set(command.value());
  }

  /**
   * What the device says it holds. What one that speaks by itself says may have been under way
   * before it heard of the write: another value is believed it only when it says so twice.
   */
  private WriteResult readBack(MessageWrite write, double wanted) {
    MessagePoint point = write.readBack().flatMap(profile::point).orElse(null);
    if (point == null) {
      return new WriteResult.Accepted(Double.NaN);
    }
    Source source = profile.documents().get(point.document()).source();
    long until = clock.nanos() + connection.responseTimeout().toNanos();
    double held = Double.NaN;
    int said = 0;
    String why = "nothing that says it came";
    try {
      do {
        String text = connection.read(source).text();
        said++;
        held = decoder.decode(point.document(), text).value(point);
      } while (!isNear(held, wanted, write.tolerance()) && clock.nanos() - until < 0);
    } catch (DeviceException.Rejected cannotBeAsked) {
      return new WriteResult.Accepted(Double.NaN);
    } catch (DeviceException silent) {
      why = String.valueOf(silent.getMessage());
    }
    boolean isAnswer = profile.kind().equals("http");
    boolean isSure = isAnswer || said > 1 || isNear(held, wanted, write.tolerance());
    return Double.isNaN(held) || !isSure
        ? new WriteResult.Unknown("written, but not read back: " + why)
        : new WriteResult.Accepted(held);
  }

  private static boolean isNear(double held, double wanted, double tolerance) {
    return Double.isNaN(wanted) || Math.abs(held - wanted) <= tolerance;
  }
}
