package org.busbar.drivers.keba;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
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
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;

/**
 * One station. Before the first current is written it is told what to go to when it hears no more
 * of us; while it stops it hears nothing for two seconds (guide, pages 10, 21 and 35). All but
 * status and closing happens on the connection's thread.
 */
final class KebaSession implements DeviceSession {
  private static final int PATIENCE = 3;
  private static final int TRIES = 2;
  private static final int NAME = 1;
  private static final int STATE = 2;
  private static final int METER = 3;
  private static final double MILLI = 1e-3;

  /** What the station tells by itself while it charges: heard or not, it is looked around then. */
  private static final Source BY_ITSELF = Source.of("\"E pres\"");

  private static final int LOOKS = 5;
  private static final long STOPPING_NANOS = 2_000_000_000L;
  private static final String TAKEN = "TCH-OK";

  private final Wallbox wallbox;
  private final MessageConnection connection;
  private final SampleSink sink;
  private final Clock clock;
  private final DeviceDeclaration declaration;
  private volatile SessionStatus status = new SessionStatus(State.CONNECTING, "");

  /** Guarded by this: closing ends them from any thread. */
  private final List<Poll> polls = new ArrayList<>();

  private Optional<Poll> looking = Optional.empty();
  private String serial = "";
  private Report state = Report.none();
  private int missed;
  private int lastEpoch = Integer.MIN_VALUE;
  private long quietUntilNanos;
  private long meterAtNanos;
  private boolean isAsking;
  private boolean isMetering;

  private KebaSession(Wallbox wallbox, MessageConnection connection, SampleSink sink, Clock clock) {
    this.wallbox = wallbox;
    this.connection = connection;
    this.sink = sink;
    this.clock = clock;
    this.declaration = wallbox.declaration();
    this.quietUntilNanos = clock.nanos();
  }

  /** Opens one; does not wait for the station. */
  static KebaSession open(
      Wallbox wallbox, MessageConnection connection, SampleSink sink, Clock clock) {
    KebaSession session = new KebaSession(wallbox, connection, sink, clock);
    session.start();
    return session;
  }

  private synchronized void start() {
    looking =
        Optional.of(connection.watch(BY_ITSELF, wallbox.poll().dividedBy(LOOKS), new Looks()));
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
    looking.ifPresent(Poll::cancel);
    rest();
  }

  private synchronized void become(State next, String text) {
    if (status.state() != State.CLOSED) {
      status = new SessionStatus(next, text);
    }
  }

  /** Looks about five times a period, whether the station says anything or not. */
  private final class Looks implements DocumentListener {
    @Override
    public void received(Source source, Document document) {
      look();
    }

    @Override
    public void failed(Source source, DeviceException cause) {
      look();
    }
  }

  private void look() {
    long now = clock.nanos();
    if (now - quietUntilNanos < 0) {
      return;
    }
    if (!isAsking) {
      isAsking = true;
      meterAtNanos = now + wallbox.poll().toNanos() / 2; // Answers come evenly, so silence shows.
      ask(serial.isEmpty() ? List.of(NAME, STATE) : List.of(STATE));
    }
    if (!isMetering && now - meterAtNanos >= 0) {
      isMetering = true;
      ask(List.of(METER));
    }
  }

  private synchronized void ask(List<Integer> numbers) {
    if (status.state() == State.CLOSED) {
      return;
    }
    for (int number : numbers) {
      String mark = "\"ID\": \"" + number + "\"";
      Source source = new Source(mark, Optional.of(new Message(mark, "", "report " + number)));
      polls.add(connection.watch(source, wallbox.poll(), new Answers(number)));
    }
  }

  private synchronized void rest() {
    polls.forEach(Poll::cancel);
    polls.clear();
    isAsking = false;
    isMetering = false;
  }

  /** What is said to a question. */
  private final class Answers implements DocumentListener {
    private final int number;

    Answers(int number) {
      this.number = number;
    }

    @Override
    public void received(Source source, Document document) {
      Optional<Report> report = Report.of(document.text(), number);
      if (report.isEmpty()) {
        failed(source, new DeviceException.Malformed("report " + number + " is damaged"));
      } else {
        said(number, report.get(), document.nanos());
      }
    }

    @Override
    public void failed(Source source, DeviceException cause) {
      missed++;
      boolean connecting = status.state() == State.CONNECTING;
      if (missed > 1 || connecting) {
        become(connecting ? State.CONNECTING : State.FAULTY, String.valueOf(cause.getMessage()));
      }
    }
  }

  private void said(int number, Report report, long nanos) {
    missed = 0;
    String said = report.text("Serial");
    if (number == NAME) {
      named(report.text("Product"), said);
    } else if (!serial.isEmpty() && said.equals(serial)) {
      become(State.READY, "");
      if (number == STATE) {
        state = report;
        tellState(report, nanos);
      } else {
        tellMeter(report, nanos);
      }
    } else if (!serial.isEmpty()) {
      become(State.WRONG_DEVICE, "station " + said + " answers instead of " + serial);
      serial = "";
      rest();
    }
  }

