package org.busbar.transport.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

/** One host: its thread asks for one document at a time, urgent jobs first. */
final class HttpConnection implements MessageConnection {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
  private static final long STACK = 256 * 1024L;
  private static final Duration LEAST_PERIOD = Duration.ofMillis(10);
  private static final long FAR_NANOS = 1_000_000_000L;

  /** Part of the time-out that a silent document gets while its neighbours answer. */
  private static final int SILENT_SHARE = 4;

  private final String name;
  private final HttpSettings settings;
  private final Exchange exchange;
  private final ConnectionListener listener;
  private final Clock clock;
  private final JobQueue urgent;
  private final List<Watch> watches = new ArrayList<>(); // guarded by itself
  private final ConnectionTally tally = new ConnectionTally();
  private final ConnectionThread thread;
  private boolean told;
  private boolean reached;

  HttpConnection(
      String name,
      HttpSettings settings,
      Exchange exchange,
      ConnectionListener listener,
      Clock clock) {
    this.name = name;
    this.settings = settings;
    this.exchange = exchange;
    this.listener = listener;
    this.clock = clock;
    this.urgent = new JobQueue(name);
    this.thread = new ConnectionThread("http", name, STACK, this::run, LOG::error);
  }

  HttpConnection start() {
    thread.start();
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration responseTimeout() {
    return settings.timeout();
  }

  @Override
  public ConnectionCounters counters() {
    return tally.snapshot();
  }

  @Override
  public void urgent(Runnable job) {
    urgent.add(job);
  }

  @Override
  public Poll watch(Source source, Duration period, DocumentListener to) {
    if (period.compareTo(LEAST_PERIOD) < 0 || period.toDays() > 1) {
      throw new IllegalArgumentException("period " + period + " is not in 10 ms to 1 day");
    }
    Message ask = asking(source);
    exchange.address(ask.to(), ask.method());
    Watch watch = new Watch(source, period.toNanos(), to, clock.nanos());
    synchronized (watches) {
      watches.add(watch);
    }
    urgent.wake();
    return watch;
  }

  @Override
  public void write(Message message) throws DeviceException {
    thread.require();
    askNow(message, false);
  }

  @Override
  public Document read(Source source) throws DeviceException {
    thread.require();
    long sent = clock.nanos();
    return new Document(askNow(asking(source), true), sent, false);
  }

  private String askNow(Message message, boolean reading) throws DeviceException {
    try {
      return ask(message, reading, settings.timeout().toNanos());
    } catch (NoResponse silent) {
      lost(silent);
      throw silent;
    }
  }

  private static Message asking(Source source) {
    return source.ask().orElseGet(() -> new Message(source.name(), "GET", ""));
  }

  @Override
  public void close() {
    urgent.close();
    thread.awaitEnd(exchange::close);
  }

  private void run() {
    try {
      while (runJobs()) {
        if (urgent.isClosed()) {
          continue;
        }
        Optional<Watch> next = next();
        long now = clock.nanos();
        long wait = next.map(watch -> watch.dueNanos() - now).orElse(FAR_NANOS);
        if (wait > 0) {
          urgent.await(Math.min(wait, FAR_NANOS));
        } else {
          next.ifPresent(this::turn);
        }
      }
    } finally {
      urgent.close();
      exchange.close();
    }
  }

  /** Runs the jobs that wait now; what they add has its turn after one request. */
  private boolean runJobs() {
    int count = urgent.size();
    if (count == 0) {
      return !urgent.isClosed();
    }
    for (int i = 0; i < count; i++) {
      Runnable job = urgent.poll();
      if (job != null) {
        thread.guard(job);
      }
    }
    return true;
  }

  private Optional<Watch> next() {
    synchronized (watches) {
      watches.removeIf(Watch::isCancelled);
      long now = clock.nanos();
      return watches.stream().min(Comparator.comparingLong(watch -> watch.dueNanos() - now));
    }
  }

  private boolean hasNeighbours(Watch watch) {
    synchronized (watches) {
      return watches.stream().anyMatch(other -> other != watch && !other.isSilent());
    }
  }

  private void turn(Watch watch) {
    long sent = clock.nanos();
    watch.turned(sent);
    if (!watch.mayAsk(sent)) {
      fail(watch, new NoResponse(watch.source.name() + " does not answer"));
      return;
    }
    long timeout = settings.timeout().toNanos();
    boolean hurry = watch.isSilent() && hasNeighbours(watch);
    try {
      String text = ask(asking(watch.source), true, hurry ? timeout / SILENT_SHARE : timeout);
      watch.answered(clock.nanos());
      if (!watch.isCancelled()) {
        thread.guard(() -> watch.listener.received(watch.source, new Document(text, sent, false)));
      }
    } catch (NoResponse silent) {
      watch.silent(clock.nanos());
      lost(silent);
      fail(watch, silent);
    } catch (DeviceException wrong) {
      watch.answered(clock.nanos());
      fail(watch, wrong);
    }
  }

  private void fail(Watch watch, DeviceException cause) {
    if (!watch.isCancelled()) {
      thread.guard(() -> watch.listener.failed(watch.source, cause));
    }
  }

  private String ask(Message message, boolean reading, long nanos) throws DeviceException {
    tally.requested();
    try {
      String text = exchange.ask(message, reading, nanos);
      heard();
      return text;
    } catch (NoResponse silent) {
      tally.timedOut();
      throw silent;
    } catch (DeviceException answered) {
      heard();
      tally.refused();
      throw answered;
    }
  }

  private void heard() {
    tally.answered();
    if (!reached) {
      tally.reached();
      reached = true;
      told = true;
      thread.guard(listener::connected);
    }
  }

  /** Where another document answers the host is there, whatever becomes of this one. */
  private void lost(DeviceException cause) {
    boolean isThere;
    synchronized (watches) {
      isThere = watches.stream().anyMatch(watch -> !watch.isCancelled() && watch.isHeard());
    }
    if (!isThere && (reached || !told)) {
      reached = false;
      told = true;
      thread.guard(() -> listener.lost(cause));
    }
  }
}
