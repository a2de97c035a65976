package org.busbar.transport.http;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A web server within TLS behind a wire that damages what it says, where it is told to. */
final class TlsHost implements AutoCloseable {
  private static final char[] PASSWORD = "password".toCharArray();

  private final HttpsServer server;
  private final ServerSocket front;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final SplittableRandom random;
  private volatile boolean damaging;

  TlsHost(Path store, long seed) throws Exception {
    random = new SplittableRandom(seed);
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.setExecutor(workers);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().add("Connection", "close");
            Host.say(exchange, 200, "{\"w\": 5}");
          }
        });
    server.start();
    front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    workers.execute(this::accept);
  }

  /** A store with a key for localhost, and its certificate beside it as {@code ca.pem}. */
  static Path makeStore(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Path log = folder.resolve("keytool.log");
    String[] common = {
      keytool.toString(), "-keystore", store.toString(), "-storepass", "password", "-alias", "a"
    };
    run(
        log,
        common,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1",
        "-validity",
        "2");
    run(log, common, "-exportcert", "-rfc", "-file", folder.resolve("ca.pem").toString());
    return store;
  }

  private static void run(Path log, String[] common, String... more) throws Exception {
    java.util.List<String> all = new java.util.ArrayList<>(java.util.List.of(common));
    all.addAll(1, java.util.List.of(more));
    Process process =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(log));
    }
  }

  String url() {
    return "https://localhost:" + front.getLocalPort();
  }

  void damage(boolean on) {
    damaging = on;
  }

  private void accept() {
    while (!front.isClosed()) {
      try {
        Socket client = front.accept();
        SplittableRandom own = random.split();
        workers.execute(() -> carry(client, own));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void carry(Socket client, SplittableRandom own) {
    try (client;
        Socket inner =
            new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      workers.execute(() -> pass(client, inner));
      back(inner.getInputStream(), client.getOutputStream(), own);
    } catch (IOException gone) {
      return; // One end has hung up.
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      return; // One end has hung up.
    }
  }

  private void back(InputStream in, OutputStream out, SplittableRandom own) throws IOException {
    int manner = damaging ? own.nextInt(4) : 3;
    int left = own.nextInt(1_200);
    byte[] part = new byte[2_000];
    for (int count = in.read(part); count > 0; count = in.read(part)) {
      switch (manner) {
        case 0 -> { // Closed in the middle.
          out.write(part, 0, Math.min(count, left));
          left -= count;
          if (left <= 0) {
            return;
          }
        }
        case 1 -> { // Something is changed in most parts.
          part[own.nextInt(count)] ^= (byte) (1 << own.nextInt(8));
          out.write(part, 0, count);
        }
        case 2 -> { // Noise that looks like a record of a handshake.
          own.nextBytes(part);
          part[0] = 22;
          part[1] = 3;
          part[2] = 3;
          out.write(part, 0, 1 + own.nextInt(part.length - 1));
        }
        default -> out.write(part, 0, count);
      }
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
    server.stop(0);
    workers.shutdownNow();
  }
}
