package org.busbar.transport.ocpp;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.ConnectionTally;
import org.busbar.api.transport.ConnectionThread;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.StationConnection;
import org.busbar.api.transport.StationListener;
import org.java_websocket.WebSocket;
import org.java_websocket.framing.CloseFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All stations that call on one port: one thread, on which everything of theirs is heard and said.
 * The WebSocket library's own threads only put into the inboxes.
 */
final class OcppConnection implements StationConnection {
  private static final Logger LOG = LoggerFactory.getLogger(OcppConnection.class);
  private static final long STACK = 512 * 1024L;
  private static final long LONGEST_IDLE = Duration.ofSeconds(1).toNanos();
  private static final long LISTEN_AGAIN = Duration.ofSeconds(3).toNanos();

  private final String name;
  private final OcppSettings settings;
  private final ConnectionListener listener;
  private final Clock clock;
  private final ConnectionThread thread;
  private final Map<String, Station> stations = new ConcurrentHashMap<>();
  private final ConnectionTally tally = new ConnectionTally();
  private final Inbox inbox;

  /** Touched on the thread only, as all below. */
  private @Nullable Door door;

  private long listenAtNanos;
  private long calls;
  private @Nullable Waiting waiting;

  /** The call that is in flight. */
  private static final class Waiting {
    final Station station;
    final String id;
    @Nullable Frame answer;

    Waiting(Station station, String id) {
      this.station = station;
      this.id = id;
    }
  }

  OcppConnection(String name, OcppSettings settings, ConnectionListener listener, Clock clock) {
    this.name = name;
    this.inbox = new Inbox(name);
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.listenAtNanos = clock.nanos();
    this.thread = new ConnectionThread("ocpp", name, STACK, this::run, LOG::error);
  }

  /** Starts the thread. */
  OcppConnection start() {
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
    inbox.urgent(job);
  }

  @Override
  public Poll attend(String station, Duration period, StationListener listener) {
    if (station.isBlank() || station.length() > 48) { // OCPP 2.0.1 part 4, section 3.1.1
      throw new IllegalArgumentException("'" + station + "' is no name of a station");
    }
    if (period.toMillis() < 100 || period.toHours() > 1) {
      throw new IllegalArgumentException("period " + period + " is not in 100 ms to 1 hour");
    }
    Station attended = stations.computeIfAbsent(station, Station::new);
    Attendance attendance =
        new Attendance(attended, listener, period.toNanos(), clock.nanos(), this::ended);
    urgent(
        () -> {
          attended.attended.add(attendance);
          if (attended.socket != null) {
            tell(attendance, () -> listener.arrived(attended.protocol));
          }
        });
    return attendance;
  }

  private void ended(Attendance attendance) {
    attendance.station.attended.remove(attendance);
  }

  @Override
  public String call(String station, String action, String payload) throws DeviceException {
    thread.require();
    if (waiting != null) {
      throw new IllegalStateException("not within a call on connection '" + name + "'");
    }
    Station called = stations.get(station);
    WebSocket socket = called == null ? null : called.socket;
    if (called == null || socket == null || called.isSilent) {
      throw new NoResponse(
          "station '" + station + "' " + (socket == null ? "is not there" : "is silent"));
    }
    Waiting call = new Waiting(called, Long.toString(++calls, Character.MAX_RADIX));
    waiting = call;
    try {
      tally.requested();
      send(socket, Frame.call(call.id, action, payload));
      await(call);
    } finally {
      waiting = null;
    }
    return switch (call.answer) {
      case Frame.Result result -> result.payload();
      case Frame.Failure failure -> {
        tally.refused();
        throw new Rejected(
            "station '"
                + station
                + "' refuses "
                + action
                + ": "
                + failure.code()
                + " "
                + failure.text(),
            0);
      }
      case null, default -> {
        tally.timedOut();
        called.isSilent = called.socket == socket;
        throw new NoResponse(
            "station '"
                + station
                + "' did not answer "
                + action
                + " in "
                + settings.timeout().toMillis()
                + " ms");
      }
    };
  }

  /** Hears what comes, from whomever, until the answer is there, nobody is left, or it is late. */
  private void await(Waiting call) {
    WebSocket socket = call.station.socket;
    long deadline = clock.nanos() + settings.timeout().toNanos();
    while (call.answer == null && call.station.socket == socket && deadline - clock.nanos() > 0) {
      if (!hear()) {
        idle(deadline - clock.nanos());
      }
    }
  }

  @Override
  public void close() {
    inbox.close();
    thread.awaitEnd(() -> {});
  }

  private void run() {
    try {
      while (true) {
        Runnable job = inbox.nextUrgent();
        if (job != null) {
          thread.guard(job);
        } else if (inbox.isClosing()) {
          return;
        } else {
          listen();
          if (!hear() && !due()) {
            idle(untilDue());
          }
        }
      }
    } finally {
      shut();
    }
  }

  private void listen() {
    if (door == null && clock.nanos() - listenAtNanos >= 0) {
      Book book = new Book();
      Door opened = new Door(settings, book);
      book.door = opened;
      door = opened;
      opened.start();
    }
  }

