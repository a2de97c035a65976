package org.busbar.sim.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Talks to the server with bytes, without any library. */
class ModbusServerTest {
  private final Memory one = new Memory();
  private final Memory two = new Memory();
  private ModbusServer server;
  private Socket socket;

  /** A unit with 100 registers and bits. */
  private static final class Memory implements ServedUnit {
    private final int[] words = new int[100];
    private volatile Conduct conduct = Conduct.HONEST;

    @Override
    public Conduct conduct(int function) {
      return conduct;
    }

    @Override
    public int[] read(Table table, int address, int count) throws ModbusRefusal {
      check(address, count);
      int[] answer = new int[count];
      for (int i = 0; i < count; i++) {
        boolean bit = table == Table.COIL || table == Table.DISCRETE_INPUT;
        answer[i] = bit ? words[address + i] & 1 : words[address + i];
      }
      return answer;
    }

    @Override
    public void write(Table table, int address, int[] written) throws ModbusRefusal {
      check(address, written.length);
      System.arraycopy(written, 0, words, address, written.length);
    }

    private static void check(int address, int count) throws ModbusRefusal {
      if (address + count > 100) {
        throw new ModbusRefusal(ModbusRefusal.ILLEGAL_ADDRESS);
      }
    }
  }

  @BeforeEach
  void open() throws IOException {
    server = new ModbusServer(0, Map.of(1, one, 7, two), Clock.system());
    socket = connect();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    server.close();
  }

  private Socket connect() throws IOException {
    Socket fresh = new Socket(InetAddress.getLoopbackAddress(), server.port());
    fresh.setSoTimeout(5000);
    return fresh;
  }

  private void send(int unit, String pdu) throws IOException {
    byte[] body = HexFormat.of().parseHex(pdu);
    byte[] frame = new byte[7 + body.length];
    frame[0] = 0x12;
    frame[1] = 0x34;
    frame[5] = (byte) (body.length + 1);
    frame[6] = (byte) unit;
    System.arraycopy(body, 0, frame, 7, body.length);
    socket.getOutputStream().write(frame);
  }

