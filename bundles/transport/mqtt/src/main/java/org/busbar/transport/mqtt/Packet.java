package org.busbar.transport.mqtt;

import java.nio.charset.CharacterCodingException;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.Document;
import org.jspecify.annotations.Nullable;

/** What a broker sends, as far as a client of MQTT 3.1.1 that asks for QoS 0 or 1 can get it. */
sealed interface Packet {
  /**
   * The answer to our greeting.
   *
   * @param code 0 for welcome
   */
  record Welcome(int code) implements Packet {}

  /**
   * A message.
   *
   * @param topic where it was published
   * @param payload what it says; null where it was longer than is read
   * @param qos 0 or 1
   * @param isRetained whether the broker had kept it
   * @param id number to acknowledge, 0 with QoS 0
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Published(String topic, byte @Nullable [] payload, int qos, boolean isRetained, int id)
      implements Packet {
    /** What it says as a text; throws where it is none, or was too long. */
    Document document(long nanos) throws Malformed {
      if (payload == null) {
        throw new Malformed("a message on '" + topic + "' is longer than max-message");
      }
      try {
        return new Document(PacketReader.text(payload), nanos, isRetained);
      } catch (CharacterCodingException e) {
        throw new Malformed("a message on '" + topic + "' is no text");
      }
    }
  }

  /** A message of ours was taken over. */
  record PublishTaken(int id) implements Packet {}

  /**
   * An answer to a subscription.
   *
   * @param granted whether it was granted
   */
  record Subscribed(int id, boolean granted) implements Packet {}

  /** A subscription was ended. */
  record Unsubscribed(int id) implements Packet {}

  /** The broker is there. */
  record Pong() implements Packet {}
}
