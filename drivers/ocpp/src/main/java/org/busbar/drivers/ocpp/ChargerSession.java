package org.busbar.drivers.ocpp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection.Poll;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.StationConnection;
import org.busbar.api.transport.StationListener;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * One charger. It is ready once the station has taken the profile to which it falls back: what we
 * ask for later ends by itself, and then that one holds. All but status and closing happens on the
 * connection's thread.
 */
final class ChargerSession implements DeviceSession, StationListener, Dialect.Facts {
  private static final JsonMapper JSON = new JsonMapper();

  /** A station's clock may be that much behind: what we ask for begins so much earlier. */
  private static final long CLOCK_SECONDS = 30;

  /** More than what a charger needs for itself. */
  private static final double CHARGING_W = 100;

  private static final long SETTLE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long AGAIN_NANOS = Duration.ofSeconds(5).toNanos();

  private final Charger charger;
  private final StationConnection stations;
  private final SampleSink sink;
  private final Clock clock;
  private final DeviceDeclaration declaration;
  private volatile SessionStatus status = new SessionStatus(State.CONNECTING, "has not called yet");
  private volatile @Nullable Poll attendance;

  private @Nullable Dialect dialect;
  private boolean isSetUp;
  private long setUpAtNanos;
  private long heldAtNanos;
  private long meteredNanos;
  private double state = Double.NaN;

  /** Whether it is known only that a vehicle is there, not what it does. */
  private boolean isOnlyOccupied;

  private double sessionBeginWh = Double.NaN;
  private Optional<String> transaction = Optional.empty();
  private boolean isStartAsked;
  private double askedA;
  private int lastEpoch = Integer.MIN_VALUE;
  private int transactions;

  private ChargerSession(
      Charger charger, StationConnection stations, SampleSink sink, Clock clock) {
    this.charger = charger;
    this.stations = stations;
    this.sink = sink;
    this.clock = clock;
    this.declaration = charger.declaration();
    this.askedA = charger.offlineCurrentA();
  }

  /** Opens one; does not wait for the station. */
  static ChargerSession open(
      Charger charger, StationConnection stations, SampleSink sink, Clock clock) {
    ChargerSession session = new ChargerSession(charger, stations, sink, clock);
    session.attendance = stations.attend(charger.station(), Charger.PERIOD, session);
    return session;
  }

  @Override
  public DeviceDeclaration declaration() {
    return declaration;
  }

  @Override
  public SessionStatus status() {
    return status;
  }

  @Override
  public synchronized void close() {
    status = new SessionStatus(State.CLOSED, "");
    Poll poll = attendance;
    if (poll != null) {
      poll.cancel();
    }
  }

  private synchronized void become(State state, String text) {
    if (status.state() != State.CLOSED) {
      status = new SessionStatus(state, text);
    }
  }

  @Override
  public void arrived(String protocol) {
    dialect = protocol.equals("ocpp1.6") ? new Edition16() : new Edition201();
    setUpSoon();
  }

  @Override
  public void left(DeviceException cause) {
    dialect = null;
    isSetUp = false;
    state = Double.NaN;
    become(State.FAULTY, String.valueOf(cause.getMessage()));
  }

  /** A station that starts anew is let speak first. */
  private void setUpSoon() {
    isSetUp = false;
    isStartAsked = false;
    setUpAtNanos = clock.nanos() + SETTLE_NANOS;
  }

  @Override
  public Optional<String> called(String action, String payload, long nanos) {
    Dialect spoken = dialect;
    if (spoken == null) {
      return Optional.empty();
    }
    try {
      return spoken
          .hear(action, JSON.readTree(payload), charger.connector(), this)
          .map(ObjectNode::toString);
    } catch (JsonProcessingException e) {
      return Optional.empty(); // the connection has read it already
    }
  }

  @Override
  public void due() {
    Dialect spoken = dialect;
    if (spoken == null) {
      return;
    }
    long now = clock.nanos();
    if (!isSetUp && now - setUpAtNanos >= 0) {
      setUp(spoken);
    }
    tellState(now);
    if (isSetUp && now - heldAtNanos >= charger.meterInterval().toNanos()) {
      askHeld(spoken);
    }
    startWhereWanted(spoken);
  }

