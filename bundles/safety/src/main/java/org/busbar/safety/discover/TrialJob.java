package org.busbar.safety.discover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.safety.Discovery.Progress;
import org.busbar.api.safety.Discovery.Trial;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Transport;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/** One device that is read for a while before it is part of a site. */
final class TrialJob {
  private static final Duration LENGTH = Duration.ofSeconds(30);

  private final String id;
  private final Clock clock;
  private final Instant begun;
  private final Map<String, Sample> newest = new ConcurrentSkipListMap<>();
  private @Nullable Connection own;
  private @Nullable DeviceSession session;
  private @Nullable Trial last;

  TrialJob(String id, Clock clock) {
    this.id = id;
    this.clock = clock;
    this.begun = clock.instant();
  }

  /** Opens it: over the site's connection where it has one, else over one of its own. */
  synchronized void open(
      Optional<Connection> live,
      Transport transport,
      ConnectionConfig wire,
      Driver driver,
      DeviceConfig device) {
    driver.describe(device);
    Connection connection =
        live.orElseGet(() -> transport.open(wire, new ScanJob.Contact(), clock));
    own = live.isPresent() ? null : connection;
    try {
      session =
          driver.open(
              readOnly(connection),
              device,
              sample -> newest.put(sample.address().toString(), sample),
              clock);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    Thread end = new Thread(this::expire, "busbar-" + id);
    end.setDaemon(true);
    end.start();
  }

  private static Connection readOnly(Connection connection) {
    return connection instanceof MessageConnection messages
        ? new ReadOnlyMessages(messages)
        : ReadOnly.of(connection);
  }

  private void expire() {
    try {
      synchronized (this) {
        long left = LENGTH.toMillis();
        long until = clock.nanos() + LENGTH.toNanos();
        while (left > 0 && session != null) {
          wait(left);
          left = Duration.ofNanos(until - clock.nanos()).toMillis();
        }
        finish(Progress.DONE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String id() {
    return id;
  }

  synchronized boolean isRunning() {
    return session != null;
  }

  /** Ends it before its time; false where it has ended. */
  synchronized boolean end() {
    boolean ran = session != null;
    finish(Progress.CANCELLED);
    notifyAll();
    return ran;
  }

  private void finish(Progress as) {
    if (session != null) {
      last = view(as);
      close();
    }
  }

  private void close() {
    DeviceSession open = session;
    if (open != null) {
      open.close();
      session = null;
    }
    if (own != null) {
      own.close();
      own = null;
    }
  }

  synchronized Trial view() {
    return last == null ? view(Progress.RUNNING) : last;
  }

  private Trial view(Progress progress) {
    DeviceSession open = session;
    if (open == null) {
      throw new IllegalStateException(id + " was not opened");
    }
    DeviceDeclaration declaration = open.declaration();
    List<Sample> values = new ArrayList<>(newest.values());
    return new Trial(id, progress, begun, open.status(), declaration, values);
  }
}
