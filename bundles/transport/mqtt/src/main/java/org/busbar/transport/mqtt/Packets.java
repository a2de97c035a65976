package org.busbar.transport.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What is sent to a broker (OASIS MQTT 3.1.1). Pure. */
final class Packets {
  private static final int LEVEL = 4;
  private static final int CLEAN_SESSION = 0x02;
  private static final int WITH_PASSWORD = 0x40;
  private static final int WITH_USER = 0x80;

  private Packets() {}

  /** The greeting: a clean session, no last will. */
  static byte[] connect(BrokerSettings settings) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, "MQTT");
    body.write(LEVEL);
    boolean user = !settings.user().isEmpty();
    boolean password = !settings.password().isEmpty();
    body.write(CLEAN_SESSION | (user ? WITH_USER : 0) | (password ? WITH_PASSWORD : 0));
    number(body, (int) settings.keepAlive().toSeconds());
    text(body, settings.clientId());
    if (user) {
      text(body, settings.user());
    }
    if (password) {
      text(body, settings.password());
    }
    return packet(0x10, body);
  }

  /** A message; never one that the broker keeps. */
  static byte[] publish(String topic, String payload, int qos, int id) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, topic);
    if (qos > 0) {
      number(body, id);
    }
    body.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
    return packet(0x30 | qos << 1, body);
  }

  static byte[] subscribe(String topic, int qos, int id) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    number(body, id);
    text(body, topic);
    body.write(qos);
    return packet(0x82, body);
  }

  static byte[] unsubscribe(String topic, int id) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    number(body, id);
    text(body, topic);
    return packet(0xA2, body);
  }

  static byte[] taken(int id) {
    return new byte[] {0x40, 2, (byte) (id >> 8), (byte) id};
  }

  static byte[] ping() {
    return new byte[] {(byte) 0xC0, 0};
  }

  static byte[] goodbye() {
    return new byte[] {(byte) 0xE0, 0};
  }

  private static byte[] packet(int first, ByteArrayOutputStream body) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream(body.size() + 5);
    packet.write(first);
    int length = body.size();
    do {
      int octet = length & 0x7F;
      length >>= 7;
      packet.write(length > 0 ? octet | 0x80 : octet);
    } while (length > 0);
    packet.writeBytes(body.toByteArray());
    return packet.toByteArray();
  }

  private static void number(ByteArrayOutputStream to, int value) {
    to.write(value >> 8);
    to.write(value);
  }

  private static void text(ByteArrayOutputStream to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 65_535) {
      throw new IllegalArgumentException("a text of " + bytes.length + " bytes");
    }
    number(to, bytes.length);
    to.writeBytes(bytes);
  }
}
