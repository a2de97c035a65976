package org.busbar.profile.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WritePlan.ReadBack;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;

/** Carries out commands on the wire. Confined to the connection's thread. */
final class CommandRun {
  private final RegisterConnection connection;
  private final int unit;
  private final Scales scales;

  CommandRun(RegisterConnection connection, int unit, Scales scales) {
    this.connection = connection;
    this.unit = unit;
    this.scales = scales;
  }

  WriteResult run(WriteSpec spec, Command command) {
    List<RegisterWrite> requests;
    try {
      requireScales(spec);
      requests = requests(spec, command);
    } catch (DeviceException silent) {
      return new WriteResult.Refused("not written, scale register unread: " + silent.getMessage());
    } catch (IllegalArgumentException wrong) {
      return new WriteResult.Refused("not written: " + wrong.getMessage());
    }
    int done = 0;
    for (RegisterWrite request : requests) {
      if (Requests.isSpared(spec, request) && holds(request)) {
        continue;
      }
      try {
        connection.write(request);
        done++;
      } catch (DeviceException.Rejected refused) {
        return afterRefusal(spec, request, done, refused);
      } catch (DeviceException unclear) {
        return new WriteResult.Unknown(
            "register " + request.address() + ": " + unclear.getMessage());
      }
    }
    return readBack(spec);
  }

  /** Whether a register that wears holds already what would be written; if in doubt it is not. */
  private boolean holds(RegisterWrite request) {
    int count = request.words().size();
    try {
      Registers place = new Registers(unit, request.table(), request.address(), count);
      return connection.read(place).equals(request.words());
    } catch (DeviceException unclear) {
      return false;
    }
  }

  /** What would be written, as far as all scales are known; no I/O. */
  Optional<WritePlan> plan(WriteSpec spec, Command command) {
    boolean known =
        spec.steps().stream()
                .flatMap(step -> register(step).stream())
                .allMatch(register -> scales.of(register).isPresent())
            && spec.readBack().map(place -> scales.of(place).isPresent()).orElse(true);
    if (!known) {
      return Optional.empty();
    }
    Optional<ReadBack> readBack =
        Double.isFinite(command.value())
            ? spec.readBack().map(place -> readBack(spec, place, command.value()))
            : Optional.empty();
    return Optional.of(new WritePlan(requests(spec, command), readBack));
  }

  private static Optional<Register> register(WriteStep step) {
    return switch (step) {
      case WriteStep.Constant none -> Optional.empty();
      case WriteStep.Value value -> Optional.of(value.register());
      case WriteStep.Derived derived -> Optional.of(derived.register());
      case WriteStep.Timer timer -> Optional.of(timer.register());
    };
  }

  private ReadBack readBack(WriteSpec spec, Register place, double value) {
    double held = Requests.stepped(value, spec.step());
    return new ReadBack(place.of(unit), place.coding().encode(held, exponent(place)));
  }

  private List<RegisterWrite> requests(WriteSpec spec, Command command) {
    if (command.action() == Command.Action.RELEASE && !spec.releaseSteps().isEmpty()) {
      return Requests.release(spec, unit, this::exponent);
    }
    if (!spec.range().contains(command.value())) {
      throw new IllegalArgumentException(
          command.value() + " is outside " + spec.range().min() + " to " + spec.range().max());
    }
    return Requests.set(spec, command.value(), unit, this::exponent);
  }

  private int exponent(Register register) {
    return scales.of(register).orElseThrow();
  }

  private void requireScales(WriteSpec spec) throws DeviceException {
    for (WriteStep step : spec.steps()) {
      Optional<Register> register = register(step);
      if (register.isPresent()) {
        scales.require(connection, unit, register.get());
      }
    }
  }

  /** Only where the first request of all was refused is it certain that nothing has changed. */
  private static WriteResult afterRefusal(
      WriteSpec spec, RegisterWrite request, int done, DeviceException.Rejected refused) {
    String reason =
        "register "
            + request.address()
            + " refused with code "
            + refused.code()
            + ": "
            + refused.getMessage();
    boolean onlyTimer =
        done == 1 && spec.steps().getFirst() instanceof WriteStep.Timer && spec.steps().size() == 2;
    return done == 0 || onlyTimer
        ? new WriteResult.Refused(reason)
        : new WriteResult.Unknown("after " + done + " of its requests, " + reason);
  }

  private WriteResult readBack(WriteSpec spec) {
    if (spec.readBack().isEmpty() && spec.held().isEmpty()) {
      return new WriteResult.Accepted(Double.NaN);
    }
    try {
      return new WriteResult.Accepted(
          spec.readBack().isPresent()
              ? read(spec.readBack().get())
              : computed(spec.held().orElseThrow()));
    } catch (DeviceException.Rejected cannotBeAsked) {
      return new WriteResult.Accepted(Double.NaN);
    } catch (DeviceException unclear) {
      return new WriteResult.Unknown("written, but not read back: " + unclear.getMessage());
    }
  }

  private double read(Register register) throws DeviceException {
    scales.require(connection, unit, register);
    return register.coding().decode(connection.read(register.of(unit)), exponent(register));
  }

  private double computed(WriteSpec.Held held) throws DeviceException {
    Map<PointKey, Double> operands = new HashMap<>();
    for (ProfilePoint point : held.operands()) {
      operands.put(point.key(), read(point.register()));
    }
    return held.computed().factor() * held.computed().formula().evaluate(operands::get);
  }
}
