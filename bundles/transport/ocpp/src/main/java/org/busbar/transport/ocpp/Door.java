package org.busbar.transport.ocpp;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where stations come in. Runs on threads of its own; tells all to one guest book, which queues.
 */
final class Door extends WebSocketServer {
  /** Who is told. Any thread. */
  interface GuestBook {
    /** Whether somebody waits for this station. */
    boolean isExpected(String station);

    void came(String station, WebSocket socket, String protocol);

    void said(String station, WebSocket socket, String text);

    void went(String station, WebSocket socket, String why);

    /** Whether it listens; {@code why} is empty then. */
    void listening(boolean isListening, String why);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  /** Longest message; the longest of the editions' own are some ten thousand characters. */
  private static final int LONGEST = 128 * 1024;

  /** A station that answers no ping for one and a half of it is gone. */
  private static final int PING_SECONDS = 3;

  private static final List<IProtocol> PROTOCOLS =
      List.of(new Protocol("ocpp2.0.1"), new Protocol("ocpp1.6"));

  private final OcppSettings settings;
  private final GuestBook book;

  Door(OcppSettings settings, GuestBook book) {
    super(settings.address(), 1, List.of(new Draft_6455(List.of(), PROTOCOLS, LONGEST)));
    this.settings = settings;
    this.book = book;
    setReuseAddr(true);
    setTcpNoDelay(true);
    setDaemon(true);
    setConnectionLostTimeout(PING_SECONDS);
    settings.keyStore().ifPresent(this::encrypt);
  }

  private void encrypt(Path store) {
    char[] password = settings.keyStorePassword().toCharArray();
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password);
      var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), null, null);
      setWebSocketFactory(new DefaultSSLWebSocketServerFactory(context));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "key-store '" + store + "' cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public ServerHandshakeBuilder onWebsocketHandshakeReceivedAsServer(
      WebSocket socket, Draft draft, ClientHandshake request) throws InvalidDataException {
    ServerHandshakeBuilder answer =
        super.onWebsocketHandshakeReceivedAsServer(socket, draft, request);
    String station = station(request.getResourceDescriptor());
    if (!book.isExpected(station)) {
      LOG.warn("station '{}' called on {}; no device names it", printable(station), getAddress());
      throw new InvalidDataException(CloseFrame.POLICY_VALIDATION, "unknown station");
    }
    if (!isWhoItSays(station, request.getFieldValue("Authorization"))) {
      LOG.warn("station '{}' called on {} with a wrong password", station, getAddress());
      throw new InvalidDataException(CloseFrame.POLICY_VALIDATION, "wrong password");
    }
    if (protocol(draft).isEmpty()) {
      LOG.warn("station '{}' speaks neither ocpp1.6 nor ocpp2.0.1", station);
      throw new InvalidDataException(CloseFrame.PROTOCOL_ERROR, "ocpp1.6 or ocpp2.0.1 only");
    }
    return answer;
  }

  private boolean isWhoItSays(String station, String header) {
    if (!settings.isAsking()) {
      return true;
    }
    Optional<String> password = settings.password(station);
    if (password.isEmpty()) {
      LOG.warn("station '{}' has no password in secrets/ocpp-{}", station, station);
      return false;
    }
    String told = header.startsWith("Basic ") ? decoded(header.substring(6).strip()) : "";
    return MessageDigest.isEqual(bytes(station + ":" + password.get()), bytes(told));
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The last part of the path (OCPP-J 1.6, section 3.1.1). */
  private static String station(String path) {
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    String last = plain.substring(plain.lastIndexOf('/') + 1);
    try {
      return URLDecoder.decode(last, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String printable(String text) {
    String plain = text.replaceAll("[^\\p{Graph} ]", "?");
    return plain.length() > 64 ? plain.substring(0, 64) : plain;
  }

  private static String protocol(Draft draft) {
    IProtocol agreed = draft instanceof Draft_6455 known ? known.getProtocol() : null;
    return agreed == null ? "" : agreed.getProvidedProtocol();
  }

  @Override
  public void onOpen(WebSocket socket, ClientHandshake request) {
    String station = station(request.getResourceDescriptor());
    socket.setAttachment(station);
    book.came(station, socket, socket.getProtocol().getProvidedProtocol());
  }

  @Override
  public void onMessage(WebSocket socket, String text) {
    book.said(socket.getAttachment(), socket, text);
  }

  @Override
  public void onClose(WebSocket socket, int code, String reason, boolean remote) {
    String station = socket.getAttachment();
    if (station != null) {
      book.went(station, socket, "code " + code + (reason.isEmpty() ? "" : " " + reason));
    }
  }

  @Override
  public void onError(WebSocket socket, Exception e) {
    if (socket == null) {
      book.listening(false, String.valueOf(e.getMessage()));
    } else {
      LOG.debug("station '{}'", socket.<String>getAttachment(), e);
    }
  }

  @Override
  public void onStart() {
    book.listening(true, "");
  }
}
