package org.busbar.transport.mqtt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.ConnectionTally;
import org.busbar.api.transport.ConnectionThread;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.JobQueue;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One broker: a thread on which everything is decided and told; reading is a {@link Link}'s. */
final class MqttConnection implements MessageConnection {
  private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);
  private static final long STACK = 256 * 1024L;
  private static final Duration LEAST_PERIOD = Duration.ofMillis(10);
  private static final int WAITING = 64;
  private static final int HELD = 1000;
  private static final int GREATEST_ID = 65_535;
  private static final long LOOK_NANOS = 500_000_000L;
  private static final int REFUSED = 0x80;

  private final String name;
  private final BrokerSettings settings;
  private final ConnectionListener listener;
  private final Clock clock;
  private final JobQueue urgent;
  private final ArrayBlockingQueue<Link.Event> events = new ArrayBlockingQueue<>(WAITING);
  private final Queue<Watch> added = new ConcurrentLinkedQueue<>();
  private final ConnectionThread thread;
  private final ConnectionTally tally = new ConnectionTally();
  private final Uplink uplink;

  /**
   * What came while a job waited for something else. From here on, the connection's thread only.
   */
  private final Deque<Link.Event> held = new ArrayDeque<>();

  private final List<Watch> watches = new ArrayList<>();
  private final Map<Integer, String> subscribing = new HashMap<>();
  private final Set<String> topics = new TreeSet<>();
  private long writtenNanos;

  /** What of it was read since the last write: it is not read again. */
  private final Set<Link.Came> read = Collections.newSetFromMap(new IdentityHashMap<>());

  private int lastId;

  MqttConnection(String name, BrokerSettings settings, ConnectionListener listener, Clock clock) {
    this.name = name;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.urgent = new JobQueue(name);
    this.uplink = new Uplink(name, settings, clock, this::arrived, this::lost);
    this.writtenNanos = clock.nanos();
    this.thread = new ConnectionThread("mqtt", name, STACK, this::run, LOG::error);
  }

  MqttConnection start() {
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
    topic(source.name());
    source.ask().ifPresent(ask -> topic(ask.to()));
    Watch watch = new Watch(source, period.toNanos(), to, urgent::wake);
    added.add(watch);
    urgent.wake();
    return watch;
  }

  private static String topic(String name) {
    if (name.contains("+") || name.contains("#") || name.startsWith("$")) {
      throw new IllegalArgumentException("topic '" + name + "' is a pattern or the broker's own");
    }
    return name;
  }

  @Override
  public void write(Message message) throws DeviceException {
    thread.require();
    writtenNanos = clock.nanos();
    read.clear();
    tally.requested();
    int id = nextId();
    String topic = topic(message.to());
    uplink.send(Packets.publish(topic, message.body(), 1, id));
    Optional<Link.Came> taken =
        await(
            came -> came.packet() instanceof Packet.PublishTaken answer && answer.id() == id,
            settings.timeout().toNanos());
    if (taken.isEmpty()) {
      tally.timedOut();
      throw new NoResponse("the broker did not acknowledge '" + topic + "' in time");
    }
    tally.answered();
  }

  @Override
  public Document read(Source source) throws DeviceException {
    thread.require();
    String topic = topic(source.name());
    if (topics.add(topic)) {
      subscribe(topic);
    }
    if (source.ask().isPresent()) {
      write(source.ask().get());
    }
    long since = writtenNanos;
    Predicate<Link.Came> fresh =
        came ->
            came.packet() instanceof Packet.Published published
                && !published.isRetained()
                && published.topic().equals(topic)
                && came.nanos() - since >= 0
                && !read.contains(came);
    Optional<Link.Came> came =
        held.stream()
            .filter(Link.Came.class::isInstance)
            .map(Link.Came.class::cast)
            .filter(fresh)
            .findFirst();
    if (came.isEmpty()) {
      came = await(fresh, settings.timeout().toNanos());
    }
    if (came.isEmpty()) {
      throw new NoResponse("nothing came on '" + topic + "' in time");
    }
    read.add(came.get());
    return ((Packet.Published) came.get().packet()).document(came.get().nanos());
  }

  @Override
  public void close() {
    urgent.close();
    thread.awaitEnd(() -> {});
  }

  private void run() {
    try {
      while (runJobs()) {
        if (!urgent.isClosed()) {
          turn();
        }
      }
    } finally {
      urgent.close();
      uplink.close();
    }
  }

  /** Listens to what is new, then runs the jobs that wait now; theirs come after what came. */
  private boolean runJobs() {
    sweep(clock.nanos());
    int count = urgent.size();
    for (int i = 0; i < count; i++) {
      Runnable job = urgent.poll();
      if (job != null) {
        thread.guard(job);
      }
    }
    return count > 0 || !urgent.isClosed();
  }

  private void turn() {
    long now = clock.nanos();
    uplink.keep(now);
    long next = tick(now);
    Link.Event event = held.isEmpty() ? taken(events.poll()) : held.poll();
    if (event != null) {
      read.remove(event);
      handle(event);
    } else {
      urgent.await(Math.clamp(next - clock.nanos(), 0, LOOK_NANOS));
    }
  }

  private void sweep(long now) {
    for (Watch watch = added.poll(); watch != null; watch = added.poll()) {
      watch.begin(now);
      watches.add(watch);
      if (topics.add(watch.source.name()) && uplink.isUp()) {
        subscribe(watch.source.name());
      }
    }
    if (watches.removeIf(Watch::isCancelled)) {
      Set<String> wanted = new TreeSet<>();
      watches.forEach(watch -> wanted.add(watch.source.name()));
      for (String topic : List.copyOf(topics)) {
        if (!wanted.contains(topic)) {
          topics.remove(topic);
          if (uplink.isUp()) {
            uplink.trySend(Packets.unsubscribe(topic, nextId()));
          }
        }
      }
    }
  }

  /** Asks and complains where it is time; returns when it is time again. */
  private long tick(long now) {
    long next = now + LOOK_NANOS;
    for (Watch watch : List.copyOf(watches)) {
      if (now - watch.tickNanos() >= 0) {
        if (watch.tick(now)) {
          String why = uplink.isUp() ? "nothing came on '" : "no broker for '";
          fail(watch, new NoResponse(why + watch.source.name() + "' in time"));
        }
        watch
            .source
            .ask()
            .filter(ask -> uplink.isUp())
            .ifPresent(ask -> uplink.trySend(Packets.publish(ask.to(), ask.body(), 0, 0)));
      }
      next = watch.tickNanos() - next < 0 ? watch.tickNanos() : next;
    }
    return next;
  }

  private void handle(Link.Event event) {
    if (!uplink.isOf(event)) {
      return; // An earlier link; it is over.
    }
    switch (event) {
      case Link.Up now -> welcomed();
      case Link.Down down -> uplink.drop(down.why());
      case Link.Came came -> handle(came);
    }
  }

  private void lost(DeviceException cause) {
    subscribing.clear();
    thread.guard(() -> listener.lost(cause));
  }

  private void welcomed() {
    uplink.welcomed();
    tally.reached();
    thread.guard(listener::connected);
    topics.forEach(this::subscribe);
    watches.stream().filter(Watch::isAsking).forEach(watch -> watch.begin(clock.nanos()));
  }

  private void handle(Link.Came came) {
    switch (came.packet()) {
      case Packet.Published published -> deliver(published, came.nanos());
      case Packet.Subscribed answer -> subscribed(answer);
      default -> LOG.trace("connection '{}' heard {}", name, came.packet());
    }
  }

  private void subscribed(Packet.Subscribed answer) {
    String topic = subscribing.remove(answer.id());
    if (topic != null && !answer.granted()) {
      Rejected cause = new Rejected("the broker refuses to let us hear '" + topic + "'", REFUSED);
      tally.refused();
      each(topic, watch -> fail(watch, cause));
    }
  }

  private void deliver(Packet.Published published, long nanos) {
    each(
        published.topic(),
        watch -> {
          try {
            Document document = published.document(nanos);
            if (!published.isRetained()) {
              watch.came(nanos);
            }
            thread.guard(() -> watch.listener.received(watch.source, document));
          } catch (Malformed wrong) {
            watch.came(nanos);
            fail(watch, wrong);
          }
        });
  }

  private void each(String topic, Consumer<Watch> action) {
    for (Watch watch : List.copyOf(watches)) {
      if (watch.source.name().equals(topic) && !watch.isCancelled()) {
        action.accept(watch);
      }
    }
  }

  private void fail(Watch watch, DeviceException cause) {
    if (!watch.isCancelled()) {
      thread.guard(() -> watch.listener.failed(watch.source, cause));
    }
  }

  /** Waits for something that comes; what else comes is kept for later, the newest at the least. */
  private Optional<Link.Came> await(Predicate<Link.Came> wanted, long nanos)
      throws DeviceException {
    long until = clock.nanos() + nanos;
    for (long left = nanos; left > 0; left = until - clock.nanos()) {
      Link.Event event;
      try {
        event = taken(events.poll(left, TimeUnit.NANOSECONDS));
      } catch (InterruptedException e) {
        throw new NoResponse("interrupted while waiting for the broker");
      }
      if (event instanceof Link.Down down && uplink.isOf(down)) {
        uplink.drop(down.why());
        throw new NoResponse("broker " + settings.peer() + " was lost: " + down.why());
      }
      if (event instanceof Link.Came came && uplink.isOf(came)) {
        boolean isAnswer = wanted.test(came);
        if (!(came.packet() instanceof Packet.PublishTaken)) {
          held.add(came);
        }
        if (held.size() > HELD) {
          read.remove(held.poll());
        }
        if (isAnswer) {
          return Optional.of(came);
        }
      } else if (event != null) {
        held.add(event);
      }
    }
    return Optional.empty();
  }

  /** A message is acknowledged as soon as it is here: it is worth nothing later. */
  private Link.@Nullable Event taken(Link.@Nullable Event event) {
    if (event instanceof Link.Came came
        && uplink.isOf(came)
        && came.packet() instanceof Packet.Published published
        && published.qos() > 0) {
      uplink.trySend(Packets.taken(published.id()));
    }
    return event;
  }

  /** On the link's thread. */
  private void arrived(Link.Event event) {
    try {
      while (!events.offer(event, LOOK_NANOS, TimeUnit.NANOSECONDS)) {
        if (urgent.isClosed() || event.link().isClosed()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (event instanceof Link.Came came) {
      uplink.heard(came.nanos());
    }
    urgent.wake();
  }

  private int nextId() {
    lastId = lastId == GREATEST_ID ? 1 : lastId + 1;
    return lastId;
  }

  private void subscribe(String topic) {
    int id = nextId();
    subscribing.put(id, topic);
    uplink.trySend(Packets.subscribe(topic, settings.qos(), id));
  }
}
