package org.busbar.profile.sunspec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.profile.run.Declarations;
import org.busbar.profile.run.ProfileSession;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the SunSpec marker, walks the models behind it, and then runs the device as the profile
 * they make. A walk that breaks off is tried again at the next answer.
 */
final class SunSpecSession implements DeviceSession, ReadListener {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration FOUND_PERIOD = Duration.ofSeconds(10);

  /** A walk takes many requests: it is not repeated at every answer. */
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Settings settings;
  private final Supplier<Models> models;
  private final DeviceConfig config;
  private final RegisterConnection connection;
  private final SampleSink sink;
  private final Clock clock;
  private final DeviceDeclaration expected;
  private final Map<Integer, Boolean> markers = new TreeMap<>();
  private volatile SessionStatus status = new SessionStatus(State.CONNECTING, "");
  private volatile @Nullable ProfileSession device;
  private RegisterConnection.@Nullable Poll search;
  private long nextWalkNanos;

  /** What a session needs of its surroundings. */
  record Surroundings(RegisterConnection connection, SampleSink sink, Clock clock) {}

  SunSpecSession(
      Settings settings, Supplier<Models> models, DeviceConfig config, Surroundings around) {
    this.settings = settings;
    this.models = models;
    this.config = config;
    this.connection = around.connection();
    this.sink = around.sink();
    this.clock = around.clock();
    this.nextWalkNanos = clock.nanos();
    this.expected = Declarations.of(Composer.expected(settings), config.id());
  }

  void start() {
    search(Scan.BASES, PERIOD);
  }

  /** The list is looked for all the time: it may move when the device gets new firmware. */
  private synchronized void search(List<Integer> bases, Duration period) {
    endSearch();
    List<ReadItem> items = new ArrayList<>();
    for (int base : bases) {
      items.add(new Registers(config.unit(), Table.HOLDING, base, Scan.MARKER.size()));
    }
    search = connection.poll(items, period, ReadLimits.DEFAULT, this);
  }

  @Override
  public DeviceDeclaration declaration() {
    ProfileSession found = device;
    return found == null ? expected : found.declaration();
  }

  @Override
  public SessionStatus status() {
    ProfileSession found = device;
    return found == null ? status : found.status();
  }

  @Override
  public WriteResult write(Command command) {
    ProfileSession found = device;
    return found == null
        ? new WriteResult.Refused("not written: the device is " + status.state())
        : found.write(command);
  }

  @Override
  public Optional<WritePlan> plan(Command command) {
    ProfileSession found = device;
    return found == null ? Optional.empty() : found.plan(command);
  }

  @Override
  public synchronized void close() {
    status = new SessionStatus(State.CLOSED, "");
    endSearch();
    if (device != null) {
      device.close();
    }
  }

  @Override
  public void received(ReadItem item, Words words, long sentNanos) {
    int base = ((Registers) item).address();
    ProfileSession found = device;
    if (status.state() == State.CLOSED
        || (found != null && found.status().state() != State.WRONG_DEVICE)) {
      return;
    }
    if (words.equals(Scan.MARKER)) {
      discover(base);
    } else if (found == null) {
      absent(base);
    }
  }

  @Override
  public void failed(ReadItem item, DeviceException cause) {
    if (device != null || status.state() == State.CLOSED) {
      return;
    }
    if (cause instanceof DeviceException.Rejected) {
      absent(((Registers) item).address());
    } else {
      become(State.CONNECTING, String.valueOf(cause.getMessage()));
    }
  }

  private void absent(int base) {
    markers.put(base, false);
    if (markers.keySet().containsAll(Scan.BASES)) {
      become(State.WRONG_DEVICE, "no SunSpec marker at " + Scan.BASES);
    }
  }

  private void discover(int base) {
    markers.remove(base);
    if (clock.nanos() - nextWalkNanos < 0) {
      return;
    }
    nextWalkNanos = clock.nanos() + PAUSE_NANOS;
    try {
      var profile =
          Composer.profile(Scan.run(connection, config.unit(), base, models.get()), settings, base);
      synchronized (this) {
        if (status.state() != State.CLOSED) {
          if (device != null) {
            device.close();
          }
          device = ProfileSession.open(profile, config, connection, sink, clock);
          search(List.of(base), FOUND_PERIOD);
        }
      }
    } catch (DeviceException broken) {
      become(State.CONNECTING, "models not read to the end: " + broken.getMessage());
    } catch (IllegalArgumentException unfit) {
      become(State.WRONG_DEVICE, String.valueOf(unfit.getMessage()));
    }
  }

  private synchronized void become(State state, String text) {
    if (status.state() != State.CLOSED) {
      status = new SessionStatus(state, text);
    }
  }

  private void endSearch() {
    if (search != null) {
      search.cancel();
      search = null;
    }
  }
}
