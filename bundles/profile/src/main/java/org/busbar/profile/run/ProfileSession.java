package org.busbar.profile.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.WriteSpec;
import org.jspecify.annotations.Nullable;

/**
 * One device run from its profile: identified first, then read by poll classes. All callbacks and
 * writes run on the connection's thread; what other threads see is volatile.
 */
public final class ProfileSession implements DeviceSession {
  /** Periods after which a value nobody renewed is stale, and a device silent. */
  private static final int PATIENCE = 3;

  /**
   * With the watch's own look, within 5 s of the first missing answer, however seldom it is read.
   */
  private static final Duration DOUBT = Duration.ofSeconds(4);

  private static final Duration IDENTIFY_PERIOD = Duration.ofMillis(500);

  private final Profile profile;
  private final NodeId device;
  private final int unit;
  private final RegisterConnection connection;
  private final Clock clock;
  private final Delivery delivery;
  private final Scales scales = new Scales();
  private final CommandRun commands;
  private final Identification identification;
  private final Map<PollClass, List<ProfilePoint>> byClass = new EnumMap<>(PollClass.class);
  private final List<RegisterConnection.Poll> polls = new ArrayList<>();
  private RegisterConnection.@Nullable Poll identity;
  private volatile DeviceDeclaration declaration;
  private volatile SessionStatus status = new SessionStatus(State.CONNECTING, "");
  private long silentAfterNanos = IDENTIFY_PERIOD.toNanos() * PATIENCE;
  private long lastAnswerNanos;
  private volatile @Nullable Failing failing;
  private int lastEpoch = Integer.MIN_VALUE;
  private boolean isIdentified;

  /** Since when all that is read most often fails, and why. */
  private record Failing(long nanos, String why) {}

  private ProfileSession(
      Profile profile,
      DeviceConfig config,
      RegisterConnection connection,
      SampleSink sink,
      Clock clock) {
    this.profile = profile;
    this.device = config.id();
    this.unit = config.unit();
    this.connection = connection;
    this.clock = clock;
    this.declaration = Declarations.of(profile, device);
    this.commands = new CommandRun(connection, unit, scales);
    this.delivery = new Delivery(profile, device, scales, sink);
    this.identification = new Identification(profile.identify(), profile.shown(), unit);
    this.lastAnswerNanos = clock.nanos();
    Stream.concat(profile.points().stream(), profile.inputs().stream())
        .forEach(point -> byClass.computeIfAbsent(point.poll(), c -> new ArrayList<>()).add(point));
  }

  /** Opens a device; options are already applied to the profile. Does not wait for it. */
  public static ProfileSession open(
      Profile profile,
      DeviceConfig config,
      RegisterConnection connection,
      SampleSink sink,
      Clock clock) {
    ProfileSession session = new ProfileSession(profile, config, connection, sink, clock);
    if (profile.identify().isEmpty()) {
      session.isIdentified = true;
      session.startReading();
      session.identify(profile.polls().get(PollClass.SLOW));
    } else {
      session.identify(IDENTIFY_PERIOD);
    }
    return session;
  }

  @Override
  public DeviceDeclaration declaration() {
    return declaration;
  }

  /** A device of which nothing that is read most often has come for a while does not answer. */
  @Override
  public SessionStatus status() {
    SessionStatus now = status;
    Failing since = failing;
    boolean doubted =
        since != null
            && now.state() == State.READY
            && clock.nanos() - since.nanos() > DOUBT.toNanos();
    return doubted ? new SessionStatus(State.FAULTY, since.why()) : now;
  }

  @Override
  public WriteResult write(Command command) {
    SessionStatus now = status;
    if (now.state() == State.CLOSED
        || now.state() == State.WRONG_DEVICE
        || now.state() == State.CONNECTING
        || (!isIdentified && command.action() == Command.Action.SET)) {
      return new WriteResult.Refused(
          "not written: the device is " + now.state() + " " + now.text());
    }
    if (command.epoch() < lastEpoch) {
      return new WriteResult.Refused(
          "not written: epoch " + command.epoch() + " after " + lastEpoch);
    }
    Optional<WriteSpec> spec = spec(command);
    if (spec.isEmpty()) {
      return new WriteResult.Refused("not written: " + command.writable().address() + " cannot be");
    }
    lastEpoch = command.epoch();
    return commands.run(spec.get(), command);
  }

  @Override
  public Optional<WritePlan> plan(Command command) {
    return spec(command).flatMap(spec -> commands.plan(spec, command));
  }

  private Optional<WriteSpec> spec(Command command) {
    return profile.writes().stream()
        .filter(w -> w.key().address(device).equals(command.writable().address()))
        .findFirst();
  }

