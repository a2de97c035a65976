package org.busbar.safety.discover;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.Driver;
import org.busbar.api.safety.Discovery;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Keeps the searches and trials of this process. Thread-safe. */
public final class Scout implements Discovery, AutoCloseable {
  private static final int MOST_KEPT = 8;
  private static final int MOST_TRIALS = 4;

  /** What is there to look with. */
  public interface Surroundings {
    /** The transport with this id, null where there is none. */
    @Nullable Transport transport(String id);

    /** The driver with this id, null where there is none. */
    @Nullable Driver driver(String id);

    /** All drivers. */
    List<Driver> drivers();

    /** The connection of a running site with these settings, empty where none has. */
    Optional<Live> live(String transport, Map<String, String> wire);
  }

  /**
   * A connection that a running site holds.
   *
   * @param connection the connection
   * @param devices devices of the site by unit
   */
  public record Live(Connection connection, Map<Integer, String> devices) {}

  private final Surroundings surroundings;
  private final Clock clock = Clock.system();
  private final AtomicInteger names = new AtomicInteger();
  private final Deque<ScanJob> scans = new ArrayDeque<>();
  private final Deque<TrialJob> trials = new ArrayDeque<>();

  /** Looks with what is there. */
  public Scout(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Whether two settings name the same peer, whatever else they say. */
  public static boolean isSame(Map<String, String> one, Map<String, String> other) {
    return peer(one).equals(peer(other));
  }

  private static Map<String, String> peer(Map<String, String> settings) {
    Map<String, String> peer = new TreeMap<>(settings);
    peer.keySet().retainAll(List.of("host", "port", "serial-port"));
    if (peer.containsKey("host")) {
      peer.putIfAbsent("port", "502");
      peer.computeIfPresent("host", (key, host) -> host.equals("localhost") ? "127.0.0.1" : host);
    }
    return peer;
  }

  @Override
  public synchronized Optional<Scan> scan(Search search) {
    Transport transport = surroundings.transport(search.transport());
    if (transport == null) {
      throw new IllegalArgumentException("transport '" + search.transport() + "' is not there");
    }
    if (scans.stream().anyMatch(ScanJob::isRunning)) {
      return Optional.empty();
    }
    for (Map<String, String> wire : search.wires()) {
      List<String> problems = transport.problems(connection(search.transport(), wire));
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(problems.getFirst());
      }
    }
    ScanJob job =
        new ScanJob("scan-" + names.incrementAndGet(), search, transport, surroundings, clock);
    scans.addFirst(job);
    while (scans.size() > MOST_KEPT) {
      scans.removeLast();
    }
    job.start();
    return Optional.of(job.view());
  }

  static ConnectionConfig connection(String transport, Map<String, String> wire) {
    return new ConnectionConfig("search", transport, wire, "search");
  }

  @Override
  public synchronized List<Scan> scans() {
    return scans.stream().map(ScanJob::view).toList();
  }

  @Override
  public synchronized boolean cancelScan(String id) {
    return scans.stream().filter(job -> job.id().equals(id)).anyMatch(ScanJob::cancel);
  }

  @Override
  public synchronized Optional<Trial> test(ConnectionConfig connection, DeviceConfig device) {
    Transport transport = surroundings.transport(connection.transport());
    Driver driver = surroundings.driver(device.driver());
    if (transport == null || driver == null) {
      String missing =
          transport == null ? "transport '" + connection.transport() : "driver '" + device.driver();
      throw new IllegalArgumentException(missing + "' is not there");
    }
    if (trials.stream().filter(TrialJob::isRunning).count() >= MOST_TRIALS) {
      return Optional.empty();
    }
    Optional<Live> live = surroundings.live(connection.transport(), connection.settings());
    TrialJob job = new TrialJob("test-" + names.incrementAndGet(), clock);
    job.open(live.map(Live::connection), transport, connection, driver, device);
    trials.addFirst(job);
    while (trials.size() > MOST_KEPT) {
      trials.removeLast().end();
    }
    return Optional.of(job.view());
  }

  @Override
  public synchronized List<Trial> trials() {
    return trials.stream().map(TrialJob::view).toList();
  }

  @Override
  public synchronized boolean endTrial(String id) {
    return trials.stream().filter(job -> job.id().equals(id)).anyMatch(TrialJob::end);
  }

  @Override
  public synchronized void close() {
    scans.forEach(ScanJob::cancel);
    trials.forEach(TrialJob::end);
  }
}