  private void named(String product, String said) {
    if (said.isEmpty() || !(product.startsWith("KC-P") || product.startsWith("BMW-"))) {
      become(State.WRONG_DEVICE, "'" + product + "' is no station of KEBA");
    } else if (serial.isEmpty()) {
      serial = said;
      rest(); // The name is asked for once.
    }
  }

  private void tellState(Report report, long nanos) {
    tell(Points.CHARGER_STATE, 0, report.chargerState(), nanos);
    tell(Points.CONNECTED, 0, report.plugged(), nanos);
    tell(Points.CURRENT_LIMIT_A, 0, report.currentLimitA(), nanos);
  }

  private void tellMeter(Report report, long nanos) {
    tell(Points.ACTIVE_POWER_W, 0, report.activePowerW(), nanos);
    tell(Points.SESSION_ENERGY_WH, 0, report.sessionEnergyWh(), nanos);
    tell(Points.ENERGY_ABSORBED_WH, 0, report.energyAbsorbedWh(), nanos);
    for (int phase = 1; phase <= wallbox.phases(); phase++) {
      tell(Points.VOLTAGE_LN_V, phase, report.voltageV(phase), nanos);
      tell(Points.CURRENT_A, phase, report.currentA(phase), nanos);
    }
  }

  private void tell(Point point, int index, double value, long nanos) {
    sink.accept(
        new Sample(
            new Address(wallbox.id(), point, index),
            value,
            Double.isFinite(value) ? Quality.GOOD : Quality.INVALID,
            nanos,
            nanos + PATIENCE * wallbox.poll().toNanos(),
            clock.instant().minusNanos(clock.nanos() - nanos)));
  }

  @Override
  public WriteResult write(Command command) {
    SessionStatus now = status;
    boolean reachable = now.state() == State.READY || now.state() == State.FAULTY;
    double currentA = command.value();
    boolean inRange = currentA >= 0 && currentA <= wallbox.maxCurrentA(); // Not so for NaN.
    if (!reachable || !inRange || command.epoch() < lastEpoch) {
      String why =
          reachable
              ? currentA + " A with epoch " + command.epoch() + " after " + lastEpoch
              : "the station is " + now.state() + " " + now.text();
      return new WriteResult.Refused("not written: " + why);
    }
    lastEpoch = command.epoch();
    boolean isSafe = command.action() == Command.Action.SAFE;
    try {
      awaitStopped();
      // A stop does not wait for anything else; it is made to last with its first renewal.
      boolean isStop = currentA < Wallbox.LEAST_CURRENT_A;
      double wantedA = isSafe ? 0 : wallbox.offlineCurrentA();
      boolean isSetUp = isSetUp(wantedA);
      if (!isSetUp && (!isStop || state.currentLimitA() == 0)) {
        setUp(wantedA);
      }
      limit(isStop ? 0 : currentA);
      return new WriteResult.Accepted(Double.NaN); // It holds it a second later; its report tells.
    } catch (DeviceException.Rejected refused) {
      return new WriteResult.Refused(String.valueOf(refused.getMessage()));
    } catch (DeviceException unclear) {
      return new WriteResult.Unknown(String.valueOf(unclear.getMessage()));
    }
  }

  private void awaitStopped() {
    for (long rest = quietUntilNanos - clock.nanos();
        rest > 0;
        rest = quietUntilNanos - clock.nanos()) {
      LockSupport.parkNanos(rest);
    }
  }

  /** Whether the station goes to this by itself; it forgets it when it starts anew. */
  private boolean isSetUp(double currentA) {
    return state.settingA("Curr FS") == currentA
        && state.seconds("Tmo FS") == wallbox.offlineAfter().toSeconds();
  }

  private void setUp(double currentA) throws DeviceException {
    order("failsafe %d %d 0".formatted(wallbox.offlineAfter().toSeconds(), milli(currentA)));
  }

  private void limit(double currentA) throws DeviceException {
    try {
      order("currtime %d 1".formatted(milli(currentA)));
    } finally {
      if (currentA == 0) { // Also where nobody knows whether it was heard.
        quietUntilNanos = clock.nanos() + STOPPING_NANOS;
        rest();
      }
    }
  }

  /** Never more than was asked for. */
  private static long milli(double currentA) {
    return (long) StrictMath.floor(currentA / MILLI + MILLI);
  }

  /** A datagram may be lost, and nothing is ordered here that may not be ordered twice. */
  private void order(String text) throws DeviceException {
    String mark = "TCH-";
    Source source = new Source(mark, Optional.of(new Message(mark, "", text)));
    for (int attempt = 1; ; attempt++) {
      try {
        String answer = connection.read(source).text().strip();
        if (!answer.startsWith(TAKEN)) {
          throw new DeviceException.Rejected(
              String.format(Locale.ROOT, "the station answers %s to %s", answer, text), 0);
        }
        return;
      } catch (DeviceException.NoResponse silent) {
        if (attempt == TRIES) {
          throw silent;
        }
      }
    }
  }
}
