package org.busbar.testkit.conformance.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.transport.Message;

/** A web server on a port of its own. */
final class HttpPeer implements DocumentPeer.Server {
  private static final int FAILED = 500;

  private final DocumentPeer peer;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final int port;
  private volatile HttpServer server;

  HttpPeer(DocumentPeer peer) throws IOException {
    this.peer = peer;
    this.server = listen(0);
    this.port = server.getAddress().getPort();
  }

  private HttpServer listen(int at) throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
    made.setExecutor(workers);
    made.createContext("/", this::answer);
    made.start();
    return made;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Message message =
          new Message(exchange.getRequestURI().toString(), exchange.getRequestMethod(), body);
      Peer.Conduct conduct = peer.conduct();
      if (conduct == Peer.Conduct.SILENT) {
        Trial.awaits(Trial.PATIENCE, () -> peer.conduct() != Peer.Conduct.SILENT);
        return;
      }
      if (conduct == Peer.Conduct.DROP) {
        return;
      }
      Optional<byte[]> text = peer.answer(message);
      exchange.sendResponseHeaders(
          text.isPresent() ? 200 : FAILED,
          text.isEmpty() || text.get().length == 0 ? -1 : text.get().length);
      if (text.isPresent()) {
        exchange.getResponseBody().write(text.get());
      }
    }
  }

  @Override
  public ConnectionConfig connection() {
    Map<String, String> settings = Map.of("url", "http://127.0.0.1:" + port, "timeout", "800 ms");
    return new ConnectionConfig("peer", "http", settings, "conformance");
  }

  /** What is asked next finds nobody, once. */
  @Override
  public void drop() {
    restart();
  }

  @Override
  public void restart() {
    server.stop(0);
    server = Rebinding.to(port, this::listen);
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
