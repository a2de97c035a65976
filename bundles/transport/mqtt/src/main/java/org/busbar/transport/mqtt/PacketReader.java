package org.busbar.transport.mqtt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a broker sends (OASIS MQTT 3.1.1). What is no such packet ends the connection; a
 * message that is too long is passed over without being kept.
 */
final class PacketReader {
  private static final int WELCOME = 2;
  private static final int PUBLISH = 3;
  private static final int PUBLISH_TAKEN = 4;
  private static final int SUBSCRIBED = 9;
  private static final int UNSUBSCRIBED = 11;
  private static final int PONG = 13;
  private static final int SHORT_PACKET = 16;
  private static final int LENGTH_BYTES = 4;

  private final InputStream in;
  private final int maxMessage;
  private int left;

  PacketReader(InputStream in, int maxMessage) {
    this.in = in;
    this.maxMessage = maxMessage;
  }

  /** The next packet; waits for it. */
  Packet next() throws IOException {
    int first = octet(in.read());
    int type = first >> 4;
    int flags = first & 0xF;
    left = length();
    if (type == PUBLISH) {
      return published(flags);
    }
    if (flags != 0 || left > SHORT_PACKET) {
      throw new IOException("no packet of a broker: type " + type + ", flags " + flags);
    }
    Packet packet =
        switch (type) {
          case WELCOME -> {
            take();
            yield new Packet.Welcome(take());
          }
          case PUBLISH_TAKEN -> new Packet.PublishTaken(number());
          case SUBSCRIBED -> new Packet.Subscribed(number(), take() <= 1);
          case UNSUBSCRIBED -> new Packet.Unsubscribed(number());
          case PONG -> new Packet.Pong();
          default -> throw new IOException("no packet of a broker: type " + type);
        };
    if (left != 0) {
      throw new IOException("a packet of type " + type + " is too long");
    }
    return packet;
  }

  private Packet published(int flags) throws IOException {
    int qos = flags >> 1 & 3;
    if (qos > 1) {
      throw new IOException("a message of QoS " + qos + " was not asked for");
    }
    String topic = text(bytes(number()));
    int id = qos == 0 ? 0 : number();
    boolean retained = (flags & 1) != 0;
    if (left > maxMessage) {
      in.skipNBytes(left);
      left = 0;
      return new Packet.Published(topic, null, qos, retained, id);
    }
    return new Packet.Published(topic, bytes(left), qos, retained, id);
  }

  private int length() throws IOException {
    int length = 0;
    for (int i = 0; i < LENGTH_BYTES; i++) {
      int octet = octet(in.read());
      length |= (octet & 0x7F) << 7 * i;
      if (octet < 0x80) {
        return length;
      }
    }
    throw new IOException("a length of more than four bytes");
  }

  private int number() throws IOException {
    int high = take();
    return high << 8 | take();
  }

  private int take() throws IOException {
    require(1);
    left--;
    return octet(in.read());
  }

  private byte[] bytes(int count) throws IOException {
    require(count);
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the broker closed the connection");
    }
    left -= count;
    return bytes;
  }

  private void require(int count) throws IOException {
    if (count > left) {
      throw new IOException("a packet is shorter than what is in it");
    }
  }

  private static int octet(int read) throws IOException {
    if (read < 0) {
      throw new EOFException("the broker closed the connection");
    }
    return read;
  }

  static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
