package org.busbar.profile.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Words;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;

/** Turns commands into the requests of a device, in its order. Pure. */
public final class Requests {
  private static final double NEAR = 1e-9;

  private Requests() {}

  /**
   * The requests that set a value.
   *
   * @param value in the unit of the quantity, positive into the busbar, finite
   * @param unit unit id
   * @param exponents power of ten of a register's scale register
   * @throws IllegalArgumentException if the value does not fit into a register
   */
  public static List<RegisterWrite> set(
      WriteSpec spec, double value, int unit, ToIntFunction<Register> exponents) {
    return requests(spec, spec.steps(), stepped(value, spec.step()), unit, exponents);
  }

  /** The requests of the device's own release sequence. */
  public static List<RegisterWrite> release(
      WriteSpec spec, int unit, ToIntFunction<Register> exponents) {
    return requests(spec, spec.releaseSteps(), spec.safe(), unit, exponents);
  }

  /** The value rounded toward zero to the device's step. */
  public static double stepped(double value, double step) {
    if (step == 0) {
      return value;
    }
    double count = value / step;
    double whole = Math.rint(count);
    boolean exact = Math.abs(count - whole) <= NEAR * Math.max(1, Math.abs(count));
    double down = count < 0 ? Math.ceil(count) : Math.floor(count);
    return exact ? value : down * step;
  }

  private static List<RegisterWrite> requests(
      WriteSpec spec,
      List<WriteStep> steps,
      double value,
      int unit,
      ToIntFunction<Register> exponents) {
    List<RegisterWrite> requests = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      WriteStep step = steps.get(i);
      Words words =
          switch (step) {
            case WriteStep.Constant constant -> constant.words();
            case WriteStep.Value target ->
                target.register().coding().encode(value, exponents.applyAsInt(target.register()));
            case WriteStep.Derived derived ->
                derived
                    .register()
                    .coding()
                    .encode(finite(derived, value), exponents.applyAsInt(derived.register()));
            case WriteStep.Timer timer ->
                timer
                    .register()
                    .coding()
                    .encode(
                        spec.reversion().orElseThrow().toNanos() / 1e9,
                        exponents.applyAsInt(timer.register()));
          };
      RegisterWrite request =
          new RegisterWrite(unit, step.table(), step.at(), words, step.single());
      boolean joined = isValue(steps, i) && isValue(steps, i - 1);
      if (joined && continues(requests.getLast(), request)) {
        requests.add(join(requests.removeLast(), request));
      } else {
        requests.add(request);
      }
    }
    return requests;
  }

  private static boolean isValue(List<WriteStep> steps, int index) {
    return index >= 0
        && (steps.get(index) instanceof WriteStep.Value
            || steps.get(index) instanceof WriteStep.Derived);
  }

  private static double finite(WriteStep.Derived derived, double value) {
    double result = derived.of(value);
    if (!Double.isFinite(result)) {
      throw new IllegalArgumentException(derived.formula() + " of " + value + " is no number");
    }
    return result;
  }

  /** Whether a request is a constant that is only written where the device holds another. */
  static boolean isSpared(WriteSpec spec, RegisterWrite request) {
    return Stream.concat(spec.steps().stream(), spec.releaseSteps().stream())
        .anyMatch(
            step ->
                step instanceof WriteStep.Constant constant
                    && constant.ifDifferent()
                    && constant.table() == request.table()
                    && constant.at() == request.address()
                    && constant.words().equals(request.words()));
  }

  /** Values side by side go in one request, so that the device never holds half of them. */
  private static boolean continues(RegisterWrite last, RegisterWrite next) {
    return last.table() == next.table()
        && last.address() + last.words().size() == next.address()
        && !last.single()
        && !next.single();
  }

  private static RegisterWrite join(RegisterWrite last, RegisterWrite next) {
    int[] words = new int[last.words().size() + next.words().size()];
    for (int i = 0; i < words.length; i++) {
      int size = last.words().size();
      words[i] = i < size ? last.words().at(i) : next.words().at(i - size);
    }
    return new RegisterWrite(last.unit(), last.table(), last.address(), Words.of(words), false);
  }
}