  private void shut() {
    Door open = door;
    if (open != null) {
      try {
        open.stop(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Hears one message of each station; false where there was none. */
  private boolean hear() {
    boolean heard = false;
    for (Station station : stations.values()) {
      Runnable next = inbox.next(station);
      if (next != null) {
        heard = true;
        thread.guard(next);
      }
    }
    return heard;
  }

  /** Tells the one that has waited longest that it is due; false where none is. */
  private boolean due() {
    long now = clock.nanos();
    Attendance first = null;
    for (Station station : stations.values()) {
      for (Attendance attendance : station.attended) {
        if (attendance.dueNanos - now <= 0
            && (first == null || attendance.dueNanos - first.dueNanos < 0)) {
          first = attendance;
        }
      }
    }
    if (first == null) {
      return false;
    }
    long periods = 1 + (now - first.dueNanos) / first.periodNanos;
    first.dueNanos += periods * first.periodNanos;
    tell(first, first.listener::due);
    return true;
  }

  private long untilDue() {
    long now = clock.nanos();
    long least = LONGEST_IDLE;
    for (Station station : stations.values()) {
      for (Attendance attendance : station.attended) {
        least = Math.min(least, attendance.dueNanos - now);
      }
    }
    return least;
  }

  private void idle(long nanos) {
    inbox.await(stations.values(), waiting == null, nanos);
  }

  private void said(Station station, WebSocket socket, String text, long nanos) {
    if (station.socket != socket) {
      return;
    }
    station.isSilent = false;
    switch (Frame.read(text)) {
      case Frame.Call call -> answer(station, socket, call, nanos);
      case Frame.Result result -> answered(station, result.id(), result);
      case Frame.Failure failure -> answered(station, failure.id(), failure);
      case Frame.Broken broken -> {
        LOG.debug("station '{}' sent {}", station.name, broken.why());
        if (!broken.id().isEmpty()) {
          send(socket, Frame.failure(broken.id(), "FormationViolation", broken.why()));
        }
      }
    }
  }

  /** An answer to what nobody waits for any more is dropped. */
  private void answered(Station station, String id, Frame answer) {
    Waiting call = waiting;
    if (call != null && call.station == station && call.id.equals(id)) {
      tally.answered();
      call.answer = answer;
    }
  }

  private void answer(Station station, WebSocket socket, Frame.Call call, long nanos) {
    Optional<String> answer = Optional.empty();
    for (Attendance attendance : station.attended) {
      if (attendance.isCancelled()) {
        continue;
      }
      try {
        Optional<String> one = attendance.listener.called(call.action(), call.payload(), nanos);
        answer = answer.or(() -> one);
      } catch (RuntimeException e) {
        LOG.error("a listener of station '{}' failed at {}", station.name, call.action(), e);
      }
    }
    send(
        socket,
        answer
            .map(payload -> Frame.result(call.id(), payload))
            .orElseGet(
                () -> Frame.failure(call.id(), "NotSupported", "nobody here can answer it")));
  }

  private void send(WebSocket socket, String text) {
    try {
      socket.send(text);
    } catch (RuntimeException e) { // it was closed meanwhile; that comes as a message of its own
      LOG.debug("connection '{}' could not send", name, e);
    }
  }

  private void came(Station station, WebSocket socket, String protocol) {
    WebSocket old = station.socket;
    if (old != null) {
      went(station, old, "it called again");
      old.close(CloseFrame.NORMAL, "called again");
      tally.reached();
    }
    station.socket = socket;
    station.protocol = protocol;
    station.isSilent = false;
    LOG.info("station '{}' is there with {}", station.name, protocol);
    station.attended.forEach(one -> tell(one, () -> one.listener.arrived(protocol)));
  }

  private void went(Station station, WebSocket socket, String why) {
    if (station.socket != socket) {
      return;
    }
    station.socket = null;
    LOG.warn("station '{}' is gone: {}", station.name, why);
    NoResponse cause = new NoResponse("station '" + station.name + "' is gone: " + why);
    station.attended.forEach(one -> tell(one, () -> one.listener.left(cause)));
  }

  private void tell(Attendance attendance, Runnable what) {
    if (!attendance.isCancelled()) {
      thread.guard(what);
    }
  }

  /** Puts into the inboxes what comes in at one door. Any thread. */
  private final class Book implements Door.GuestBook {
    private volatile @Nullable Door door;

    @Override
    public boolean isExpected(String name) {
      Station station = stations.get(name);
      return station != null && !station.attended.isEmpty();
    }

    @Override
    public void came(String name, WebSocket socket, String protocol) {
      put(name, socket, true, () -> OcppConnection.this.came(stations.get(name), socket, protocol));
    }

    @Override
    public void said(String name, WebSocket socket, String text) {
      long nanos = clock.nanos();
      put(
          name,
          socket,
          false,
          () -> OcppConnection.this.said(stations.get(name), socket, text, nanos));
    }

    @Override
    public void went(String name, WebSocket socket, String why) {
      put(name, socket, true, () -> OcppConnection.this.went(stations.get(name), socket, why));
    }

    private void put(String name, WebSocket socket, boolean isSure, Runnable what) {
      if (!inbox.put(stations.get(name), isSure, what)) {
        LOG.warn("station '{}' sends more than can be heard", name);
        socket.close(CloseFrame.TOOBIG, "too much at once");
      }
    }

    @Override
    public void listening(boolean isListening, String why) {
      Door told = door;
      try {
        urgent(() -> listens(told, isListening, why));
      } catch (IllegalStateException e) {
        LOG.debug("connection '{}' is closed", name, e);
      }
    }

    private void listens(@Nullable Door told, boolean isListening, String why) {
      if (told != OcppConnection.this.door) {
        return;
      }
      if (isListening) {
        LOG.info("connection '{}' listens on {}", name, settings.address());
        tally.reached();
        listener.connected();
      } else {
        OcppConnection.this.door = null;
        listenAtNanos = clock.nanos() + LISTEN_AGAIN;
        listener.lost(new NoResponse("cannot listen on " + settings.address() + ": " + why));
      }
    }
  }
}
