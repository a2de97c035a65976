package org.busbar.runtime.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Batteries over Modbus TCP in a process of their own: {@code PORT LINES UNITS LOG}. Each numbers
 * the answers that it gives, so that whoever hears them knows which one is missing or came twice,
 * and writes down what it was told and what it did by itself: a line is monotonic ns, unit, W,
 * {@code told} or {@code reverted}, and for how many ms it had not been read by then. A thread of
 * its own that only wants to wake every 100 ms writes {@link #STOOD} instead of the unit for each
 * time that it could not: then it was the machine.
 */
final class SwapDevices {
  /** Where the number of the answer stands, in two registers. */
  static final int SEQUENCE = 0x1c;

  /** What stands in the place of a unit for each cycle that the machine itself let pass. */
  static final String STOOD = "stood";

  private static final long CYCLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int REGISTERS = 0x50;
  private static final int POWER = 0x02;
  private static final int REVERSION = 0x40;
  private static final int SETPOINT = 0x42;
  private static final int[] BATTERY = {
    0xB002, 0, 0, 0, 553, 990, 0, 10_000, 0, 10_000, 4005, 0, 3312, 3340, 214, 200, 3, 0, 0, 0, 0,
    1000, 0, 1000, 0, 10_000, 0, 10_000
  };
  private static final int ILLEGAL_ADDRESS = 2;

  private SwapDevices() {}

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    int lines = Integer.parseInt(args[1]);
    try (PrintStream log = new PrintStream(Files.newOutputStream(Path.of(args[3])), true)) {
      for (int line = 0; line < lines; line++) {
        ServerSocket server = new ServerSocket(port + line, 8, InetAddress.getLoopbackAddress());
        Unit[] units = new Unit[Integer.parseInt(args[2])];
        for (int i = 0; i < units.length; i++) {
          units[i] = new Unit(line * units.length + i, log);
        }
        Thread.ofPlatform().start(() -> accept(server, units));
      }
      Thread.ofPlatform().daemon(true).start(() -> beat(log));
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // Until whoever started it has enough.
      }
    }
    System.exit(0);
  }

  private static void beat(PrintStream log) {
    long due = System.nanoTime();
    while (true) {
      due += CYCLE_NANOS;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      for (; System.nanoTime() - due >= CYCLE_NANOS; due += CYCLE_NANOS) {
        log.println(System.nanoTime() + " " + STOOD);
      }
    }
  }

  private static void accept(ServerSocket server, Unit[] units) {
    try {
      while (true) {
        Socket peer = server.accept();
        peer.setTcpNoDelay(true);
        Thread.ofPlatform().start(() -> serve(peer, units));
      }
    } catch (IOException e) {
      System.err.println("no more connections: " + e);
    }
  }

  private static void serve(Socket peer, Unit[] units) {
    try (peer) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
      OutputStream out = peer.getOutputStream();
      byte[] header = new byte[7];
      while (true) {
        in.readFully(header);
        ByteBuffer request = ByteBuffer.wrap(new byte[ByteBuffer.wrap(header).getShort(4) - 1]);
        in.readFully(request.array());
        int unit = header[6] - 1;
        if (unit >= 0 && unit < units.length) {
          byte[] answer = units[unit].answer(request);
          ByteBuffer frame = ByteBuffer.allocate(7 + answer.length).put(header).put(answer);
          out.write(frame.putShort(4, (short) (1 + answer.length)).array());
        }
      }
    } catch (EOFException e) {
      // It has gone.
    } catch (IOException e) {
      System.err.println("a connection ended: " + e);
    }
  }

  /** One battery. */
  private static final class Unit {
    private final int number;
    private final PrintStream log;
    private final short[] registers = new short[REGISTERS];
    private int answers;
    private long revertsNanos;
    private long readNanos = System.nanoTime();

    Unit(int number, PrintStream log) {
      this.number = number;
      this.log = log;
      for (int i = 0; i < BATTERY.length; i++) {
        registers[i] = (short) BATTERY[i];
      }
    }

    synchronized byte[] answer(ByteBuffer request) {
      revert();
      int function = request.get();
      int address = request.getShort() & 0xffff;
      int count = function == 6 ? 1 : request.getShort() & 0xffff;
      if (address + count > REGISTERS) {
        return new byte[] {(byte) (function | 0x80), ILLEGAL_ADDRESS};
      }
      if (function == 3) {
        return read(address, count);
      }
      request.position(function == 6 ? 3 : 6);
      for (int i = 0; i < count; i++) {
        registers[address + i] = request.getShort();
      }
      told(address, count);
      return ByteBuffer.wrap(new byte[5])
          .put((byte) function)
          .putShort((short) address)
          .putShort(function == 6 ? registers[address] : (short) count)
          .array();
    }

    private byte[] read(int address, int count) {
      if (address <= SEQUENCE && SEQUENCE + 2 <= address + count) {
        put(SEQUENCE, ++answers);
        readNanos = System.nanoTime();
      }
      ByteBuffer answer = ByteBuffer.allocate(2 + 2 * count).put((byte) 3).put((byte) (2 * count));
      for (int i = 0; i < count; i++) {
        answer.putShort(registers[address + i]);
      }
      return answer.array();
    }

    private void told(int address, int count) {
      long now = System.nanoTime();
      revertsNanos = now + TimeUnit.SECONDS.toNanos(registers[REVERSION]);
      if (address <= SETPOINT + 1 && SETPOINT < address + count) {
        put(POWER, get(SETPOINT));
        write(now, get(SETPOINT), "told");
      }
    }

    /** As its programmed timer has it, where nobody tells it anything. */
    private void revert() {
      long now = System.nanoTime();
      if (get(SETPOINT) != 0 && now - revertsNanos > 0) {
        put(SETPOINT, 0);
        put(POWER, 0);
        write(now, 0, "reverted");
      }
    }

    private void write(long now, int value, String what) {
      long unreadMs = TimeUnit.NANOSECONDS.toMillis(now - readNanos);
      log.println(now + " " + number + " " + value + " " + what + " " + unreadMs);
    }

    private int get(int at) {
      return registers[at] << 16 | registers[at + 1] & 0xffff;
    }

    private void put(int at, int value) {
      registers[at] = (short) (value >> 16);
      registers[at + 1] = (short) value;
    }
  }
}
