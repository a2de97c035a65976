package org.busbar.transport.udp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.ConnectionTally;
import org.busbar.api.transport.ConnectionThread;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.JobQueue;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One host: its thread sends and hears. Documents are asked for side by side, each known by its
 * mark, so that a silent one costs its neighbours nothing but a datagram.
 */
final class UdpConnection implements MessageConnection {
  private static final Logger LOG = LoggerFactory.getLogger(UdpConnection.class);
  private static final long STACK = 256 * 1024L;
  private static final Duration LEAST_PERIOD = Duration.ofMillis(10);
  private static final long LOOK_NANOS = 500_000_000L;
  private static final long OPEN_AGAIN_NANOS = 3_000_000_000L;

  /** What is heard before jobs and questions have their turn. */
  private static final int MOST_AT_ONCE = 64;

  /** One datagram may be lost; a device that misses so many is lost itself. */
  private static final int MISSES = 2;

  /**
   * A datagram.
   *
   * @param text what it holds
   * @param plain the same without blanks
   * @param nanos when it came
   */
  private record Came(String text, String plain, long nanos) {}

  private final UdpSettings settings;
  private final ConnectionListener listener;
  private final Clock clock;
  private final JobQueue jobs;
  private final Queue<Watch> added = new ConcurrentLinkedQueue<>();
  private final ConnectionTally tally = new ConnectionTally();
  private final ConnectionThread thread;
  private final Port port;
  private final String name;

  /** What came while a job waited for something else. From here on, the thread only. */
  private final Deque<Came> held = new ArrayDeque<>();

  private final List<Watch> watches = new ArrayList<>();

  /** When it was last sent to, or answered: the pause it needs is counted from there. */
  private long busyNanos;

  private long openAtNanos;
  private int misses;
  private boolean told;
  private boolean reached;

  UdpConnection(String name, UdpSettings settings, ConnectionListener listener, Clock clock) {
    this.name = name;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.jobs = new JobQueue(name);
    this.port = new Port(settings);
    this.openAtNanos = clock.nanos();
    this.busyNanos = clock.nanos() - settings.pause().toNanos();
    this.thread = new ConnectionThread("udp", name, STACK, this::run, LOG::error);
  }

