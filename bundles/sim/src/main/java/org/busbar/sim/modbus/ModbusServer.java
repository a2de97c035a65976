package org.busbar.sim.modbus;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Table;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Modbus TCP on the loopback address: several units behind one port, one platform thread per
 * connection. A unit that does not exist is answered with exception 11, as a gateway to a serial
 * line does.
 */
public final class ModbusServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModbusServer.class);
  private static final int BACKLOG = 50;
  private static final int HEADER_BYTES = 7;
  private static final int MAX_LENGTH = 254;

  private final Map<Integer, ServedUnit> units;
  private final Map<Integer, UnitCounters> counters = new TreeMap<>();
  private final Clock clock;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * Binds and starts serving.
   *
   * @param port port to listen on, 0 for any that is free
   * @throws IOException naming the port where it cannot be bound
   */
  public ModbusServer(int port, Map<Integer, ? extends ServedUnit> units, Clock clock)
      throws IOException {
    this.units = Map.copyOf(units);
    this.clock = clock;
    units.keySet().forEach(id -> counters.put(id, new UnitCounters()));
    try {
      this.listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IOException("port " + port + " cannot be bound: " + e.getMessage(), e);
    }
    start("modbus-accept-" + port(), this::accept);
  }

  /** The port that is served. */
  public int port() {
    return listener.getLocalPort();
  }

  /** What a unit has been asked; the unit must be one of this server's. */
  public UnitCounters counters(int unit) {
    UnitCounters found = counters.get(unit);
    if (found == null) {
      throw new IllegalArgumentException("no unit " + unit + " on port " + port());
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private static void start(String name, Runnable work) {
    Thread.ofPlatform().name(name).daemon().start(work);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        start("modbus-" + port(), () -> serve(socket));
      } catch (SocketException e) {
        LOG.debug("port {} is no longer served: {}", port(), e.getMessage());
      } catch (IOException e) {
        LOG.warn("port {}: connection not accepted", port(), e);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      byte[] header = new byte[HEADER_BYTES];
      boolean more = true;
      while (more) {
        in.readFully(header);
        int length = uint16(header, 4);
        if (uint16(header, 2) != 0 || length < 2 || length > MAX_LENGTH) {
          LOG.debug("port {}: no Modbus TCP frame, connection closed", port());
          return;
        }
        byte[] pdu = new byte[length - 1];
        in.readFully(pdu);
        more = handle(header, pdu, out);
      }
    } catch (EOFException | SocketException e) {
      LOG.debug("port {}: connection ended: {}", port(), e.getMessage());
    } catch (IOException e) {
      LOG.warn("port {}: connection failed", port(), e);
    } finally {
      open.remove(socket);
    }
  }

  /** Answers one request; false ends the connection. */
  private boolean handle(byte[] header, byte[] pdu, OutputStream out) throws IOException {
    int unitId = header[6] & 0xFF;
    int function = pdu[0] & 0xFF;
    ServedUnit unit = units.get(unitId);
    Conduct conduct = Conduct.HONEST;
    if (unit != null) {
      counters(unitId).count(function);
      conduct = unit.conduct(function);
    }
    boolean deaf = false;
    switch (conduct) {
      case Conduct.Honest _ -> {}
      case Conduct.IgnoreWrite _ -> deaf = true;
      case Conduct.Slow slow -> LockSupport.parkNanos(slow.delay().toNanos());
      case Conduct.Silent _ -> {
        return true;
      }
      case Conduct.Drop _ -> {
        return false;
      }
      case Conduct.Garbage _ -> {
        out.write(new byte[] {0x55, (byte) 0xAA, 0x13, 0x37, 0, 3, 0x7F, 0x7F, 0x7F});
        out.flush();
        return true;
      }
      case Conduct.CutShort _ -> {
        byte[] whole = answer(unitId, unit, pdu, false);
        out.write(frame(header, whole), 0, HEADER_BYTES + whole.length - whole.length / 2);
        out.flush();
        return true;
      }
      case Conduct.Refuse refuse -> {
        send(header, refusal(function, refuse.code()), out);
        return true;
      }
    }
    send(header, answer(unitId, unit, pdu, deaf), out);
    return true;
  }

  private static void send(byte[] header, byte[] pdu, OutputStream out) throws IOException {
    out.write(frame(header, pdu));
    out.flush();
  }

  private static byte[] frame(byte[] header, byte[] pdu) {
    byte[] frame = Arrays.copyOf(header, HEADER_BYTES + pdu.length);
    putUint16(frame, 4, pdu.length + 1);
    System.arraycopy(pdu, 0, frame, HEADER_BYTES, pdu.length);
    return frame;
  }

  private static byte[] refusal(int function, int code) {
    return new byte[] {(byte) (function | 0x80), (byte) code};
  }

  private byte[] answer(int unitId, @Nullable ServedUnit unit, byte[] pdu, boolean deaf) {
    int function = pdu[0] & 0xFF;
    try {
      if (unit == null) {
        throw new ModbusRefusal(ModbusRefusal.TARGET_SILENT);
      }
      return switch (function) {
        case 1 -> readBits(unit, Table.COIL, pdu);
        case 2 -> readBits(unit, Table.DISCRETE_INPUT, pdu);
        case 3 -> readRegisters(unit, Table.HOLDING, pdu);
        case 4 -> readRegisters(unit, Table.INPUT, pdu);
        case 5, 6, 15, 16 -> write(unitId, unit, pdu, deaf);
        default -> throw new ModbusRefusal(ModbusRefusal.ILLEGAL_FUNCTION);
      };
    } catch (ModbusRefusal e) {
      return refusal(function, e.code());
    }
  }

  private static byte[] readBits(ServedUnit unit, Table table, byte[] pdu) throws ModbusRefusal {
    int count = checkedCount(pdu, 2000);
    int[] bits = unit.read(table, uint16(pdu, 1), count);
    byte[] answer = new byte[2 + (count + 7) / 8];
    answer[0] = pdu[0];
    answer[1] = (byte) (answer.length - 2);
    for (int i = 0; i < count; i++) {
      if (bits[i] != 0) {
        answer[2 + i / 8] |= (byte) (1 << (i % 8));
      }
    }
    return answer;
  }

  private static byte[] readRegisters(ServedUnit unit, Table table, byte[] pdu)
      throws ModbusRefusal {
    int count = checkedCount(pdu, 125);
    int[] words = unit.read(table, uint16(pdu, 1), count);
    byte[] answer = new byte[2 + 2 * count];
    answer[0] = pdu[0];
    answer[1] = (byte) (2 * count);
    for (int i = 0; i < count; i++) {
      putUint16(answer, 2 + 2 * i, words[i]);
    }
    return answer;
  }

  private byte[] write(int unitId, ServedUnit unit, byte[] pdu, boolean deaf) throws ModbusRefusal {
    int function = pdu[0] & 0xFF;
    int[] words = writtenWords(function, pdu);
    int address = uint16(pdu, 1);
    if (address + words.length > 65_536) {
      throw new ModbusRefusal(ModbusRefusal.ILLEGAL_ADDRESS);
    }
    long nanos = clock.nanos();
    if (!deaf) {
      unit.write(function == 5 || function == 15 ? Table.COIL : Table.HOLDING, address, words);
    }
    counters(unitId)
        .record(
            new UnitCounters.Write(
                nanos, function, address, Arrays.stream(words).boxed().toList()));
    return Arrays.copyOf(pdu, 5);
  }

  private static int[] writtenWords(int function, byte[] pdu) throws ModbusRefusal {
    if (pdu.length < 5) {
      throw new ModbusRefusal(ModbusRefusal.ILLEGAL_VALUE);
    }
    int value = uint16(pdu, 3);
    if (function == 5) {
      if (pdu.length != 5 || (value != 0 && value != 0xFF00)) {
        throw new ModbusRefusal(ModbusRefusal.ILLEGAL_VALUE);
      }
      return new int[] {value == 0 ? 0 : 1};
    }
    if (function == 6) {
      if (pdu.length != 5) {
        throw new ModbusRefusal(ModbusRefusal.ILLEGAL_VALUE);
      }
      return new int[] {value};
    }
    boolean bits = function == 15;
    int bytes = bits ? (value + 7) / 8 : 2 * value;
    boolean legal = value >= 1 && value <= (bits ? 1968 : 123);
    if (!legal || pdu.length != 6 + bytes || (pdu[5] & 0xFF) != bytes) {
      throw new ModbusRefusal(ModbusRefusal.ILLEGAL_VALUE);
    }
    int[] words = new int[value];
    for (int i = 0; i < value; i++) {
      words[i] = bits ? (pdu[6 + i / 8] >> (i % 8)) & 1 : uint16(pdu, 6 + 2 * i);
    }
    return words;
  }

  private static int checkedCount(byte[] pdu, int most) throws ModbusRefusal {
    if (pdu.length != 5 || uint16(pdu, 3) < 1 || uint16(pdu, 3) > most) {
      throw new ModbusRefusal(ModbusRefusal.ILLEGAL_VALUE);
    }
    if (uint16(pdu, 1) + uint16(pdu, 3) > 65_536) {
      throw new ModbusRefusal(ModbusRefusal.ILLEGAL_ADDRESS);
    }
    return uint16(pdu, 3);
  }

  private static int uint16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  private static void putUint16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }
}
