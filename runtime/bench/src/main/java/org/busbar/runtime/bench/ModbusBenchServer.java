package org.busbar.runtime.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * A lean Modbus TCP server in a process of its own: {@code PORT LATENCY_MS}. One thread, any number
 * of connections, each of which answers one request after the other. Function 6 to unit 255 kills
 * (value 1) or revives (0) the unit whose id is the address.
 */
final class ModbusBenchServer {
  private static final class Peer {
    final SocketChannel channel;
    final ByteBuffer in = ByteBuffer.allocateDirect(4096);
    final ByteBuffer out = ByteBuffer.allocateDirect(4096);
    boolean waiting;

    Peer(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private record Due(Peer peer, long at) {}

  private final BitSet dead = new BitSet();
  private final Deque<Due> due = new ArrayDeque<>();
  private final long latency;

  private ModbusBenchServer(long latency) {
    this.latency = latency;
  }

  public static void main(String[] args) throws IOException {
    new ModbusBenchServer(Long.parseLong(args[1]) * 1_000_000).serve(Integer.parseInt(args[0]));
  }

  private void serve(int port) throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    System.out.println("ready");
    while (true) {
      Due next = due.peek();
      if (next == null) {
        selector.select(1000);
      } else {
        long wait = next.at() - System.nanoTime();
        if (wait > 1_000_000) {
          selector.select(wait / 1_000_000);
        } else {
          LockSupport.parkNanos(wait); // A select would round up to a whole millisecond.
          selector.selectNow();
        }
      }
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isAcceptable()) {
          accept(server, selector);
        } else {
          read(key);
        }
      }
      selector.selectedKeys().clear();
      answerDue();
    }
  }

  private static void accept(ServerSocketChannel server, Selector selector) throws IOException {
    SocketChannel channel = server.accept();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.register(selector, SelectionKey.OP_READ, new Peer(channel));
  }

  private void read(SelectionKey key) {
    Peer peer = (Peer) key.attachment();
    try {
      if (peer.channel.read(peer.in) < 0) {
        peer.channel.close();
        return;
      }
      take(peer);
    } catch (IOException e) {
      key.cancel();
    }
  }

  /** Takes the next request of a connection if all of it is there and none is being answered. */
  private void take(Peer peer) throws IOException {
    while (!peer.waiting && peer.in.position() >= 12) {
      int length = 6 + peer.in.getShort(4);
      if (peer.in.position() < length) {
        return;
      }
      boolean answered = compose(peer);
      peer.in.flip().position(length);
      peer.in.compact();
      if (answered && latency > 0) {
        peer.waiting = true;
        due.add(new Due(peer, System.nanoTime() + latency));
      } else if (answered) {
        peer.channel.write(peer.out);
      }
    }
  }

  private boolean compose(Peer peer) {
    ByteBuffer in = peer.in;
    int unit = in.get(6) & 0xFF;
    int function = in.get(7);
    int address = in.getShort(8) & 0xFFFF;
    int count = in.getShort(10) & 0xFFFF;
    if (unit == 255 && function == 6) {
      dead.set(address, count == 1);
    }
    if (dead.get(unit)) {
      return false;
    }
    ByteBuffer out = peer.out.clear().putShort(in.getShort(0)).putShort((short) 0);
    if (function == 6) {
      out.putShort((short) 6).put((byte) unit).put((byte) 6);
      out.putShort((short) address).putShort((short) count);
    } else {
      out.putShort((short) (3 + 2 * count)).put((byte) unit).put((byte) function);
      out.put((byte) (2 * count));
      for (int i = 0; i < count; i++) {
        out.putShort((short) (address + i));
      }
    }
    out.flip();
    return true;
  }

  private void answerDue() throws IOException {
    long now = System.nanoTime();
    while (!due.isEmpty() && due.peek().at() - now <= 0) {
      Peer peer = due.poll().peer();
      peer.waiting = false;
      if (peer.channel.isOpen()) {
        peer.channel.write(peer.out);
        take(peer);
      }
    }
  }
}
