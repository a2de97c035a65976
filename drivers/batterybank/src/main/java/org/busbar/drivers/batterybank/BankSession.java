package org.busbar.drivers.batterybank;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * One battery bank. It is connected only after it was looked at, only where it is not connected
 * yet, and hears a heartbeat that counts on with each write. Callbacks and writes run on the
 * connection's thread; what other threads see is volatile.
 */
final class BankSession implements DeviceSession {
  private static final int PATIENCE = 3;

  /** The last number means "not implemented", so counting begins again before it. */
  private static final int COUNTS = 0xffff;

  /**
   * Where it is.
   *
   * @param connection the wire
   * @param unit unit on it
   * @param settings register and period
   */
  record Place(RegisterConnection connection, int unit, BankDriver.Settings settings) {
    Registers piece() {
      return BankRegisters.piece(unit, settings.at());
    }

    Bank look() throws DeviceException {
      return BankRegisters.read(connection.read(piece()));
    }

    RegisterWrite write(int register, int value) {
      int at = settings.at() + register;
      return new RegisterWrite(unit, Table.HOLDING, at, Words.of(value), true);
    }
  }

  private final Place place;
  private final DeviceDeclaration declaration;
  private final SampleSink sink;
  private final Clock clock;
  private volatile SessionStatus status = new SessionStatus(State.CONNECTING, "");
  private Connection.@Nullable Poll poll;
  private long lastAnswerNanos;
  private int lastEpoch = Integer.MIN_VALUE;
  private int heartbeat;

  private BankSession(Place place, DeviceDeclaration declaration, SampleSink sink, Clock clock) {
    this.place = place;
    this.declaration = declaration;
    this.sink = sink;
    this.clock = clock;
    this.lastAnswerNanos = clock.nanos();
  }

  /** Opens one; does not wait for it. */
  static BankSession open(
      Place place, DeviceDeclaration declaration, SampleSink sink, Clock clock) {
    BankSession session = new BankSession(place, declaration, sink, clock);
    session.start();
    return session;
  }

  private synchronized void start() {
    poll =
        place
            .connection()
            .poll(
                List.of(place.piece()),
                place.settings().poll(),
                ReadLimits.DEFAULT,
                new Readings());
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
  public WriteResult write(Command command) {
    SessionStatus now = status;
    boolean reachable = now.state() == State.READY || now.state() == State.FAULTY;
    boolean inRange = command.value() >= 0 && command.value() <= 1; // Not so for NaN.
    if (!reachable || !inRange || command.epoch() < lastEpoch) {
      String why =
          reachable
              ? command.value() + " with epoch " + command.epoch() + " after " + lastEpoch
              : "the device is " + now.state() + " " + now.text();
      return new WriteResult.Refused("not written: " + why);
    }
    lastEpoch = command.epoch();
    boolean on = command.value() == 1 && command.action() == Command.Action.SET;
    return isSwitch(command) ? turn(on) : reset(on);
  }

  private static boolean isSwitch(Command command) {
    return command.writable().quantity().equals(Points.SWITCH_ON);
  }

  private WriteResult turn(boolean on) {
    int done = 0;
    try {
      if (on) {
        Bank before = place.look();
        if (!before.obstacle().isEmpty()) {
          return new WriteResult.Refused("not connected: " + before.obstacle());
        }
        if (before.switchOn() == 0) { // An operation is ordered once, not with each renewal.
          write(Bank.OPERATION, Bank.CONNECT);
          done++;
        }
      } else {
        write(Bank.OPERATION, Bank.DISCONNECT);
        done++;
      }
      int next = (heartbeat + 1) % COUNTS;
      write(Bank.CONTROLLER_HEARTBEAT, next);
      heartbeat = next;
      double held = place.look().switchOn();
      // On its way is no other answer yet; the measured point tells when it got there.
      return new WriteResult.Accepted(held == (on ? 1 : 0) ? held : Double.NaN);
    } catch (DeviceException.Rejected refused) {
      String text = "refused with code " + refused.code() + ": " + refused.getMessage();
      return done == 0 ? new WriteResult.Refused(text) : new WriteResult.Unknown(text);
    } catch (DeviceException unclear) {
      return new WriteResult.Unknown(String.valueOf(unclear.getMessage()));
    }
  }

  private WriteResult reset(boolean on) {
    try {
      write(Bank.ALARM_RESET, on ? 1 : 0);
      return new WriteResult.Accepted(Double.NaN); // The bank sets it back by itself.
    } catch (DeviceException.Rejected refused) {
      return new WriteResult.Refused("refused with code " + refused.code());
    } catch (DeviceException unclear) {
      return new WriteResult.Unknown(String.valueOf(unclear.getMessage()));
    }
  }

  private void write(int register, int value) throws DeviceException {
    place.connection().write(place.write(register, value));
  }

  @Override
  public Optional<WritePlan> plan(Command command) {
    boolean on = command.value() == 1 && command.action() == Command.Action.SET;
    RegisterWrite write =
        isSwitch(command)
            ? place.write(Bank.OPERATION, on ? Bank.CONNECT : Bank.DISCONNECT)
            : place.write(Bank.ALARM_RESET, on ? 1 : 0);
    return Optional.of(new WritePlan(List.of(write), Optional.empty()));
  }

  /** Makes samples of what is read. */
  private final class Readings implements ReadListener {
    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      lastAnswerNanos = clock.nanos();
      Bank bank = BankRegisters.read(words);
      if (bank.model() != Bank.MODEL) {
        become(
            State.WRONG_DEVICE,
            "register %d holds %.0f instead of %d"
                .formatted(place.settings().at(), bank.model(), Bank.MODEL));
        return;
      }
      become(State.READY, "");
      NodeId device = declaration.device();
      long expiresNanos = sentNanos + PATIENCE * place.settings().poll().toNanos();
      Instant measuredAt = clock.instant().minusNanos(clock.nanos() - sentNanos);
      Map<Address, Double> values = BankRegisters.values(device, bank);
      values.put(Address.of(device, Points.SWITCH_ON), bank.switchOn());
      values.forEach(
          (address, value) ->
              sink.accept(
                  new Sample(
                      address,
                      value,
                      Double.isNaN(value) ? Quality.INVALID : Quality.GOOD,
                      sentNanos,
                      expiresNanos,
                      measuredAt)));
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {
      long silent = clock.nanos() - lastAnswerNanos;
      boolean connecting = status.state() == State.CONNECTING;
      if (connecting || silent > PATIENCE * place.settings().poll().toNanos()) {
        become(connecting ? State.CONNECTING : State.FAULTY, String.valueOf(cause.getMessage()));
      }
    }
  }
}
