package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests and answers byte by byte. */
@Tag("PRO-03")
class RequestTest {
  private static byte[] bytes(Request request) {
    ByteBuffer out = ByteBuffer.allocate(Request.MAX_PDU);
    request.encode(out);
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }

  private static String hex(Request request) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes(request));
  }

  private static Words decode(Request request, String hex) throws DeviceException {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
    return request.decode(ByteBuffer.wrap(bytes));
  }

  @Test
  void requestsAreAsTheSpecificationPrintsThem() {
    // Examples of Modbus Application Protocol V1.1b3, 6.1 to 6.12.
    assertEquals("01 00 13 00 13", hex(Request.of(new Registers(1, Table.COIL, 0x13, 0x13))));
    assertEquals(
        "02 00 c4 00 16", hex(Request.of(new Registers(1, Table.DISCRETE_INPUT, 0xC4, 0x16))));
    assertEquals("03 00 6b 00 03", hex(Request.of(new Registers(1, Table.HOLDING, 0x6B, 3))));
    assertEquals("04 00 08 00 01", hex(Request.of(new Registers(1, Table.INPUT, 8, 1))));
    assertEquals(
        "05 00 ac ff 00",
        hex(Request.of(new RegisterWrite(1, Table.COIL, 0xAC, Words.of(1), true))));
    assertEquals(
        "06 00 01 00 03",
        hex(Request.of(new RegisterWrite(1, Table.HOLDING, 1, Words.of(3), true))));
    assertEquals(
        "0f 00 13 00 0a 02 cd 01",
        hex(
            Request.of(
                new RegisterWrite(
                    1, Table.COIL, 0x13, Words.of(1, 0, 1, 1, 0, 0, 1, 1, 1, 0), false))));
    assertEquals(
        "10 00 01 00 02 04 00 0a 01 02",
        hex(Request.of(new RegisterWrite(1, Table.HOLDING, 1, Words.of(0x0A, 0x102), false))));
  }

  @Test
  void answersAreReadAsTheSpecificationPrintsThem() throws DeviceException {
    Request coils = Request.of(new Registers(1, Table.COIL, 0x13, 0x13));
    assertEquals(
        Words.of(1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1),
        decode(coils, "01 03 cd 6b 05"));
    assertEquals(
        Words.of(0x22B, 0, 0x64),
        decode(Request.of(new Registers(1, Table.HOLDING, 0x6B, 3)), "03 06 02 2b 00 00 00 64"));
    Request off = Request.of(new RegisterWrite(1, Table.COIL, 0xAC, Words.of(0), true));
    assertEquals(Words.of(0), decode(off, "05 00 ac 00 00"));
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void eachCountOfEachTableComesBackAsItWasServed(Table table) throws DeviceException {
    int most = table == Table.COIL || table == Table.DISCRETE_INPUT ? 2000 : 125;
    for (int count = 1; count <= most; count++) {
      for (int address : new int[] {0, 1, 255, 4711, 65_536 - count}) {
        Registers range = new Registers(247, table, address, count);
        Request request = Request.of(range);
        byte[] pdu = bytes(request);
        byte[] answer = Peer.right(new Peer.Asked(1, 247, pdu));
        Words words = request.decode(ByteBuffer.wrap(answer));
        assertEquals(count, words.size());
        int mask = most == 2000 ? 1 : 0xFFFF;
        for (int i = 0; i < count; i++) {
          assertEquals((address + i) & mask, words.at(i));
        }
      }
    }
  }

  @Test
  void eachWriteIsConfirmedByItsOwnEchoOnly() throws DeviceException {
    for (Table table : new Table[] {Table.COIL, Table.HOLDING}) {
      for (int count = 1; count <= 123; count++) {
        int[] values =
            IntStream.range(0, count).map(i -> table == Table.COIL ? i & 1 : 60_000 + i).toArray();
        for (boolean single : count == 1 ? new boolean[] {true, false} : new boolean[] {false}) {
          Request request = Request.of(new RegisterWrite(9, table, 100, Words.of(values), single));
          byte[] echo = Peer.right(new Peer.Asked(1, 9, bytes(request)));
          assertEquals(Words.of(values), request.decode(ByteBuffer.wrap(echo)));
          for (int at = 1; at < echo.length; at++) {
            byte[] wrong = echo.clone();
            wrong[at] ^= 1;
            assertThrows(Malformed.class, () -> request.decode(ByteBuffer.wrap(wrong)));
          }
        }
      }
    }
  }

  @Test
  void everyExceptionCodeBecomesARefusalButThoseOfAGatewayForASilentUnit() {
    Request request = Request.of(new Registers(3, Table.HOLDING, 0, 1));
    for (int code = 0; code < 256; code++) {
      byte[] answer = {(byte) 0x83, (byte) code};
      if (code == 10 || code == 11) {
        assertThrows(NoResponse.class, () -> request.decode(ByteBuffer.wrap(answer)));
      } else {
        Rejected e = assertThrows(Rejected.class, () -> request.decode(ByteBuffer.wrap(answer)));
        assertEquals(code, e.code());
      }
    }
  }

  @Test
  void noOtherLengthOrByteCountOrFunctionIsTaken() {
    Registers range = new Registers(1, Table.HOLDING, 7, 3);
    Request request = Request.of(range);
    byte[] right = Peer.right(new Peer.Asked(1, 1, bytes(request)));
    for (int length = 0; length < Request.MAX_PDU; length++) {
      if (length != right.length) {
        byte[] wrong = java.util.Arrays.copyOf(right, length);
        assertThrows(DeviceException.class, () -> request.decode(ByteBuffer.wrap(wrong)));
      }
    }
    for (int at = 0; at < 2; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] wrong = right.clone();
        wrong[at] = (byte) value;
        if (value != (right[at] & 0xFF)) {
          assertThrows(DeviceException.class, () -> request.decode(ByteBuffer.wrap(wrong)));
        }
      }
    }
    assertArrayEquals(new byte[] {3, 6, 0, 7, 0, 8, 0, 9}, right);
  }
}
