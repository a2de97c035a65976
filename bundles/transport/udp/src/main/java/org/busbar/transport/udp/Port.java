package org.busbar.transport.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The socket. It hears its peer alone: the system keeps others out, and what came before that is
 * looked at. Confined to the connection's thread, but for waking.
 */
final class Port implements AutoCloseable {
  private static final long MILLI = 1_000_000;

  private final UdpSettings settings;
  private final ByteBuffer buffer;
  private final Selector selector;
  private @Nullable DatagramChannel channel;
  private @Nullable InetSocketAddress peer;

  Port(UdpSettings settings) {
    this.settings = settings;
    this.buffer = ByteBuffer.allocate(settings.maxDatagram() + 1);
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isOpen() {
    return channel != null;
  }

  /** Opens it anew; blocks for the name of the peer. */
  void open() throws IOException {
    shut();
    InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
    if (address.isUnresolved()) {
      throw new IOException("name " + settings.host() + " is not known");
    }
    DatagramChannel opened = DatagramChannel.open();
    try {
      opened.setOption(StandardSocketOptions.SO_REUSEADDR, settings.localPort() > 0);
      opened.bind(new InetSocketAddress(settings.localPort()));
      opened.connect(address);
      opened.configureBlocking(false);
      opened.register(selector, SelectionKey.OP_READ);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    channel = opened;
    peer = address;
  }

  void send(String text) throws IOException {
    DatagramChannel open = channel;
    if (open == null) {
      throw new IOException("not open");
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    if (open.write(bytes) == 0 && bytes.hasRemaining()) {
      throw new IOException("the system takes no more to send");
    }
  }

  /**
   * The next that waits: its text, or an empty one where it is no text, too long or of somebody
   * else. Empty where nothing waits.
   */
  Optional<String> receive() throws IOException {
    DatagramChannel open = channel;
    if (open == null) {
      return Optional.empty();
    }
    buffer.clear();
    var from = open.receive(buffer);
    if (from == null) {
      return Optional.empty();
    }
    buffer.flip();
    if (!from.equals(peer) || buffer.remaining() > settings.maxDatagram()) {
      return Optional.of("");
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
    } catch (CharacterCodingException e) {
      return Optional.of("");
    }
  }

  /** Waits until something came, somebody wakes, or so long. */
  void await(long nanos) {
    try {
      if (nanos > 0) {
        selector.select(Math.max(1, nanos / MILLI));
      } else {
        selector.selectNow();
      }
      selector.selectedKeys().clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the wait that goes on, or the next one. Any thread. */
  void wake() {
    selector.wakeup();
  }

  void shut() {
    DatagramChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
        selector.selectNow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    shut();
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
