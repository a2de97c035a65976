package org.busbar.transport.modbus;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Modbus TCP server that does what a test has written down, one script per connection. */
final class Peer implements Closeable {
  /** What the peer does on one connection; returning closes it. */
  interface Script {
    void talk(Talk talk) throws IOException, InterruptedException;
  }

  /** A request as it was on the wire. */
  record Asked(int id, int unit, byte[] pdu) {
    int function() {
      return pdu[0] & 0xFF;
    }

    int address() {
      return ByteBuffer.wrap(pdu).getShort(1) & 0xFFFF;
    }

    int count() {
      return ByteBuffer.wrap(pdu).getShort(3) & 0xFFFF;
    }
  }

  /** One connection, seen from the peer. */
  record Talk(int number, Socket socket, DataInputStream in, List<Asked> log) {
    Asked next() throws IOException {
      int id = in.readUnsignedShort();
      in.readUnsignedShort();
      int length = in.readUnsignedShort();
      int unit = in.readUnsignedByte();
      byte[] pdu = in.readNBytes(length - 1);
      if (pdu.length < length - 1) {
        throw new EOFException();
      }
      Asked asked = new Asked(id, unit, pdu);
      log.add(asked);
      return asked;
    }

    /** The next request in frames of the serial line. */
    Asked nextRtu() throws IOException {
      int unit = in.readUnsignedByte();
      byte[] head = in.readNBytes(5);
      if (head.length < 5) {
        throw new EOFException();
      }
      boolean many = head[0] == 15 || head[0] == 16;
      byte[] rest = in.readNBytes(many ? 1 : 0);
      byte[] data = in.readNBytes((many ? rest[0] & 0xFF : 0) + 2);
      ByteBuffer pdu = ByteBuffer.allocate(5 + rest.length + data.length - 2);
      pdu.put(head).put(rest).put(data, 0, data.length - 2);
      Asked asked = new Asked(0, unit, pdu.array());
      log.add(asked);
      return asked;
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Answers rightly: each register holds its own address, each bit its address's lowest bit. */
    void answer(Asked asked) throws IOException {
      send(frame(asked.id(), asked.unit(), right(asked)));
    }

    void refuse(Asked asked, int code) throws IOException {
      send(
          frame(
              asked.id(),
              asked.unit(),
              new byte[] {(byte) (asked.function() | 0x80), (byte) code}));
    }

    /** Answers everything rightly until the connection ends. */
    void answerAll() throws IOException {
      while (true) {
        answer(next());
      }
    }
  }

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  final List<Asked> log = new CopyOnWriteArrayList<>();

  private Peer(ServerSocket server) {
    this.server = server;
  }

  static Peer on(int port, Script script) throws IOException {
    Peer peer = new Peer(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
    Thread.ofPlatform().daemon().name("peer").start(() -> peer.accept(script));
    return peer;
  }

  static Peer start(Script script) throws IOException {
    return on(0, script);
  }

  private void accept(Script script) {
    for (int number = 0; !server.isClosed(); number++) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        if (server.isClosed()) {
          socket.close(); // Came in while close() was at work.
        }
        int connection = number;
        Thread.ofPlatform()
            .daemon()
            .name("peer-" + number)
            .start(() -> talk(connection, socket, script));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void talk(int number, Socket socket, Script script) {
    try (socket) {
      script.talk(new Talk(number, socket, new DataInputStream(socket.getInputStream()), log));
    } catch (IOException e) {
      // The other end left: the script is over.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return sockets.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  static byte[] frame(int id, int unit, byte[] pdu) {
    return ByteBuffer.allocate(7 + pdu.length)
        .putShort((short) id)
        .putShort((short) 0)
        .putShort((short) (pdu.length + 1))
        .put((byte) unit)
        .put(pdu)
        .array();
  }

  /** A frame of the serial line. */
  static byte[] rtuFrame(int unit, byte[] pdu) {
    byte[] frame = new byte[pdu.length + 3];
    frame[0] = (byte) unit;
    System.arraycopy(pdu, 0, frame, 1, pdu.length);
    int checksum = checksum(frame, 0, frame.length - 2);
    frame[frame.length - 2] = (byte) (checksum >> 8);
    frame[frame.length - 1] = (byte) checksum;
    return frame;
  }

  /**
   * The checksum of the serial line as the bytes lie on it, reckoned from the other end of bits.
   */
  static int checksum(byte[] bytes, int from, int to) {
    int register = 0xFFFF;
    for (int i = from; i < to; i++) {
      register ^= Integer.reverse(bytes[i] & 0xFF) >>> 16;
      for (int bit = 0; bit < 8; bit++) {
        register <<= 1;
        register = (register & 0x10000) == 0 ? register : register ^ 0x18005;
      }
    }
    int mirrored = Integer.reverse(register) >>> 16;
    return (mirrored & 0xFF) << 8 | mirrored >> 8;
  }

  static byte[] right(Asked asked) {
    int count = asked.count();
    switch (asked.function()) {
      case 1, 2 -> {
        byte[] pdu = new byte[2 + (count + 7) / 8];
        pdu[0] = (byte) asked.function();
        pdu[1] = (byte) (pdu.length - 2);
        for (int i = 0; i < count; i++) {
          pdu[2 + i / 8] |= (byte) (((asked.address() + i) & 1) << (i % 8));
        }
        return pdu;
      }
      case 3, 4 -> {
        ByteBuffer pdu = ByteBuffer.allocate(2 + 2 * count);
        pdu.put((byte) asked.function()).put((byte) (2 * count));
        for (int i = 0; i < count; i++) {
          pdu.putShort((short) (asked.address() + i));
        }
        return pdu.array();
      }
      case 5, 6, 15, 16 -> {
        return ByteBuffer.allocate(5).put(asked.pdu(), 0, 5).array();
      }
      default -> {
        return new byte[] {(byte) (asked.function() | 0x80), 1};
      }
    }
  }
}