  @Override
  public synchronized void close() {
    status = new SessionStatus(State.CLOSED, "");
    polls.forEach(RegisterConnection.Poll::cancel);
    polls.clear();
    if (identity != null) {
      identity.cancel();
    }
  }

  private synchronized void poll(List<ReadItem> items, Duration period, ReadListener listener) {
    if (status.state() != State.CLOSED && !items.isEmpty()) {
      polls.add(connection.poll(items, period, profile.readLimits(), listener));
    }
  }

  private synchronized void become(State state, String text) {
    if (status.state() != State.CLOSED
        && (status.state() != state || !status.text().equals(text))) {
      status = new SessionStatus(state, text);
    }
  }

  private void startReading() {
    silentAfterNanos =
        byClass.keySet().stream()
            .mapToLong(c -> profile.polls().get(c).toNanos() * PATIENCE)
            .min()
            .orElse(silentAfterNanos);
    byClass.forEach(
        (pollClass, points) -> {
          Duration period = profile.polls().get(pollClass);
          boolean isPulse = period.toNanos() * PATIENCE == silentAfterNanos;
          PointListener listener = new PointListener(points, period, isPulse);
          poll(List.copyOf(listener.blocks.keySet()), period, listener);
        });
  }

  private synchronized void identify(Duration period) {
    if (identity != null) {
      identity.cancel();
    }
    if (status.state() != State.CLOSED && !identification.items().isEmpty()) {
      identity =
          connection.poll(
              identification.items(), period, profile.readLimits(), new IdentityListener());
    }
  }

  /** The device is the right one: from now on that is only looked at now and then. */
  private synchronized void identified() {
    isIdentified = true;
    become(State.READY, "");
    identify(profile.polls().get(PollClass.SLOW));
    if (polls.isEmpty()) {
      startReading();
    }
  }

  /** What the device says of itself belongs to its name. */
  private void introduce() {
    String texts = identification.texts();
    String name = texts.isEmpty() ? profile.name() : profile.name() + " (" + texts + ")";
    if (!name.equals(declaration.name())) {
      declaration = declaration.named(name);
    }
  }

  private void answered() {
    lastAnswerNanos = clock.nanos();
    if (isIdentified) {
      become(State.READY, "");
    }
  }

  /** Whoever was silent may be somebody else when he speaks again. */
  private void unanswered(DeviceException cause) {
    if (cause instanceof DeviceException.Rejected) {
      lastAnswerNanos = clock.nanos();
    } else if (status.state() == State.CONNECTING) {
      become(State.CONNECTING, String.valueOf(cause.getMessage()));
    } else if (clock.nanos() - lastAnswerNanos > silentAfterNanos
        && status.state() == State.READY) {
      become(State.FAULTY, String.valueOf(cause.getMessage()));
      if (!profile.identify().isEmpty()) {
        isIdentified = false;
        identification.forget();
        identify(IDENTIFY_PERIOD);
      }
    }
  }

  /** Hears what proves the device. */
  private final class IdentityListener implements ReadListener {
    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      lastAnswerNanos = clock.nanos();
      identification.received(item, words);
      introduce();
      judge();
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {
      identification.failed(item, cause);
      judge();
      unanswered(cause);
    }

    private void judge() {
      Optional<String> verdict = identification.verdict();
      if (verdict.isEmpty()) {
        return;
      }
      if (!verdict.get().isEmpty()) {
        isIdentified = false;
        become(State.WRONG_DEVICE, verdict.get());
      } else if (!isIdentified) {
        identified();
      }
    }
  }

  /** Makes samples of what one poll class reads. */
  private final class PointListener implements ReadListener {
    private final Map<ReadItem, Block> blocks = new HashMap<>();
    private final long lifeNanos;
    private final boolean isPulse;
    private final Set<ReadItem> failed = new HashSet<>();

    PointListener(List<ProfilePoint> points, Duration period, boolean isPulse) {
      this.lifeNanos = period.toNanos() * PATIENCE;
      this.isPulse = isPulse;
      Block.of(points, profile.readLimits().maxRegisters())
          .forEach(block -> blocks.put(block.item(unit), block));
    }

    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      Block block = blocks.get(item);
      if (block == null || !isIdentified) {
        return;
      }
      answered();
      failed.remove(item);
      if (isPulse) {
        failing = null;
      }
      for (int at : block.scales()) {
        scales.put(block.table(), at, words.at(at - block.at()));
      }
      Instant measuredAt = clock.instant().minusNanos(clock.nanos() - sentNanos);
      delivery.received(
          block, words, new Delivery.Moment(sentNanos, sentNanos + lifeNanos, measuredAt));
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {
      failed.add(item);
      if (isPulse && failing == null && failed.size() == blocks.size()) {
        failing = new Failing(clock.nanos(), String.valueOf(cause.getMessage()));
      }
      unanswered(cause);
    }
  }
}
