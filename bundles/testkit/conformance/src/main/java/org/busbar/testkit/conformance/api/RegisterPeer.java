package org.busbar.testkit.conformance.api;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.transport.Table;
import org.jspecify.annotations.Nullable;

/**
 * A Modbus TCP server on a port of its own, which answers as it is told to; for those who make a
 * {@link Peer} of a device of theirs. Thread-safe.
 */
public final class RegisterPeer implements AutoCloseable {
  private static final int EXCEPTION = 0x80;
  private static final int FAILURE = 4;

  /** A port that was just given back is not free at once. */
  private static final Duration REBIND = Duration.ofSeconds(5);

  /** The registers behind it; called on threads of the server. */
  public interface Image {
    /** Words (bits: 0 or 1), or null where there are no such registers. */
    int @Nullable [] read(Table table, int at, int count);

    /** Whether these registers can be written; they hold it then. */
    boolean write(Table table, int at, int[] words);
  }

  private final Image image;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket server;
  private volatile Peer.Conduct conduct = Peer.Conduct.HONEST;

  /** Listens at a free port of this machine. */
  public RegisterPeer(Image image) throws IOException {
    this.image = image;
    this.server = listen(0);
    this.port = server.getLocalPort();
    accept(server);
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /** How to reach it. */
  public ConnectionConfig connection() {
    Map<String, String> settings =
        Map.of("host", "127.0.0.1", "port", Integer.toString(port), "timeout", "150 ms");
    return new ConnectionConfig("peer", "modbus-tcp", settings, "conformance");
  }

  /** From now on it answers like this. */
  public void conduct(Peer.Conduct next) {
    conduct = next;
    if (next == Peer.Conduct.DROP) {
      drop();
    }
  }

  private void accept(ServerSocket from) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!from.isClosed()) {
                try {
                  Socket socket = from.accept();
                  sockets.add(socket);
                  Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException closed) {
                  return;
                }
              }
            });
  }

  private void serve(Socket socket) {
    try (socket;
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
      socket.setTcpNoDelay(true);
      while (true) {
        int transaction = in.readUnsignedShort();
        in.readUnsignedShort();
        byte[] body = in.readNBytes(in.readUnsignedShort());
        byte @Nullable [] answer = answer(body);
        if (answer == null) {
          continue;
        }
        byte[] frame = new byte[6 + answer.length];
        put(frame, 0, transaction);
        put(frame, 4, answer.length);
        System.arraycopy(answer, 0, frame, 6, answer.length);
        if (conduct == Peer.Conduct.GARBAGE) {
          for (int i = 0; i < frame.length; i++) {
            frame[i] = (byte) (frame[i] * 31 + 17);
          }
        }
        out.write(frame);
        out.flush();
      }
    } catch (IOException gone) {
      sockets.remove(socket);
    }
  }

  private byte @Nullable [] answer(byte[] body) {
    int function = body[1];
    boolean writes = function == 5 || function == 6 || function >= 15;
    return switch (conduct) {
      case SILENT -> null;
      case EXCEPTION -> refused(body, FAILURE);
      case REFUSES_WRITES -> writes ? refused(body, FAILURE) : honest(body);
      case PARTIAL -> writes ? honest(body) : shortened(honest(body));
      default -> honest(body);
    };
  }

  /** One register less than was asked for, in a frame that is right in itself. */
  private static byte[] shortened(byte[] answer) {
    if (answer.length < 5) {
      return answer;
    }
    byte[] less = Arrays.copyOf(answer, answer.length - 2);
    less[2] = (byte) (less.length - 3);
    return less;
  }

  private byte[] honest(byte[] body) {
    int function = body[1];
    int at = word(body, 2);
    int count = word(body, 4);
    return switch (function) {
      case 1 -> bits(body, Table.COIL, at, count);
      case 2 -> bits(body, Table.DISCRETE_INPUT, at, count);
      case 3 -> words(body, Table.HOLDING, at, count);
      case 4 -> words(body, Table.INPUT, at, count);
      case 5 -> written(body, Table.COIL, at, new int[] {count == 0 ? 0 : 1});
      case 6 -> written(body, Table.HOLDING, at, new int[] {count});
      case 15 -> {
        int[] coils = new int[count];
        for (int i = 0; i < count; i++) {
          coils[i] = body[7 + i / 8] >> (i % 8) & 1;
        }
        yield written(body, Table.COIL, at, coils);
      }
      case 16 -> {
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
          words[i] = word(body, 7 + 2 * i);
        }
        yield written(body, Table.HOLDING, at, words);
      }
      default -> refused(body, 1);
    };
  }

  private byte[] words(byte[] body, Table table, int at, int count) {
    int[] words = image.read(table, at, count);
    if (words == null) {
      return refused(body, 2);
    }
    byte[] answer = new byte[3 + 2 * count];
    answer[0] = body[0];
    answer[1] = body[1];
    answer[2] = (byte) (2 * count);
    for (int i = 0; i < count; i++) {
      put(answer, 3 + 2 * i, words[i]);
    }
    return answer;
  }

  private byte[] bits(byte[] body, Table table, int at, int count) {
    int[] bits = image.read(table, at, count);
    if (bits == null) {
      return refused(body, 2);
    }
    byte[] answer = new byte[3 + (count + 7) / 8];
    answer[0] = body[0];
    answer[1] = body[1];
    answer[2] = (byte) (answer.length - 3);
    for (int i = 0; i < count; i++) {
      answer[3 + i / 8] |= (byte) ((bits[i] & 1) << (i % 8));
    }
    return answer;
  }

  private byte[] written(byte[] body, Table table, int at, int[] words) {
    return image.write(table, at, words) ? Arrays.copyOf(body, 6) : refused(body, 2);
  }

  private static byte[] refused(byte[] body, int code) {
    return new byte[] {body[0], (byte) (body[1] | EXCEPTION), (byte) code};
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  private static void put(byte[] bytes, int at, int word) {
    bytes[at] = (byte) (word >> 8);
    bytes[at + 1] = (byte) word;
  }

  private void drop() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException alreadyGone) {
        sockets.remove(socket);
      }
    }
    sockets.clear();
  }

  /** Stops and listens again at the same place; connections are lost. Blocks for a moment. */
  public void restart() {
    close();
    IOException[] last = new IOException[1];
    boolean back =
        Trial.awaits(
            REBIND,
            () -> {
              try {
                server = listen(port);
                return true;
              } catch (IOException stillTaken) {
                last[0] = stillTaken;
                return false;
              }
            });
    if (!back) {
      throw new UncheckedIOException(last[0]);
    }
    accept(server);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    drop();
  }
}