  private void setUp(Dialect spoken) {
    setUpAtNanos = clock.nanos() + AGAIN_NANOS;
    try {
      var fallback =
          new Dialect.Profile(
              Dialect.FALLBACK, Optional.empty(), charger.offlineCurrentA(), Optional.empty(), 0);
      if (!spoken.isDone(ask(spoken.set(charger.connector(), fallback)))) {
        become(State.FAULTY, "the station does not take the profile it is to fall back to");
        return;
      }
      for (Dialect.Call wish :
          spoken.wishes(charger.connector(), charger.meterInterval().toSeconds())) {
        tryToAsk(wish);
      }
      isSetUp = true;
      heldAtNanos = clock.nanos() - charger.meterInterval().toNanos();
      become(State.READY, "");
    } catch (DeviceException e) {
      become(State.FAULTY, String.valueOf(e.getMessage()));
    }
  }

  /** What a station may refuse. */
  private Optional<JsonNode> tryToAsk(Dialect.Call call) throws DeviceException {
    try {
      return Optional.of(ask(call));
    } catch (DeviceException.Rejected e) {
      return Optional.empty();
    }
  }

  private JsonNode ask(Dialect.Call call) throws DeviceException {
    String answer = stations.call(charger.station(), call.action(), call.payload().toString());
    try {
      return JSON.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new DeviceException.Malformed("an answer that is no JSON: " + e.getOriginalMessage());
    }
  }

  private void askHeld(Dialect spoken) {
    heldAtNanos = clock.nanos();
    try {
      double heldA =
          tryToAsk(spoken.held(charger.connector())).map(spoken::heldCurrentA).orElse(Double.NaN);
      tell(Points.CURRENT_LIMIT_A, 0, heldA, Quality.GOOD, charger.meterInterval());
    } catch (DeviceException e) {
      become(State.FAULTY, String.valueOf(e.getMessage()));
      setUpSoon();
    }
  }

  private void startWhereWanted(Dialect spoken) {
    if (state != 2) {
      isStartAsked = false;
    } else if (isSetUp
        && !isStartAsked
        && transaction.isEmpty()
        && charger.startTag().isPresent()
        && askedA > 0) {
      isStartAsked = true;
      try {
        tryToAsk(spoken.start(charger.connector(), charger.startTag().get()));
      } catch (DeviceException e) {
        isStartAsked = false;
      }
    }
  }

  /** What is known because the station is there and has said nothing else. */
  private void tellState(long now) {
    tell(Points.CHARGER_STATE, 0, state, Quality.GOOD, Charger.PERIOD);
    double connected = state == 1 ? 0 : state == 2 || state == 3 ? 1 : Double.NaN;
    tell(Points.CONNECTED, 0, connected, Quality.GOOD, Charger.PERIOD);
    boolean isMetered = now - meteredNanos < charger.meterInterval().toNanos() * 3;
    boolean isIdle = !isOnlyOccupied || transaction.isEmpty();
    if (state == 1 || (state == 2 && isIdle && !isMetered)) {
      // Its contactor is open, nothing can flow; it measures only while it charges.
      tell(Points.ACTIVE_POWER_W, 0, 0, Quality.SUBSTITUTED, Charger.PERIOD);
    }
  }

  private void tell(Point point, int index, double value, Quality quality, Duration period) {
    long now = clock.nanos();
    Quality verdict = Double.isFinite(value) ? quality : Quality.INVALID;
    sink.accept(
        new Sample(
            new Address(charger.id(), point, index),
            value,
            verdict,
            now,
            now + 3 * period.toNanos(),
            clock.instant()));
  }

  @Override
  public WriteResult write(Command command) {
    Dialect spoken = dialect;
    if (spoken == null || !isSetUp) {
      return new WriteResult.Refused("not written: the station is " + status.state());
    }
    if (command.epoch() < lastEpoch) {
      return new WriteResult.Refused(
          "not written: epoch " + command.epoch() + " after " + lastEpoch);
    }
    lastEpoch = command.epoch();
    try {
      return command.action() == Command.Action.RELEASE
          ? release(spoken)
          : limit(spoken, command.value(), command.action() == Command.Action.SAFE);
    } catch (DeviceException.Rejected e) {
      return new WriteResult.Refused(String.valueOf(e.getMessage()));
    } catch (DeviceException e) {
      return new WriteResult.Unknown(String.valueOf(e.getMessage()));
    }
  }

  /**
   * A setpoint ends by itself. A safe value does not, so that it holds whatever the station's clock
   * says; safety takes it away.
   */
  private WriteResult limit(Dialect spoken, double currentA, boolean stays) throws DeviceException {
    Optional<Instant> start =
        stays
            ? Optional.empty()
            : Optional.of(
                clock.instant().truncatedTo(ChronoUnit.SECONDS).minusSeconds(CLOCK_SECONDS));
    long seconds = stays ? 0 : charger.offlineAfter().toSeconds() + CLOCK_SECONDS;
    // For whoever comes next, and for whoever is there: it is the station that tells them apart.
    boolean isDone =
        isSet(
            spoken,
            new Dialect.Profile(Dialect.LEASED, Optional.empty(), currentA, start, seconds));
    if (transaction.isPresent() && charger.connector() > 0) {
      isDone &=
          isSet(
              spoken,
              new Dialect.Profile(
                  Dialect.LEASED_TRANSACTION, transaction, currentA, start, seconds));
    }
    askedA = currentA;
    return isDone
        ? new WriteResult.Accepted(readBack(spoken))
        : new WriteResult.Refused("the station does not take a limit of " + currentA + " A");
  }

