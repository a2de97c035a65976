package org.busbar.transport.mqtt;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
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
  private static final Duration CLOSING = Duration.ofSeconds(2);
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
  private final Thread thread;
  private final Tally tally = new Tally();
  private final Patience patience;

  /**
   * What came while a job waited for something else. From here on, the connection's thread only.
   */
  private final Deque<Link.Event> held = new ArrayDeque<>();

  private final List<Watch> watches = new ArrayList<>();
  private final Map<Integer, String> subscribing = new HashMap<>();
  private final Set<String> topics = new TreeSet<>();
  private @Nullable Link link;
  private boolean up;
  private boolean told;
  private long sentNanos;
  private volatile long heardNanos;
  private long pingNanos;
  private long writtenNanos;
  private int lastId;

  MqttConnection(String name, BrokerSettings settings, ConnectionListener listener, Clock clock) {
    this.name = name;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.urgent = new JobQueue(name);
    this.patience = new Patience(clock.nanos());
    this.writtenNanos = clock.nanos();
    this.thread =
        Thread.ofPlatform().name("mqtt-" + name).daemon().stackSize(STACK).unstarted(this::run);
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
    onThread();
    writtenNanos = clock.nanos();
    tally.requests.incrementAndGet();
    int id = nextId();
    String topic = topic(message.to());
    send(Packets.publish(topic, message.body(), 1, id));
    Optional<Link.Came> taken =
        await(
            came -> came.packet() instanceof Packet.PublishTaken answer && answer.id() == id,
            settings.timeout().toNanos());
    if (taken.isEmpty()) {
      tally.timeouts.incrementAndGet();
      throw new NoResponse("the broker did not acknowledge '" + topic + "' in time");
    }
    tally.responses.incrementAndGet();
  }

  @Override
  public Document read(Source source) throws DeviceException {
    onThread();
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
                && came.nanos() - since >= 0;
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
    return document((Packet.Published) came.get().packet(), came.get().nanos());
  }

  private void onThread() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("only on the thread of connection '" + name + "'");
    }
  }

  @Override
  public void close() {
    urgent.close();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      if (!thread.join(CLOSING)) {
        LOG.warn("connection '{}' did not end by itself within {}", name, CLOSING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (runJobs()) {
        if (!urgent.isClosed()) {
          turn();
        }
      }
      if (link != null && up) {
        send(Packets.goodbye());
      }
    } catch (DeviceException lost) {
      LOG.debug("connection '{}' is closed without a goodbye", name, lost);
    } finally {
      urgent.close();
      if (link != null) {
        link.close();
      }
    }
  }

  /** Listens to what is new, then runs the jobs that wait now; theirs come after what came. */
  private boolean runJobs() {
    sweep(clock.nanos());
    int count = urgent.size();
    for (int i = 0; i < count; i++) {
      Runnable job = urgent.poll();
      if (job != null) {
        guarded(job);
      }
    }
    return count > 0 || !urgent.isClosed();
  }

  private void turn() {
    long now = clock.nanos();
    keepLink(now);
    long next = tick(now);
    Link.Event event = held.isEmpty() ? taken(events.poll()) : held.poll();
    if (event != null) {
      handle(event);
    } else {
      urgent.await(Math.clamp(next - clock.nanos(), 0, LOOK_NANOS));
    }
  }

  /** Connects, pings, and gives up what is silent. */
  private void keepLink(long now) {
    if (link == null) {
      if (patience.isOver(now)) {
        link = new Link(name, settings, clock, this::arrived).start();
      }
      return;
    }
    long keepAlive = settings.keepAlive().toNanos();
    boolean quiet = now - sentNanos > keepAlive / 2 || now - heardNanos > keepAlive / 2;
    if (up && now - heardNanos > keepAlive + keepAlive / 2) {
      drop("it was silent for " + (now - heardNanos) / 1_000_000 + " ms");
    } else if (up && quiet && now - pingNanos > keepAlive / 4) {
      pingNanos = now;
      trySend(Packets.ping());
    }
  }

  private void drop(String why) {
    Link ending = link;
    if (ending == null) {
      return;
    }
    ending.close();
    link = null;
    patience.failed(clock.nanos());
    boolean tell = up || !told;
    told = true;
    up = false;
    subscribing.clear();
    if (tell) {
      NoResponse cause = new NoResponse("broker " + settings.peer() + ": " + why);
      guarded(() -> listener.lost(cause));
    }
  }

  private void sweep(long now) {
    for (Watch watch = added.poll(); watch != null; watch = added.poll()) {
      watch.begin(now);
      watches.add(watch);
      if (topics.add(watch.source.name()) && up) {
        trySubscribe(watch.source.name());
      }
    }
    if (watches.removeIf(Watch::isCancelled)) {
      Set<String> wanted = new TreeSet<>();
      watches.forEach(watch -> wanted.add(watch.source.name()));
      for (String topic : List.copyOf(topics)) {
        if (!wanted.contains(topic)) {
          topics.remove(topic);
          if (up) {
            trySend(Packets.unsubscribe(topic, nextId()));
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
          String why = up ? "nothing came on '" : "no broker for '";
          fail(watch, new NoResponse(why + watch.source.name() + "' in time"));
        }
        watch
            .source
            .ask()
            .filter(ask -> up)
            .ifPresent(ask -> trySend(Packets.publish(ask.to(), ask.body(), 0, 0)));
      }
      next = watch.tickNanos() - next < 0 ? watch.tickNanos() : next;
    }
    return next;
  }

  private void handle(Link.Event event) {
    if (event.link() != link) {
      return; // An earlier link; it is over.
    }
    switch (event) {
      case Link.Up now -> welcomed();
      case Link.Down down -> drop(down.why());
      case Link.Came came -> handle(came);
    }
  }

  private void welcomed() {
    long now = clock.nanos();
    up = true;
    heardNanos = now;
    sentNanos = now;
    pingNanos = now;
    patience.reached();
    tally.reached();
    guarded(listener::connected);
    topics.forEach(this::trySubscribe);
    watches.stream().filter(Watch::isAsking).forEach(watch -> watch.begin(now));
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
      tally.refusals.incrementAndGet();
      each(topic, watch -> fail(watch, cause));
    }
  }

  private void deliver(Packet.Published published, long nanos) {
    each(
        published.topic(),
        watch -> {
          try {
            Document document = document(published, nanos);
            if (!published.isRetained()) {
              watch.came(nanos);
            }
            guarded(() -> watch.listener.received(watch.source, document));
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

  private Document document(Packet.Published published, long nanos) throws Malformed {
    byte[] payload = published.payload();
    if (payload == null) {
      throw new Malformed(
          "a message on '" + published.topic() + "' is longer than " + settings.maxMessage());
    }
    try {
      return new Document(PacketReader.text(payload), nanos, published.isRetained());
    } catch (CharacterCodingException e) {
      throw new Malformed("a message on '" + published.topic() + "' is no text");
    }
  }

  private void fail(Watch watch, DeviceException cause) {
    if (!watch.isCancelled()) {
      guarded(() -> watch.listener.failed(watch.source, cause));
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
      if (event instanceof Link.Down down && down.link() == link) {
        drop(down.why());
        throw new NoResponse("broker " + settings.peer() + " was lost: " + down.why());
      }
      if (event instanceof Link.Came came && came.link() == link) {
        boolean isAnswer = wanted.test(came);
        if (!(came.packet() instanceof Packet.PublishTaken)) {
          held.add(came);
        }
        if (held.size() > HELD) {
          held.poll();
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
        && came.link() == link
        && came.packet() instanceof Packet.Published published
        && published.qos() > 0) {
      trySend(Packets.taken(published.id()));
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
      heardNanos = came.nanos();
    }
    urgent.wake();
  }

  private int nextId() {
    lastId = lastId == GREATEST_ID ? 1 : lastId + 1;
    return lastId;
  }

  private void subscribe(String topic) throws DeviceException {
    int id = nextId();
    subscribing.put(id, topic);
    send(Packets.subscribe(topic, settings.qos(), id));
  }

  private void trySubscribe(String topic) {
    int id = nextId();
    subscribing.put(id, topic);
    trySend(Packets.subscribe(topic, settings.qos(), id));
  }

  private void trySend(byte[] packet) {
    try {
      send(packet);
    } catch (NoResponse told) {
      LOG.debug("connection '{}' could not send", name, told);
    }
  }

  private void send(byte[] packet) throws NoResponse {
    Link open = link;
    if (open == null || !up) {
      throw new NoResponse("no broker at " + settings.peer());
    }
    try {
      open.send(packet);
      sentNanos = clock.nanos();
    } catch (IOException e) {
      drop(String.valueOf(e.getMessage()));
      throw new NoResponse("broker " + settings.peer() + " was lost: " + e.getMessage());
    }
  }

  /** Runs foreign code; whatever it throws must not end the thread that its neighbours need. */
  private void guarded(Runnable code) {
    try {
      code.run();
    } catch (Throwable e) {
      LOG.error("a callback on connection '{}' failed", name, e);
    }
    if (Thread.interrupted()) {
      LOG.warn("a callback on connection '{}' left its thread interrupted", name);
    }
  }
}
