package org.busbar.testkit.conformance.api;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.transport.Message;

/**
 * A broker with one device behind it, as much of MQTT 3.1.1 as one client needs: it tells the
 * device's documents again and again to who has subscribed, and hands it what is published.
 */
final class BrokerPeer implements DocumentPeer.Server {
  private static final long OFTEN_NANOS = Duration.ofMillis(30).toNanos();
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int SUBSCRIBE = 8;
  private static final int UNSUBSCRIBE = 10;
  private static final int PING = 12;

  private final DocumentPeer peer;
  private final int port;
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket server;

  BrokerPeer(DocumentPeer peer) throws IOException {
    this.peer = peer;
    this.server = listen(0);
    this.port = server.getLocalPort();
  }

  private ServerSocket listen(int at) throws IOException {
    ServerSocket made = new ServerSocket();
    made.setReuseAddress(true);
    made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
    Thread.ofVirtual().start(() -> accept(made));
    return made;
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Client client = new Client(from.accept());
        clients.add(client);
        Thread.ofVirtual().start(client::hear);
        Thread.ofVirtual().start(client::tell);
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** One connection. */
  private final class Client {
    private final Socket socket;
    private final Set<String> topics = ConcurrentHashMap.newKeySet();

    Client(Socket socket) {
      this.socket = socket;
    }

    private synchronized void send(int type, byte[] body) throws IOException {
      ByteBuffer packet = ByteBuffer.allocate(body.length + 5);
      packet.put((byte) (type << 4));
      int left = body.length;
      do {
        packet.put((byte) (left % 128 + (left >= 128 ? 128 : 0)));
        left /= 128;
      } while (left > 0);
      packet.put(body);
      OutputStream out = socket.getOutputStream();
      out.write(packet.array(), 0, packet.position());
      out.flush();
    }

    /** Tells what the device shows until the connection ends. */
    void tell() {
      try {
        while (!socket.isClosed()) {
          LockSupport.parkNanos(OFTEN_NANOS);
          for (String topic : topics) {
            publish(topic);
          }
        }
      } catch (IOException gone) {
        close();
      }
    }

    private void publish(String topic) throws IOException {
      Optional<String> text = peer.twin().shown(topic);
      boolean speaks = peer.conduct() != Peer.Conduct.SILENT;
      if (text.isPresent() && speaks) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        byte[] payload = peer.damaged(text.get());
        ByteBuffer body = ByteBuffer.allocate(2 + name.length + payload.length);
        body.putShort((short) name.length).put(name).put(payload);
        send(PUBLISH, body.array());
      }
    }

    void hear() {
      try {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
          int first = in.readUnsignedByte();
          take(first >> 4, first & 0xF, ByteBuffer.wrap(in.readNBytes(length(in))));
        }
      } catch (IOException | RuntimeException gone) {
        close();
      }
    }

    private static int length(DataInputStream in) throws IOException {
      int length = 0;
      for (int shift = 0; shift < 28; shift += 7) {
        int octet = in.readUnsignedByte();
        length |= (octet & 0x7F) << shift;
        if (octet < 0x80) {
          return length;
        }
      }
      throw new EOFException("no length");
    }

    private void take(int type, int flags, ByteBuffer body) throws IOException {
      switch (type) {
        case CONNECT -> send(2, new byte[] {0, 0});
        case PUBLISH -> {
          String topic = text(body);
          byte[] id = (flags & 6) == 0 ? new byte[0] : number(body);
          if (peer.conduct() == Peer.Conduct.SILENT) {
            return;
          }
          if (id.length > 0) {
            send(4, id);
          }
          String payload = StandardCharsets.UTF_8.decode(body).toString();
          peer.answer(new Message(topic, "", payload));
        }
        case SUBSCRIBE -> {
          byte[] id = number(body);
          topics.add(text(body));
          send(9, new byte[] {id[0], id[1], body.get()});
        }
        case UNSUBSCRIBE -> {
          byte[] id = number(body);
          topics.remove(text(body));
          send(11, id);
        }
        case PING -> send(13, new byte[0]);
        default -> close();
      }
    }

    private static byte[] number(ByteBuffer body) {
      return new byte[] {body.get(), body.get()};
    }

    private static String text(ByteBuffer body) {
      byte[] text = new byte[body.getShort() & 0xFFFF];
      body.get(text);
      return new String(text, StandardCharsets.UTF_8);
    }

    void close() {
      clients.remove(this);
      try {
        socket.close();
      } catch (IOException e) {
        topics.clear(); // Closing failed: nothing is told any more.
      }
    }
  }

  @Override
  public ConnectionConfig connection() {
    Map<String, String> settings =
        Map.of("host", "127.0.0.1", "port", Integer.toString(port), "timeout", "800 ms");
    return new ConnectionConfig("peer", "mqtt", settings, "conformance");
  }

  @Override
  public void drop() {
    clients.forEach(Client::close);
  }

  @Override
  public void restart() {
    close();
    server = Rebinding.to(port, this::listen);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      drop();
    }
  }
}
