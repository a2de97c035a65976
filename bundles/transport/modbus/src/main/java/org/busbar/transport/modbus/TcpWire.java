package org.busbar.transport.modbus;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException.Malformed;
import org.jspecify.annotations.Nullable;

/**
 * Modbus TCP frames on a socket. The deadline of an exchange covers all of it, so a peer that drips
 * bytes cannot hold the thread. Each request has a transaction id of its own: an answer that comes
 * after its time-out is recognised and never taken for another's.
 */
final class TcpWire implements Wire {
  private static final int HEADER = 7;

  /** How many ids back an answer is still taken for a late one. */
  private static final int REMEMBERED = 256;

  private final Settings settings;
  private final Clock clock;
  private final LateAnswers lateAnswers;
  private final Selector selector;
  private final ByteBuffer out = ByteBuffer.allocateDirect(HEADER + Request.MAX_PDU);
  private final ByteBuffer in = ByteBuffer.allocateDirect(2048).flip();
  private final long[] expiredSent = new long[REMEMBERED];
  private final int[] expiredUnit = new int[REMEMBERED];
  private final Names names;
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private boolean up;
  private int transaction;
  private long sent;

  TcpWire(Settings settings, Clock clock, LateAnswers lateAnswers) throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.lateAnswers = lateAnswers;
    this.selector = Selector.open();
    this.names = new Names(settings.host(), selector::wakeup);
    this.transaction = (int) clock.nanos() & 0xFFFF;
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
    if (open.finishConnect()) {
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
    if (open.connect(new InetSocketAddress(address, settings.port()))) {
      established(open);
    }
    return up;
  }

  private void established(SocketChannel open) {
    key = open.keyFor(selector).interestOps(SelectionKey.OP_READ);
    in.clear().flip();
    Arrays.fill(expiredUnit, -1);
    up = true;
  }

  @Override
  public void drop() {
    up = false;
    SocketChannel open = channel;
    channel = null;
    key = null;
    if (open != null) {
      try {
        open.close();
        selector.selectNow();
      } catch (IOException | ClosedSelectorException e) {
        in.clear().flip(); // Nothing is left to be lost with it.
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
      drain();
      boolean begun = in.hasRemaining();
      transaction = (transaction + 1) & 0xFFFF;
      sent = clock.nanos();
      long deadline = sent + waitNanos;
      if (!send(request, deadline)) {
        throw new IOException("peer takes no more requests");
      }
      ByteBuffer answer = await(request.unit(), begun, deadline);
      if (answer == null) {
        expiredSent[transaction % REMEMBERED] = sent;
        expiredUnit[transaction % REMEMBERED] = request.unit();
      }
      return answer;
    } catch (IOException e) {
      drop();
      throw e;
    } catch (ClosedSelectorException e) {
      throw new IOException("closed", e);
    }
  }

  private boolean send(Request request, long deadline) throws IOException {
    out.clear().position(HEADER);
    request.encode(out);
    int end = out.position();
    out.putShort(0, (short) transaction)
        .putShort(2, (short) 0)
        .putShort(4, (short) (end - HEADER + 1))
        .put(6, (byte) request.unit())
        .flip();
    SocketChannel open = open();
    open.write(out);
    while (out.hasRemaining()) {
      if (!waitFor(SelectionKey.OP_WRITE, deadline)) {
        return false;
      }
      open.write(out);
    }
    return true;
  }

  /** Takes frames until the one that answers the request in flight is there. */
  private @Nullable ByteBuffer await(int unit, boolean begunBefore, long deadline)
      throws IOException, Malformed {
    boolean begun = begunBefore;
    while (true) {
      int length = frame(begun ? -1 : transaction);
      if (length > 0) {
        begun = false;
        int id = in.getShort(in.position()) & 0xFFFF;
        int from = in.get(in.position() + 6) & 0xFF;
        ByteBuffer pdu = in.slice(in.position() + HEADER, length - HEADER);
        in.position(in.position() + length);
        if (id == transaction) {
          if (from != unit) {
            throw new Malformed("answer is of unit " + from + " instead of " + unit);
          }
          return pdu;
        }
        late(id, from);
      } else {
        if (!waitFor(SelectionKey.OP_READ, deadline)) {
          return null;
        }
        fill();
      }
    }
  }

  /** Takes what arrived unasked: late answers; nothing else has a right to be there. */
  private void drain() throws IOException, Malformed {
    fill();
    for (int length = frame(-1); length > 0; length = frame(-1)) {
      late(in.getShort(in.position()) & 0xFFFF, in.get(in.position() + 6) & 0xFF);
      in.position(in.position() + length);
    }
  }

  /**
   * Length of the whole frame at the buffer's position, 0 while it is not all there.
   *
   * @param expected id in flight that may be answered, -1 for none
   */
  private int frame(int expected) throws Malformed {
    int at = in.position();
    if (in.remaining() < HEADER) {
      return 0;
    }
    int id = in.getShort(at) & 0xFFFF;
    int length = in.getShort(at + 4) & 0xFFFF;
    String wrong = null;
    if (in.getShort(at + 2) != 0) {
      wrong = "protocol id is " + (in.getShort(at + 2) & 0xFFFF) + " instead of 0";
    } else if (length < 2 || length > Request.MAX_PDU + 1) {
      wrong = "length field is " + length;
    } else if (id != expected && !isLate(id)) {
      wrong = "transaction id " + id + " was not asked for";
    }
    if (wrong != null) {
      drop();
      throw new Malformed(wrong);
    }
    return in.remaining() < 6 + length ? 0 : 6 + length;
  }

  private boolean isLate(int id) {
    return expiredUnit[id % REMEMBERED] >= 0 && ((transaction - id) & 0xFFFF) < REMEMBERED;
  }

  private void late(int id, int unit) {
    int slot = id % REMEMBERED;
    if (expiredUnit[slot] == unit) {
      lateAnswers.late(unit, clock.nanos() - expiredSent[slot]);
    }
    expiredUnit[slot] = -1;
  }

  private void fill() throws IOException {
    in.compact();
    try {
      if (open().read(in) < 0) {
        throw new EOFException("peer closed the connection");
      }
    } finally {
      in.flip();
    }
  }

  private boolean waitFor(int operation, long deadline) throws IOException {
    SelectionKey ready = key;
    if (ready == null) {
      throw new IOException("not connected");
    }
    if (ready.interestOps() != operation) {
      ready.interestOps(operation);
    }
    while (true) {
      long left = deadline - clock.nanos();
      if (left <= 0) {
        ready.interestOps(SelectionKey.OP_READ);
        return false;
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

  private SocketChannel open() throws IOException {
    SocketChannel open = channel;
    if (open == null || !up) {
      throw new IOException("not connected");
    }
    return open;
  }

  @Override
  public void idle(long nanos) throws IOException {
    if (nanos <= 0) {
      return;
    }
    try {
      selector.selectedKeys().clear();
      if (selector.select((nanos + 999_999) / 1_000_000) > 0 && up) {
        drain();
      }
    } catch (Malformed e) {
      drop();
      throw new IOException(e.getMessage(), e);
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
