package org.busbar.profile.api;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Unit;

/**
 * A small pure expression over points: numbers, {@code + - * /}, comparisons, {@code and}, {@code
 * or}, {@code not}, {@code if}, {@code min}, {@code max}, {@code sum}, {@code mean}, {@code abs},
 * {@code floor}, {@code bit}, {@code known}. What is unknown makes the result unknown, but for a
 * branch of {@code if} that is not taken. Immutable.
 */
public final class Formula {
  /** What a write commands, {@code value} in a formula of a step. */
  public static final PointKey VALUE = raw("value");

  private static final double BOUND = 1e300;

  private final String text;
  private final Expression root;
  private final List<PointKey> operands;

  private Formula(String text, Expression root, List<PointKey> operands) {
    this.text = text;
    this.root = root;
    this.operands = List.copyOf(operands);
  }

  /** The key of an auxiliary register, {@code raw.name} in a formula. */
  public static PointKey raw(String name) {
    return PointKey.of(new Point("x-raw." + name, Unit.NONE, Kind.STATE, -BOUND, BOUND));
  }

  /**
   * Reads a formula.
   *
   * @param names keys by a name as written, several where it ends with {@code .*}, none where it is
   *     not known
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static Formula parse(String text, Function<String, List<PointKey>> names) {
    FormulaParser parser = new FormulaParser(text, names);
    Expression root = parser.whole();
    return new Formula(text, root, parser.operands());
  }

  /**
   * The value.
   *
   * @param values value by operand, NaN where it is unknown
   * @return NaN where it is unknown or no finite number
   */
  public double evaluate(ToDoubleFunction<PointKey> values) {
    double value = root.value(values);
    return Double.isFinite(value) ? value + 0.0 : Double.NaN;
  }

  /** What it is computed of, each once. */
  public List<PointKey> operands() {
    return operands;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Formula that && root.equals(that.root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
