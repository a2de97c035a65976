package org.busbar.transport.modbus;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.transport.modbus.Remote.Security;
import org.jspecify.annotations.Nullable;

/**
 * Frames on a socket that never blocks, in the clear or within TLS. The deadline of an exchange
 * covers all of it, so a peer that drips bytes cannot hold the thread.
 */
final class TcpWire implements Wire {
  private final Remote.Host host;
  private final Clock clock;
  private final Selector selector;
  private final Framing frames;
  private final Names names;
  private @Nullable SocketChannel channel;
  private @Nullable TlsChannel tls;
  private @Nullable SelectionKey key;
  private boolean up;
  private long sent;

  TcpWire(Remote.Host host, Framing frames, Clock clock) throws IOException {
    this.host = host;
    this.clock = clock;
    this.selector = Selector.open();
    this.names = new Names(host.host(), selector::wakeup);
    this.frames = frames;
  }

  @Override
  public void dial() throws IOException {
    drop();
    names.resolve();
    reached();
  }

  @Override
  public boolean reached() throws IOException {
    if (up) {
      return true;
    }
    SocketChannel open = channel;
    if (open == null) {
      InetAddress address = names.resolved();
      return address != null && connect(address);
    }
    if (open.isConnected() || open.finishConnect()) {
      established(open);
    }
    return up;
  }

  private boolean connect(InetAddress address) throws IOException {
    SocketChannel open = SocketChannel.open();
    channel = open;
    open.configureBlocking(false);
    open.setOption(StandardSocketOptions.TCP_NODELAY, true);
    open.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    key = open.register(selector, SelectionKey.OP_CONNECT);
    if (open.connect(new InetSocketAddress(address, host.port()))) {
      established(open);
    }
    return up;
  }

  private void established(SocketChannel open) throws IOException {
    SelectionKey ready = open.keyFor(selector);
    key = ready;
    Security security = host.security().orElse(null);
    if (security != null) {
      TlsChannel secured = tls == null ? Tls.over(open, host.port(), security) : tls;
      tls = secured;
      boolean done = secured.handshake();
      ready.interestOps(SelectionKey.OP_READ | (secured.isSending() ? SelectionKey.OP_WRITE : 0));
      if (!done) {
        return;
      }
    }
    ready.interestOps(SelectionKey.OP_READ);
    frames.reset();
    up = true;
  }

  private ByteChannel stream() throws IOException {
    SocketChannel open = channel;
    if (open == null || !up) {
      throw new IOException("not connected");
    }
    return tls == null ? open : tls;
  }

  @Override
  public void drop() {
    up = false;
    SocketChannel open = channel;
    TlsChannel secured = tls;
    channel = null;
    tls = null;
    key = null;
    if (open != null) {
      try {
        if (secured != null) {
          secured.close();
        }
        open.close();
        selector.selectNow();
      } catch (IOException | ClosedSelectorException e) {
        frames.reset(); // Closing failed: nothing is left that could be lost.
      }
    }
  }

  @Override
  public boolean isUp() {
    return up;
  }

  @Override
  public long sentNanos() {
    return sent;
  }

  @Override
  public @Nullable ByteBuffer exchange(Request request, long waitNanos)
      throws IOException, Malformed {
    try {
      takeUnasked();
      sent = clock.nanos();
      long deadline = sent + waitNanos;
      if (!send(request, deadline)) {
        throw new IOException("peer takes no more requests");
      }
      ByteBuffer answer = null;
      while (answer == null && waitFor(SelectionKey.OP_READ, deadline)) {
        fill();
        answer = frames.answer(request, clock.nanos());
        if (frames.isToBeAskedAgain()) {
          sent = clock.nanos();
          send(request, deadline);
        }
      }
      if (answer == null) {
        frames.giveUp(request, sent);
      }
      return answer;
    } catch (Malformed e) {
      if (!frames.isInStep()) {
        drop();
      }
      throw e;
    } catch (IOException e) {
      drop();
      throw e;
    } catch (ClosedSelectorException e) {
      throw new IOException("closed", e);
    }
  }

  private boolean send(Request request, long deadline) throws IOException {
    ByteBuffer out = frames.request(request);
    ByteChannel open = stream();
    open.write(out);
    while (out.hasRemaining() || (tls != null && tls.isSending())) {
      if (!waitFor(SelectionKey.OP_WRITE, deadline)) {
        return false;
      }
      open.write(out);
    }
    return true;
  }

  /** Takes late answers; anything else that nobody asked for ends the connection. */
  private void takeUnasked() throws IOException {
    fill();
    try {
      frames.drain(clock.nanos());
    } catch (Malformed e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void fill() throws IOException {
    if (frames.fill(stream()) < 0) {
      throw new EOFException("peer closed the connection");
    }
  }

  private boolean waitFor(int operation, long deadline) throws IOException {
    SelectionKey ready = key;
    if (ready == null) {
      throw new IOException("not connected");
    }
    if (operation == SelectionKey.OP_READ && tls != null && tls.hasMore()) {
      return true; // Bounded: what is there already, and frames tell where nothing of it fits.
    }
    if (ready.interestOps() != operation) {
      ready.interestOps(operation);
    }
    while (true) {
      long left = deadline - clock.nanos();
      if (left <= 0) {
        // What came while this process itself was held up has come in time.
        selector.selectedKeys().clear();
        boolean there = selector.selectNow() > 0;
        ready.interestOps(SelectionKey.OP_READ);
        return there;
      }
      selector.selectedKeys().clear();
      if (selector.select((left + 999_999) / 1_000_000) > 0) {
        if (operation != SelectionKey.OP_READ) {
          ready.interestOps(SelectionKey.OP_READ);
        }
        return true;
      }
    }
  }

  @Override
  public void idle(long nanos) throws IOException {
    if (nanos <= 0) {
      return;
    }
    try {
      selector.selectedKeys().clear();
      if (selector.select((nanos + 999_999) / 1_000_000) > 0 && up) {
        takeUnasked();
      }
    } catch (IOException e) {
      drop();
      throw e;
    } catch (ClosedSelectorException e) {
      throw new IOException("closed", e);
    }
  }

  @Override
  public void wake() {
    selector.wakeup();
  }

  @Override
  public void close() {
    try {
      selector.close();
      SocketChannel open = channel;
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      up = false; // Closing failed: there is nothing more to close.
    }
  }
}
