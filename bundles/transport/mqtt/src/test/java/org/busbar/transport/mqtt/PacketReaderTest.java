package org.busbar.transport.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacketReaderTest {
  private static PacketReader reader(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return new PacketReader(new ByteArrayInputStream(bytes), 64);
  }

  @Test
  void packetsAreReadAsTheStandardWritesThem() throws IOException {
    assertEquals(new Packet.Welcome(5), reader(0x20, 2, 0, 5).next());
    assertEquals(new Packet.PublishTaken(258), reader(0x40, 2, 1, 2).next());
    assertEquals(new Packet.Subscribed(7, true), reader(0x90, 3, 0, 7, 1).next());
    assertEquals(new Packet.Subscribed(7, false), reader(0x90, 3, 0, 7, 0x80).next());
    assertEquals(new Packet.Unsubscribed(7), reader(0xB0, 2, 0, 7).next());
    assertEquals(new Packet.Pong(), reader(0xD0, 0).next());
    var message = (Packet.Published) reader(0x33, 8, 0, 3, 'a', '/', 'b', 0, 9, '1').next();
    assertEquals("a/b", message.topic());
    assertArrayEquals(new byte[] {'1'}, message.payload());
    assertEquals(1, message.qos());
    assertEquals(9, message.id());
    assertTrue(message.isRetained());
  }

  @Test
  void whatWeSendIsWhatTheStandardSays() {
    assertArrayEquals(
        new byte[] {0x32, 8, 0, 3, 'a', '/', 'b', 0, 9, '1'}, Packets.publish("a/b", "1", 1, 9));
    assertArrayEquals(
        new byte[] {(byte) 0x82, 8, 0, 2, 0, 3, 'a', '/', 'b', 1}, Packets.subscribe("a/b", 1, 2));
    byte[] longOne = Packets.publish("t", "x".repeat(400), 0, 0);
    assertEquals((byte) 0x93, longOne[1]);
    assertEquals(3, longOne[2]);
  }

  @Test
  void whatIsNoPacketIsRefused() {
    assertThrows(IOException.class, () -> reader(0x10, 0).next(), "a greeting to a client");
    assertThrows(IOException.class, () -> reader(0x21, 2, 0, 0).next(), "flags");
    assertThrows(IOException.class, () -> reader(0x20, 1, 0).next(), "too short");
    assertThrows(IOException.class, () -> reader(0x20, 3, 0, 0, 0).next(), "too long");
    assertThrows(IOException.class, () -> reader(0x34, 5, 0, 1, 'a', 0, 1).next(), "QoS 2");
    assertThrows(IOException.class, () -> reader(0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1).next());
    assertThrows(IOException.class, () -> reader(0x30, 3, 0, 9, 'a').next(), "topic too long");
    assertThrows(IOException.class, () -> reader(0x30, 4, 0, 2, 0xC3, 0x28).next(), "no UTF-8");
    assertThrows(IOException.class, () -> reader(0x30, 5, 0, 1, 'a').next(), "cut off");
    assertThrows(IOException.class, () -> reader().next());
  }

  /** 250 MB are announced and sent; nothing of it is kept, and the next packet is read. */
  @Test
  void aMessageThatIsTooLongIsPassedOver() throws IOException {
    byte[] head = {0x30, (byte) 0x80, (byte) 0xE5, (byte) 0x9A, 0x77, 0, 1, 'a'};
    int length = 0x77 << 21 | 0x1A << 14 | 0x65 << 7;
    long end = head.length + (long) length - 3;
    InputStream stream =
        new InputStream() {
          private long at;

          @Override
          public int read() {
            long now = at++;
            if (now < head.length) {
              return head[(int) now] & 0xFF;
            }
            return now < end ? 'x' : now == end ? 0xD0 : 0;
          }

          @Override
          public long skip(long count) {
            at += count;
            return count;
          }
        };
    PacketReader reader = new PacketReader(stream, 64);
    Packet.Published tooLong = assertInstanceOf(Packet.Published.class, reader.next());
    assertNull(tooLong.payload());
    assertEquals(new Packet.Pong(), reader.next());
  }

  /** Any octets end in packets or in an {@link IOException}, and keep no more than allowed. */
  @Test
  void randomOctetsDoNoHarm() {
    SplittableRandom random = new SplittableRandom(20261121);
    int rounds = Boolean.getBoolean("busbar.deep") ? 1_000_000 : 50_000;
    byte[] good = Packets.publish("shelly/status/em:0", "{\"total_act_power\": 1234.5}", 1, 77);
    int read = 0;
    for (int i = 0; i < rounds; i++) {
      byte[] octets = good.clone();
      int damage = 1 + random.nextInt(8);
      for (int j = 0; j < damage; j++) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
      }
      try {
        PacketReader reader = new PacketReader(new ByteArrayInputStream(octets), 64);
        while (true) {
          if (reader.next() instanceof Packet.Published published) {
            byte[] payload = published.payload();
            assertTrue(payload == null || payload.length <= 64);
            read++;
          }
        }
      } catch (IOException refused) {
        // as it should be
      }
    }
    assertTrue(read > rounds / 10, "messages that are still messages: " + read);
  }
}
