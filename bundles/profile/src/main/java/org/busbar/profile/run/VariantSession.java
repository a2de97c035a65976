package org.busbar.profile.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.busbar.profile.api.Identity;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Asks a device which variant it is, and runs it as that. What it said is looked at again now and
 * then: firmware changes.
 */
public final class VariantSession implements DeviceSession, ReadListener {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration FOUND_PERIOD = Duration.ofSeconds(10);

  private final Profile profile;
  private final DeviceConfig config;
  private final RegisterConnection connection;
  private final SampleSink sink;
  private final Clock clock;
  private final DeviceDeclaration expected;
  private final Map<Identity, Boolean> answers = new HashMap<>();
  private volatile SessionStatus status = new SessionStatus(State.CONNECTING, "");
  private volatile @Nullable ProfileSession device;
  private @Nullable Choice chosen;
  private RegisterConnection.@Nullable Poll question;

  private VariantSession(
      Profile profile,
      DeviceConfig config,
      RegisterConnection connection,
      SampleSink sink,
      Clock clock) {
    this.profile = profile;
    this.config = config;
    this.connection = connection;
    this.sink = sink;
    this.clock = clock;
    this.expected = Declarations.of(Options.apply(profile, config.options()), config.id());
  }

  /** Opens a device; where its profile has variants, it is asked first. Does not wait for it. */
  public static DeviceSession open(
      Profile profile,
      DeviceConfig config,
      RegisterConnection connection,
      SampleSink sink,
      Clock clock) {
    Profile wanted = Options.apply(profile, config.options());
    if (wanted.variants().isEmpty()) {
      return ProfileSession.open(wanted, config, connection, sink, clock);
    }
    VariantSession session = new VariantSession(profile, config, connection, sink, clock);
    session.ask(PERIOD);
    return session;
  }

  /** What the device turned out to be; without a name the profile itself. */
  private record Choice(String variant) {}

  private synchronized void ask(Duration period) {
    if (question != null) {
      question.cancel();
    }
    if (status.state() != State.CLOSED) {
      List<ReadItem> items =
          profile.variants().stream()
              .flatMap(variant -> variant.when().stream())
              .map(identity -> (ReadItem) identity.of(config.unit()))
              .distinct()
              .toList();
      question = connection.poll(items, period, profile.readLimits(), this);
    }
  }

  @Override
  public void received(ReadItem item, Words words, long sentNanos) {
    answered(item, words);
  }

  @Override
  public void failed(ReadItem item, DeviceException cause) {
    if (Identification.isAbsent(cause)) {
      answered(item, null);
    } else if (device == null) {
      become(String.valueOf(cause.getMessage()));
    }
  }

  private synchronized void become(String text) {
    if (status.state() != State.CLOSED) {
      status = new SessionStatus(State.CONNECTING, text);
    }
  }

  /** Words, or null where the device has no such registers. */
  private void answered(ReadItem item, @Nullable Words words) {
    for (Variant variant : profile.variants()) {
      for (Identity identity : variant.when()) {
        if (identity.of(config.unit()).equals(item)) {
          answers.put(identity, words != null && identity.holds(words));
        }
      }
    }
    if (isDecided()) {
      choose(
          profile.variants().stream()
              .filter(v -> v.when().stream().allMatch(answers::get))
              .findFirst());
    }
  }

  /** Whether every variant before the first that fits is known not to. */
  private boolean isDecided() {
    for (Variant variant : profile.variants()) {
      if (variant.when().stream()
          .anyMatch(identity -> Boolean.FALSE.equals(answers.get(identity)))) {
        continue;
      }
      return answers.keySet().containsAll(variant.when());
    }
    return true;
  }

  private synchronized void choose(Optional<Variant> variant) {
    Choice choice = new Choice(variant.map(Variant::name).orElse(""));
    if (choice.equals(chosen) || status.state() == State.CLOSED) {
      return;
    }
    boolean first = chosen == null;
    chosen = choice;
    if (device != null) {
      device.close();
    }
    Profile meant = variant.map(profile::as).orElse(profile);
    device =
        ProfileSession.open(
            Options.apply(meant, config.options()), config, connection, sink, clock);
    if (first) {
      ask(FOUND_PERIOD);
    }
  }

  @Override
  public DeviceDeclaration declaration() {
    ProfileSession found = device;
    return found == null ? expected : found.declaration();
  }

  @Override
  public SessionStatus status() {
    ProfileSession found = device;
    return found == null || status.state() == State.CLOSED ? status : found.status();
  }

  @Override
  public WriteResult write(Command command) {
    ProfileSession found = device;
    return found == null
        ? new WriteResult.Refused("not written: the device is " + status().state())
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
    if (question != null) {
      question.cancel();
    }
    if (device != null) {
      device.close();
    }
  }
}