  UdpConnection start() {
    thread.start();
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration responseTimeout() {
    return settings.timeout().plus(settings.pause());
  }

  @Override
  public ConnectionCounters counters() {
    return tally.snapshot();
  }

  @Override
  public void urgent(Runnable job) {
    jobs.add(job);
    port.wake();
  }

  @Override
  public Poll watch(Source source, Duration period, DocumentListener to) {
    if (period.compareTo(LEAST_PERIOD) < 0 || period.toDays() > 1) {
      throw new IllegalArgumentException("period " + period + " is not in 10 ms to 1 day");
    }
    source.ask().ifPresent(UdpConnection::check);
    Watch watch = new Watch(source, period.toNanos(), to, clock.nanos());
    added.add(watch);
    port.wake();
    return watch;
  }

  private static void check(Message message) {
    if (message.body().isEmpty() || !message.method().isEmpty()) {
      throw new IllegalArgumentException(
          "'" + message.to() + "' is asked for by a body, and UDP knows no method");
    }
  }

  @Override
  public void write(Message message) throws DeviceException {
    check(message);
    thread.require();
    exchange(message.body(), new Watch.Mark(message.to()));
  }

  @Override
  public Document read(Source source) throws DeviceException {
    thread.require();
    Watch.Mark mark = new Watch.Mark(source.name());
    if (source.ask().isPresent()) {
      check(source.ask().get());
      long sent = exchange(source.ask().get().body(), mark);
      return new Document(held.getLast().text(), sent, false);
    }
    await(mark);
    return new Document(held.getLast().text(), held.getLast().nanos(), false);
  }

  @Override
  public void close() {
    jobs.close();
    port.wake();
    thread.awaitEnd(() -> {});
  }

  private void run() {
    try {
      open(); // Before the first job, which may be a write.
      while (runJobs()) {
        if (!jobs.isClosed()) {
          turn();
        }
      }
    } finally {
      jobs.close();
      port.close();
    }
  }

  /** Runs the jobs that wait now; what they add has its turn after what was heard. */
  private boolean runJobs() {
    int count = jobs.size();
    for (int i = 0; i < count; i++) {
      Runnable job = jobs.poll();
      if (job != null) {
        thread.guard(job);
      }
    }
    return count > 0 || !jobs.isClosed();
  }

  private void turn() {
    for (Watch watch = added.poll(); watch != null; watch = added.poll()) {
      watches.add(watch);
    }
    watches.removeIf(Watch::isCancelled);
    if (!port.isOpen() && clock.nanos() - openAtNanos >= 0) {
      open();
    }
    boolean heard = hear();
    long wait = tick();
    port.await(heard || jobs.size() > 0 ? 0 : wait);
  }

  private void open() {
    try {
      port.open();
    } catch (IOException | RuntimeException e) {
      openAtNanos = clock.nanos() + OPEN_AGAIN_NANOS;
      lost(new NoResponse("no way to " + settings.peer() + ": " + e.getMessage()));
    }
  }

  /** Whether anything was there to be heard. */
  private boolean hear() {
    int count = 0;
    while (count < MOST_AT_ONCE) {
      Came came = held.isEmpty() ? receive().orElse(null) : held.poll();
      if (came == null) {
        break;
      }
      count++;
      deliver(came);
    }
    return count > 0;
  }

  private Optional<Came> receive() {
    try {
      Optional<String> text = port.receive();
      if (text.isEmpty()) {
        return Optional.empty();
      }
      if (text.get().isEmpty()) {
        tally.refused();
        return Optional.of(new Came("", "", clock.nanos()));
      }
      heard();
      return Optional.of(new Came(text.get(), Watch.Mark.plain(text.get()), clock.nanos()));
    } catch (IOException e) { // Nobody listens there: what was asked is answered by nobody.
      unanswered("nobody listens on " + settings.peer() + ": " + e.getMessage(), 0);
      return Optional.empty();
    }
  }

  private void deliver(Came came) {
    for (Watch watch : List.copyOf(watches)) {
      boolean wanted = !watch.isAsking() || watch.isAsked();
      if (wanted && !watch.isCancelled() && watch.isOf(came.plain())) {
        busyNanos = watch.isAsked() ? came.nanos() : busyNanos;
        long nanos = watch.came(came.nanos());
        Document document = new Document(came.text(), nanos, false);
        thread.guard(() -> watch.listener.received(watch.source, document));
      }
    }
  }

  /** Complains and asks where it is time; returns for how long nothing is to be done. */
  private long tick() {
    unanswered(settings.peer() + " did not answer", settings.timeout().toNanos());
    long now = clock.nanos();
    long next = LOOK_NANOS;
    for (Watch watch : List.copyOf(watches)) {
      if (!watch.isAsking() && now - watch.dueNanos() >= 0) {
        if (watch.takeMissed()) {
          fail(watch, new NoResponse(settings.peer() + " did not tell " + watch.source.name()));
        }
        watch.next(now);
      }
      if (watch.isAsked()) {
        next = Math.min(next, watch.askedNanos() + settings.timeout().toNanos() - now);
      }
    }
    long rest = busyNanos + settings.pause().toNanos() - now;
    boolean isWaiting = !settings.pause().isZero() && watches.stream().anyMatch(Watch::isAsked);
    Optional<Watch> due =
        (isWaiting ? Stream.<Watch>empty() : watches.stream())
            .filter(watch -> watch.isAsking() && !watch.isCancelled() && !watch.isAsked())
            .min(Comparator.comparingLong(watch -> watch.dueNanos() - now));
    if (due.isPresent()) {
      long wait = Math.max(rest, due.get().dueNanos() - now);
      if (wait > 0) {
        return Math.min(next, wait);
      }
      ask(due.get());
      return 0;
    }
    return next;
  }

  private void ask(Watch watch) {
    long now = clock.nanos();
    try {
      send(watch.source.ask().orElseThrow().body());
      watch.asked(now);
    } catch (NoResponse e) {
      watch.next(now);
      fail(watch, e);
    }
  }

  private void send(String text) throws NoResponse {
    if (!port.isOpen()) {
      throw new NoResponse("no way to " + settings.peer());
    }
    tally.requested();
    busyNanos = clock.nanos();
    try {
      port.send(text);
    } catch (IOException e) {
      NoResponse cause = new NoResponse(settings.peer() + " cannot be sent to: " + e.getMessage());
      missed(cause);
      throw cause;
    }
  }

  /** All that was asked so long ago is not answered. */
  private void unanswered(String why, long nanos) {
    for (Watch watch : List.copyOf(watches)) {
      if (watch.isAsked() && clock.nanos() - watch.askedNanos() >= nanos) {
        NoResponse cause = new NoResponse(why + " '" + watch.source.name() + "'");
        watch.missed();
        missed(cause);
        fail(watch, cause);
      }
    }
  }

  private void fail(Watch watch, DeviceException cause) {
    if (!watch.isCancelled()) {
      thread.guard(() -> watch.listener.failed(watch.source, cause));
    }
  }

  /** Sends now and waits for what is marked, which is the last that is held then. */
  private long exchange(String text, Watch.Mark mark) throws NoResponse {
    long rest = settings.pause().toNanos() - (clock.nanos() - busyNanos);
    for (long until = clock.nanos() + rest; rest > 0; rest = until - clock.nanos()) {
      LockSupport.parkNanos(rest);
    }
    for (int i = 0; i < MOST_AT_ONCE; i++) { // What is there already answers something else.
      Optional<Came> before = receive();
      if (before.isEmpty()) {
        break;
      }
      hold(before.get());
    }
    send(text);
    long sent = busyNanos;
    await(mark);
    return sent;
  }

  private void await(Watch.Mark mark) throws NoResponse {
    long until = clock.nanos() + settings.timeout().toNanos();
    for (long left = until - clock.nanos(); left > 0; left = until - clock.nanos()) {
      Optional<Came> came = receive();
      if (came.isEmpty()) {
        port.await(left);
      } else {
        hold(came.get());
        if (mark.isIn(came.get().plain())) {
          busyNanos = came.get().nanos();
          return;
        }
      }
    }
    NoResponse cause = new NoResponse(settings.peer() + " did not answer " + mark.plain());
    missed(cause);
    throw cause;
  }

  /** Keeps it for those who watch, the newest at the least. */
  private void hold(Came came) {
    held.add(came);
    if (held.size() > MOST_AT_ONCE) {
      held.poll();
    }
  }

  private void heard() {
    tally.answered();
    misses = 0;
    if (!reached) {
      reached = true;
      told = true;
      tally.reached();
      thread.guard(listener::connected);
    }
  }

  private void missed(NoResponse cause) {
    tally.timedOut();
    misses++;
    if (misses >= MISSES) {
      lost(cause);
    }
  }

  private void lost(NoResponse cause) {
    if (reached || !told) {
      reached = false;
      told = true;
      thread.guard(() -> listener.lost(cause));
    }
  }
}
