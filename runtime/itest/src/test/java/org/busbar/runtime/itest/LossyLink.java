package org.busbar.runtime.itest;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Modbus TCP way between gateway and device that a test cuts; it sees what passes. */
final class LossyLink implements AutoCloseable {
  /**
   * A power setpoint that passed.
   *
   * @param nanos when, on this process's monotonic clock
   * @param watts what was asked
   */
  record Setpoint(long nanos, int watts) {}

  private static final int POWER = 0x42;

  private final ServerSocket server;
  private final int device;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Setpoint> setpoints = new CopyOnWriteArrayList<>();
  private volatile boolean cut;
  private volatile long answeredNanos;

  LossyLink(int device) throws IOException {
    this.device = device;
    this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon(true).name("link-" + device).start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** When an answer of the device passed last. */
  long answeredNanos() {
    return answeredNanos;
  }

  List<Setpoint> setpoints() {
    return setpoints;
  }

  /** Drops all connections; refuses new ones until it is mended. */
  void cut() {
    cut = true;
    open.forEach(LossyLink::drop);
    open.clear();
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket gateway = server.accept();
        if (cut) {
          drop(gateway);
        } else {
          Socket peer = new Socket(InetAddress.getLoopbackAddress(), device);
          open.add(gateway);
          open.add(peer);
          Thread.ofPlatform().daemon(true).start(() -> pump(gateway, peer, true));
          Thread.ofPlatform().daemon(true).start(() -> pump(peer, gateway, false));
        }
      } catch (IOException e) {
        cut |= server.isClosed();
      }
    }
  }

  /** Frame by frame, until either end is gone. */
  private void pump(Socket from, Socket to, boolean requests) {
    try {
      DataInputStream in = new DataInputStream(from.getInputStream());
      OutputStream out = to.getOutputStream();
      byte[] header = in.readNBytes(6);
      while (header.length == 6) {
        byte[] body = in.readNBytes((header[4] & 0xFF) << 8 | header[5] & 0xFF);
        if (requests) {
          look(body);
        } else {
          answeredNanos = System.nanoTime();
        }
        byte[] frame = new byte[6 + body.length];
        System.arraycopy(header, 0, frame, 0, 6);
        System.arraycopy(body, 0, frame, 6, body.length);
        out.write(frame);
        header = in.readNBytes(6);
      }
    } catch (IOException e) {
      open.remove(from);
    } finally {
      drop(from);
      drop(to);
    }
  }

  /** Unit, function 16, address, count, bytes, then the words. */
  private void look(byte[] body) {
    if (body.length >= 11 && body[1] == 16 && (body[2] << 8 | body[3] & 0xFF) == POWER) {
      int watts = body[7] << 24 | (body[8] & 0xFF) << 16 | (body[9] & 0xFF) << 8 | body[10] & 0xFF;
      setpoints.add(new Setpoint(System.nanoTime(), watts));
    }
  }

  private static void drop(Socket socket) {
    try {
      // A reset, as from a router that lost its memory.
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
      Thread.yield();
    }
  }

  @Override
  public void close() throws IOException {
    cut();
    server.close();
  }
}
