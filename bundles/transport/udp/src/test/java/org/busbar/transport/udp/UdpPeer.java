package org.busbar.transport.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A host on a free port of the loopback that answers each datagram with some. */
final class UdpPeer implements AutoCloseable {
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<Long> askedNanos = new CopyOnWriteArrayList<>();
  private final DatagramSocket socket;
  private volatile SocketAddress last;

  UdpPeer(Function<String, List<byte[]>> answers) throws IOException {
    this(0, answers);
  }

  UdpPeer(int port, Function<String, List<byte[]>> answers) throws IOException {
    socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(() -> serve(answers));
  }

  static List<byte[]> text(String... texts) {
    return List.of(texts).stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private void serve(Function<String, List<byte[]>> answers) {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    while (!socket.isClosed()) {
      try {
        socket.receive(packet);
        last = packet.getSocketAddress();
        String text =
            new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).strip();
        askedNanos.add(System.nanoTime());
        asked.add(text);
        for (byte[] answer : answers.apply(text)) {
          say(answer);
        }
      } catch (IOException closed) {
        continue; // The socket is closed, or the other end is gone.
      }
    }
  }

  /** Says something to whoever asked last. */
  void say(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, last));
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Answers no more. */
  void end() {
    socket.close();
  }

  @Override
  public void close() {
    end();
  }
}
