package org.busbar.testkit.conformance.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.transport.Message;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.profile.api.DocumentTwin;

/** A device that speaks in documents, over HTTP or behind a broker of its own. */
final class DocumentPeer implements Peer {
  private static final byte[] NOTHING = {};

  /** What carries the documents. */
  interface Server extends AutoCloseable {
    ConnectionConfig connection();

    /** Closes all connections. */
    void drop();

    void restart();

    @Override
    void close();
  }

  private final DocumentTwin twin;
  private final Server server;
  private final Random random = new Random(20_261_121);
  private volatile Conduct conduct = Conduct.HONEST;

  DocumentPeer(DocumentTwin twin) throws java.io.IOException {
    this.twin = twin;
    this.server = twin.kind().equals("http") ? new HttpPeer(this) : new BrokerPeer(this);
  }

  DocumentTwin twin() {
    return twin;
  }

  Conduct conduct() {
    return conduct;
  }

  /**
   * What a message is answered with.
   *
   * @return empty where it is refused
   */
  Optional<byte[]> answer(Message message) {
    boolean asks = twin.askedFor(message).isPresent();
    if (conduct == Conduct.EXCEPTION || (conduct == Conduct.REFUSES_WRITES && !asks)) {
      return Optional.empty();
    }
    return twin.take(message).map(text -> asks ? damaged(text) : bytes(text));
  }

  /** A document as it is told now. */
  byte[] damaged(String text) {
    return switch (conduct) {
      // Half a number is a number, too: of a bare value nothing is left.
      case PARTIAL -> text.startsWith("{") ? bytes(text.substring(0, text.length() / 2)) : NOTHING;
      case GARBAGE -> garbage();
      case EXCEPTION -> bytes("null");
      default -> bytes(text);
    };
  }

  private synchronized byte[] garbage() {
    byte[] bytes = new byte[1 + random.nextInt(500)];
    random.nextBytes(bytes);
    bytes[0] = (byte) 0xFF; // In no text.
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public ConnectionConfig connection() {
    return server.connection();
  }

  @Override
  public int unit() {
    return 1;
  }

  @Override
  public void conduct(Conduct next) {
    conduct = next;
    if (next == Conduct.DROP) {
      server.drop();
    }
  }

  /** A broker acknowledges whatever the device does with it. */
  @Override
  public boolean canRefuse() {
    return twin.kind().equals("http");
  }

  @Override
  public void randomize(RandomGenerator by) {
    twin.randomize(by);
  }

  @Override
  public void settle() {
    twin.settle();
  }

  @Override
  public void disguise(boolean other) {
    twin.disguise(other);
  }

  @Override
  public boolean hasIdentity() {
    return twin.hasIdentity();
  }

  @Override
  public Map<Address, Double> truth(NodeId device) {
    return twin.truth(device);
  }

  @Override
  public int writes() {
    return twin.writes();
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public void close() {
    server.close();
  }
}
