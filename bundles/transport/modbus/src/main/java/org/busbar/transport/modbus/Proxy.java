package org.busbar.transport.modbus;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets other masters read through a connection whose device bears one master only. Served from what
 * was read lately, else by the connection's own planner within a part of its time. Never writes.
 */
final class Proxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
  private static final int CLIENTS = 8;
  private static final int HEADER = 7;
  private static final int FUNCTION_REFUSED = 1;
  private static final int BUSY = 6;
  private static final int NO_PATH = 10;
  private static final int NO_ANSWER = 11;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Least time from one answer to the next of a client. */
  private static final Duration PACE = Duration.ofMillis(10);

  /** The period of a reading that is made once; like no other, so that it stays by itself. */
  private static final Duration ONCE = Duration.ofMillis(100).plusNanos(1);

  private static final ReadLimits ALONE = new ReadLimits(125, 0, Duration.ZERO);

  /** A reading that nobody here asked for: says nothing of how the unit is. */
  static final class Foreign implements ReadListener {
    private final CompletableFuture<Words> result = new CompletableFuture<>();
    private volatile long sentNanos;

    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      this.sentNanos = sentNanos;
      result.complete(words);
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {
      result.completeExceptionally(cause);
    }
  }

  /** A refusal with its exception code. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    final int code;

    Refusal(int code) {
      super("exception " + code);
      this.code = code;
    }
  }

  private final String name;
  private final Share share;
  private final RegisterConnection connection;
  private final Clock clock;
  private final Budget budget;
  private final Image image = new Image();
  private final Set<Poll> polls = ConcurrentHashMap.newKeySet();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final ReentrantLock turn = new ReentrantLock(true);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable ServerSocket server;

  Proxy(String name, Share share, RegisterConnection connection, Clock clock) {
    this.name = name;
    this.share = share;
    this.connection = connection;
    this.clock = clock;
    this.budget = new Budget(share.percent(), clock.nanos());
  }

  /** Begins to listen; a port that is taken is tried again and again. */
  void start() {
    Thread.ofVirtual().name("proxy-" + name).start(this::listen);
  }

  /** A block was read. Called by the connection's thread. */
  void answered(Registers range, Words words, long sentNanos) {
    image.put(range, words, sentNanos);
  }

  void added(Poll poll) {
    polls.add(poll);
  }

  void removed(Poll poll) {
    polls.remove(poll);
  }

  /** Where it listens; 0 while it does not. */
  int port() {
    ServerSocket open = server;
    return open == null ? 0 : open.getLocalPort();
  }

  private void listen() {
    boolean told = false;
    while (closed.getCount() > 0) {
      try (ServerSocket open = new ServerSocket()) {
        open.setReuseAddress(true);
        open.bind(share.listen(), CLIENTS);
        server = open;
        if (closed.getCount() == 0) {
          return;
        }
        LOG.info("connection '{}' may be read through {}", name, open.getLocalSocketAddress());
        told = false;
        accept(open);
      } catch (IOException e) {
        if (!told && closed.getCount() > 0) {
          told = true;
          LOG.warn("connection '{}': no reading through {}", name, share.listen(), e);
        }
        await(AGAIN);
      }
    }
  }

  private void accept(ServerSocket open) throws IOException {
    while (closed.getCount() > 0) {
      Socket client = open.accept();
      if (clients.size() >= CLIENTS) {
        client.close();
        continue;
      }
      clients.add(client);
      Thread.ofVirtual().name("proxy-" + name + "-client").start(() -> serve(client));
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      client.setSoTimeout((int) IDLE.toMillis());
      DataInputStream in = new DataInputStream(client.getInputStream());
      while (closed.getCount() > 0) {
        client.getOutputStream().write(answer(in));
        await(PACE);
      }
    } catch (EOFException | SocketTimeoutException e) {
      LOG.debug("connection '{}': a reader left", name);
    } catch (IOException e) {
      LOG.debug("connection '{}': a reader is dropped: {}", name, e.getMessage());
    } finally {
      clients.remove(client);
    }
  }

  private byte[] answer(DataInputStream in) throws IOException {
    int id = in.readUnsignedShort();
    int protocol = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    if (protocol != 0 || length < 2 || length > Request.MAX_PDU + 1) {
      throw new IOException("no Modbus: protocol " + protocol + ", length " + length);
    }
    int unit = in.readUnsignedByte();
    byte[] asked = new byte[length - 1];
    in.readFully(asked);
    ByteBuffer out = ByteBuffer.allocate(HEADER + Request.MAX_PDU).position(HEADER);
    try {
      Registers range = range(unit, asked);
      Words words = image.get(range, clock.nanos(), share.age().toNanos());
      put(out, asked[0], range, words == null ? forward(range) : words);
    } catch (Refusal e) {
      out.position(HEADER).put((byte) (asked[0] | 0x80)).put((byte) e.code);
    }
    int end = out.position();
    out.putShort(0, (short) id).putShort(2, (short) 0).putShort(4, (short) (end - HEADER + 1));
    out.put(6, (byte) unit).flip();
    byte[] bytes = new byte[end];
    out.get(bytes);
    return bytes;
  }

  private Registers range(int unit, byte[] asked) throws Refusal {
    Table table =
        switch (asked[0]) {
          case 1 -> Table.COIL;
          case 2 -> Table.DISCRETE_INPUT;
          case 3 -> Table.HOLDING;
          case 4 -> Table.INPUT;
          default -> throw new Refusal(FUNCTION_REFUSED);
        };
    Integer meant = share.units().get(unit);
    if (meant == null && !(share.units().isEmpty() && isPolled(unit))) {
      throw new Refusal(NO_PATH);
    }
    if (asked.length != 5) {
      throw new Refusal(ExceptionCode.ILLEGAL_VALUE);
    }
    ByteBuffer data = ByteBuffer.wrap(asked);
    int address = data.getShort(1) & 0xFFFF;
    int count = data.getShort(3) & 0xFFFF;
    try {
      return new Registers(meant == null ? unit : meant, table, address, count);
    } catch (IllegalArgumentException e) {
      boolean beyond = count > 0 && address + count > 65_536;
      throw new Refusal(beyond ? ExceptionCode.ILLEGAL_ADDRESS : ExceptionCode.ILLEGAL_VALUE);
    }
  }

  private boolean isPolled(int unit) {
    return polls.stream().anyMatch(poll -> poll.items().getFirst().unit() == unit);
  }

  /** Has it read by the planner, one at a time, when there is time for it. */
  private Words forward(Registers range) throws Refusal {
    long until = clock.nanos() + PATIENCE.toNanos();
    boolean mine = false;
    try {
      mine = turn.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      long missing = budget.missing(clock.nanos());
      if (!mine || clock.nanos() + missing - until > 0) {
        throw new Refusal(BUSY);
      }
      if (missing > 0) {
        await(Duration.ofNanos(missing));
      }
      return read(range);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(BUSY);
    } finally {
      if (mine) {
        turn.unlock();
      }
    }
  }

  private Words read(Registers range) throws Refusal, InterruptedException {
    Duration timeout = connection.responseTimeout();
    Foreign foreign = new Foreign();
    Connection.Poll once = connection.poll(List.of(range), ONCE, ALONE, foreign);
    try {
      Words words = foreign.result.get(timeout.plus(PATIENCE).toNanos(), TimeUnit.NANOSECONDS);
      budget.spend(clock.nanos() - foreign.sentNanos);
      return words;
    } catch (TimeoutException e) {
      throw new Refusal(BUSY);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Rejected refused) {
        budget.spend(timeout.toNanos() / 10);
        throw new Refusal(refused.code());
      }
      budget.spend(timeout.toNanos());
      throw new Refusal(NO_ANSWER);
    } finally {
      once.cancel();
    }
  }

  private static void put(ByteBuffer out, byte function, Registers range, Words words) {
    out.put(function);
    if (range.table() == Table.COIL || range.table() == Table.DISCRETE_INPUT) {
      Request.putBits(out, words);
    } else {
      Request.putWords(out, words);
    }
  }

  private void await(Duration time) {
    try {
      if (closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.debug("connection '{}': no more reading through it", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      ServerSocket open = server;
      if (open != null) {
        open.close();
      }
      for (Socket client : clients) {
        client.close();
      }
    } catch (IOException e) {
      LOG.debug("connection '{}': a reader could not be closed", name, e);
    }
  }
}
