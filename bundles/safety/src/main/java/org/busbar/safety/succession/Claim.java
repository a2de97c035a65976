package org.busbar.safety.succession;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.busbar.api.plugin.Containment;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.StationConnection;

/**
 * What one session holds on a connection: reading, and as long as it is granted, writing. What it
 * tries beyond that does not happen and is counted, whatever thread it comes on. Thread-safe.
 */
public final class Claim {
  /** How far a claim goes. */
  private enum Right {
    NONE,
    READ,
    WRITE
  }

  private static final Containment.Span UNCOUNTED = () -> {};

  private final Connection wire;
  private final Connection view;
  private final Clock clock;
  private final Set<Connection.Poll> polls = ConcurrentHashMap.newKeySet();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong tried = new AtomicLong();
  private volatile Right right;
  private volatile String fault = "";
  private volatile long slowestNanos;
  private volatile boolean heldBack;
  private volatile Supplier<Containment.Span> spans = () -> UNCOUNTED;

  /** Time of the callback under way that was spent waiting for the wire; connection's thread. */
  private long waitedNanos;

  private Claim(Connection wire, Clock clock, Right right, boolean bare) {
    this.wire = wire;
    this.clock = clock;
    this.right = right;
    this.view = bare ? wire : view(wire);
  }

  private Connection view(Connection of) {
    return switch (of) {
      case RegisterConnection registers -> new RegisterView(this, registers);
      case MessageConnection messages -> new MessageView(this, messages);
      case StationConnection stations -> new StationView(this, stations);
      default -> new PlainView<>(this, of);
    };
  }

  /** One that writes. */
  public static Claim writing(Connection wire, Clock clock) {
    return new Claim(wire, clock, Right.WRITE, false);
  }

  /** One that only reads, until writing is granted. */
  public static Claim reading(Connection wire, Clock clock) {
    return new Claim(wire, clock, Right.READ, false);
  }

  /** One of the platform's own on the connection itself. */
  public static Claim bare(Connection wire, Clock clock) {
    return new Claim(wire, clock, Right.WRITE, true);
  }

  /**
   * Has callbacks counted as code of whoever the spans are for.
   *
   * @param view a connection as a session sees it; nothing happens where it is no claim's
   */
  public static void count(Connection view, Supplier<Containment.Span> spans) {
    if (view instanceof PlainView<?> plain) {
      plain.claim.spans = spans;
    }
  }

  /** The connection itself: not for drivers. */
  public Connection wire() {
    return wire;
  }

  /** The connection as the session sees it. */
  public Connection view() {
    return view;
  }

  /** Grants writing; what waited for it begins. On the connection's thread. */
  public void grant() {
    if (right == Right.READ) {
      right = Right.WRITE;
      if (view instanceof MessageView messages) {
        messages.begin();
      }
    }
  }

  /** Takes writing back. */
  public void withhold() {
    if (right == Right.WRITE) {
      right = Right.READ;
    }
  }

  /** Ends it: nothing is read or written any more, nobody is called back. */
  public void end() {
    right = Right.NONE;
    polls.forEach(Connection.Poll::cancel);
    polls.clear();
  }

  /** Callbacks that came too late. */
  public long dropped() {
    return dropped.get();
  }

  /** Writes that were tried without the right to. */
  public long tried() {
    return tried.get();
  }

  /** What a callback threw; empty where none did. */
  public String fault() {
    return fault;
  }

  /** For how long a callback held the connection's thread up at most, in ns. */
  public long slowestNanos() {
    return slowestNanos;
  }

  /** Whether it reads less than it wants until writing is granted, because it asks by sending. */
  public boolean isHeldBack() {
    return heldBack;
  }

  /** Whether it may write. */
  public boolean isGranted() {
    return mayWrite();
  }

  boolean mayWrite() {
    return right == Right.WRITE;
  }

  void holdBack() {
    heldBack = true;
  }

  Connection.Poll kept(Connection.Poll poll) {
    polls.add(poll);
    if (right == Right.NONE) {
      poll.cancel();
    }
    return () -> {
      polls.remove(poll);
      poll.cancel();
    };
  }

  /** What waits for the wire. */
  interface Exchange<T> {
    T run() throws DeviceException;
  }

  /** Waits for the wire, which is no fault of the session. */
  <T> T waiting(Exchange<T> exchange) throws DeviceException {
    long begun = clock.nanos();
    try {
      return exchange.run();
    } finally {
      waitedNanos += clock.nanos() - begun;
    }
  }

  /** Refuses a write where there is no right to it. */
  void writes() throws DeviceException {
    if (!mayWrite()) {
      tried.incrementAndGet();
      throw new DeviceException.NoResponse("not sent: this session may only read");
    }
  }

  /** Calls the session back. On the connection's thread. */
  void call(Runnable callback) {
    if (right == Right.NONE) {
      dropped.incrementAndGet();
      return;
    }
    long begun = clock.nanos();
    waitedNanos = 0;
    try (Containment.Span _ = spans.get()) {
      callback.run();
    } catch (RuntimeException | Error e) {
      fault = String.valueOf(e);
      throw e;
    } finally {
      long took = clock.nanos() - begun - waitedNanos;
      if (took > slowestNanos) {
        slowestNanos = took;
      }
    }
  }
}