  private boolean isSet(Dialect spoken, Dialect.Profile profile) throws DeviceException {
    return spoken.isDone(ask(spoken.set(charger.connector(), profile)));
  }

  private WriteResult release(Dialect spoken) throws DeviceException {
    tryToAsk(spoken.clear(charger.connector(), Dialect.LEASED_TRANSACTION));
    tryToAsk(spoken.clear(charger.connector(), Dialect.LEASED));
    askedA = charger.offlineCurrentA();
    return new WriteResult.Accepted(readBack(spoken));
  }

  private double readBack(Dialect spoken) throws DeviceException {
    double heldA =
        tryToAsk(spoken.held(charger.connector())).map(spoken::heldCurrentA).orElse(Double.NaN);
    heldAtNanos = clock.nanos();
    tell(Points.CURRENT_LIMIT_A, 0, heldA, Quality.GOOD, charger.meterInterval());
    return heldA;
  }

  @Override
  public void restarted() {
    setUpSoon();
    transaction = Optional.empty();
    state = Double.NaN;
  }

  @Override
  public void occupied() {
    if (state != 2 && state != 3) {
      if (Double.isNaN(state)) {
        meteredNanos = clock.nanos(); // It may charge for long: it has its time to say so.
      }
      state = 2;
      isOnlyOccupied = true;
    }
  }

  @Override
  public boolean isRunning(String id) {
    return transaction.equals(Optional.of(id));
  }

  @Override
  public void state(double said) {
    state = said;
    isOnlyOccupied = false;
    if (said == 1) {
      transaction = Optional.empty(); // Nobody is plugged in: its end was lost on the way.
    }
  }

  @Override
  public void runs(String id) {
    if (!isRunning(id)) {
      sessionBeginWh = Double.NaN;
    }
    transaction = Optional.of(id);
  }

  @Override
  public void begunAt(double energyWh) {
    sessionBeginWh = energyWh;
  }

  @Override
  public void ended(String id) {
    if (isRunning(id)) {
      transaction = Optional.empty();
      state = state == 3 ? 2 : state; // The vehicle may stay; nothing flows without a transaction.
    }
  }

  @Override
  public void measured(JsonNode sets) {
    Duration interval = charger.meterInterval();
    MeterValues values = MeterValues.of(sets, MeterValues.since(clock.instant(), interval));
    if (Double.isFinite(values.activePowerW())) {
      meteredNanos = clock.nanos();
      if (isOnlyOccupied && (state == 2 || state == 3)) {
        state = values.activePowerW() < -CHARGING_W ? 3 : 2;
      }
      tell(Points.ACTIVE_POWER_W, 0, values.activePowerW(), Quality.GOOD, interval);
    }
    for (int phase = 1; phase <= charger.phases(); phase++) {
      double currentA = values.currentA()[phase];
      if (charger.phases() == 1 && Double.isNaN(currentA)) {
        currentA = values.currentA()[0]; // With one phase some name none.
      }
      if (Double.isFinite(currentA)) {
        tell(Points.CURRENT_A, phase, currentA, Quality.GOOD, interval);
      }
    }
    double energyWh = values.energyAbsorbedWh();
    if (Double.isFinite(energyWh)) {
      sessionBeginWh = Double.isNaN(sessionBeginWh) ? energyWh : sessionBeginWh;
      tell(Points.ENERGY_ABSORBED_WH, 0, energyWh, Quality.GOOD, interval);
      tell(Points.SESSION_ENERGY_WH, 0, energyWh - sessionBeginWh, Quality.GOOD, interval);
    }
  }

  @Override
  public boolean isAllowed(String tag) {
    return charger.tags().isEmpty()
        || charger.tags().contains(tag)
        || charger.startTag().equals(Optional.of(tag));
  }

  @Override
  public int nextTransaction() {
    // Of no two runs of the gateway the same: seconds since 1970, more than one in each is refused
    // by nobody but would repeat.
    transactions = Math.max(transactions + 1, (int) clock.instant().getEpochSecond());
    return transactions;
  }

  @Override
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