  private String receive() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertEquals(0x1234, in.readUnsignedShort(), "transaction is echoed");
    assertEquals(0, in.readUnsignedShort(), "protocol");
    byte[] rest = new byte[in.readUnsignedShort()];
    in.readFully(rest);
    return HexFormat.of().formatHex(rest, 1, rest.length);
  }

  private String ask(int unit, String pdu) throws IOException {
    send(unit, pdu);
    return receive();
  }

  @Test
  void registersAreReadAndWritten() throws IOException {
    assertEquals("0600020bb8", ask(1, "0600020bb8"));
    assertEquals("10000a0002", ask(1, "10000a000204ffff0001"));
    assertEquals("03020bb8", ask(1, "0300020001"));
    assertEquals("0404ffff0001", ask(1, "04000a0002"));
    assertArrayEquals(new int[] {0xFFFF, 1}, new int[] {one.words[10], one.words[11]});
    assertEquals("03020000", ask(7, "0300020001"), "the neighbour is another unit");
  }

  @Test
  void bitsAreReadAndWritten() throws IOException {
    assertEquals("050003ff00", ask(1, "050003ff00"));
    assertEquals("010108", ask(1, "0100000004"));
    assertEquals("0f0000000a", ask(1, "0f0000000a024d03"));
    assertEquals("01024d03", ask(1, "010000000a"));
    assertEquals("020105", ask(1, "0200000003"));
  }

  @ParameterizedTest
  @CsvSource({
    "2b0e0100, ab01, unknown function",
    "0300000000, 8303, no registers",
    "030000007e, 8303, 126 registers",
    "0300630002, 8302, beyond the unit",
    "03ffff0002, 8302, beyond 65535",
    "0100000000, 8103, no bits",
    "01000007d1, 8103, 2001 bits",
    "0500030001, 8503, neither on nor off",
    "10000000020300010002, 9003, byte count wrong",
    "100000007cf8, 9003, 124 registers written",
    "0f0000000a014d, 8f03, too few bytes for bits",
    "0300, 8303, too short"
  })
  void whatIsIllegalIsAnsweredWithAnException(String pdu, String answer, String why)
      throws IOException {
    assertEquals(answer, ask(1, pdu), why);
  }

  @Test
  void anAbsentUnitIsAnsweredAsAGatewayDoes() throws IOException {
    assertEquals("830b", ask(9, "0300000001"));
  }

  @Test
  void requestsInOnePieceAndInManyAreTheSame() throws IOException {
    byte[] frame = HexFormat.of().parseHex("123400000006010300020001");
    byte[] twice = new byte[2 * frame.length];
    System.arraycopy(frame, 0, twice, 0, frame.length);
    System.arraycopy(frame, 0, twice, frame.length, frame.length);
    socket.getOutputStream().write(twice);
    assertEquals("03020000", receive());
    assertEquals("03020000", receive());
    for (byte b : frame) {
      socket.getOutputStream().write(b);
      socket.getOutputStream().flush();
    }
    assertEquals("03020000", receive());
  }

  @Test
  void whatIsNoModbusEndsTheConnection() throws IOException {
    socket.getOutputStream().write("GET / H".getBytes(StandardCharsets.US_ASCII));
    assertEquals(-1, socket.getInputStream().read());
  }

  @Test
  void requestsAndWritesAreCounted() throws IOException {
    long before = Clock.system().nanos();
    ask(1, "0300020001");
    ask(1, "0600020bb8");
    ask(1, "10000a000204ffff0001");
    UnitCounters counters = server.counters(1);
    assertEquals(3, counters.requests());
    assertEquals(2, counters.writeRequests());
    assertEquals(1, counters.requests(16));
    assertEquals(0, server.counters(7).requests());
    List<UnitCounters.Write> writes = counters.writes();
    assertEquals(List.of(0xFFFF, 1), writes.get(1).words());
    assertTrue(writes.get(0).nanos() - before >= 0);
  }

  @Test
  void aSilentUnitDoesNotSilenceItsNeighbour() throws IOException {
    one.conduct = new Conduct.Silent();
    send(1, "0300020001");
    assertEquals("03020000", ask(7, "0300020001"));
    socket.setSoTimeout(100);
    assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
  }

  @Test
  void aSlowUnitAnswersLater() throws IOException {
    one.conduct = new Conduct.Slow(Duration.ofMillis(80));
    long before = Clock.system().nanos();
    assertEquals("03020000", ask(1, "0300020001"));
    assertTrue(Clock.system().nanos() - before >= 80_000_000);
  }

  @Test
  void refusedAndIgnoredWritesHaveNoEffect() throws IOException {
    one.conduct = new Conduct.Refuse(4);
    assertEquals("8604", ask(1, "0600020bb8"));
    one.conduct = new Conduct.IgnoreWrite();
    assertEquals("0600020bb8", ask(1, "0600020bb8"));
    assertEquals("03020000", ask(1, "0300020001"));
  }

  @Test
  void aDroppedConnectionCanBeMadeAgain() throws IOException {
    one.conduct = new Conduct.Drop();
    send(1, "0300020001");
    assertEquals(-1, socket.getInputStream().read());
    one.conduct = Conduct.HONEST;
    socket = connect();
    assertEquals("03020000", ask(1, "0300020001"));
  }

  @Test
  void anAnswerThatIsCutShortAnnouncesMoreThanComes() throws IOException {
    one.conduct = new Conduct.CutShort();
    send(1, "0300020002");
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.readNBytes(4);
    int announced = in.readUnsignedShort();
    assertEquals(7, announced, "unit, function, count and two registers");
    assertEquals(4, in.readNBytes(4).length, "unit and the first half");
    socket.setSoTimeout(200);
    org.junit.jupiter.api.Assertions.assertThrows(
        java.net.SocketTimeoutException.class, in::readByte);
  }

  @Test
  void garbageIsNoAnswer() throws IOException {
    one.conduct = new Conduct.Garbage();
    send(1, "0300020001");
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertEquals(0x55AA, in.readUnsignedShort());
  }
}
