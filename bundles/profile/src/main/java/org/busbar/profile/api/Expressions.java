package org.busbar.profile.api;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/** What formulas are made of. */
final class Expressions {
  private Expressions() {}

  /** A constant. */
  record Constant(double number) implements Expression {
    @Override
    public double value(ToDoubleFunction<PointKey> operands) {
      return number;
    }
  }

  /** A point. */
  record Operand(PointKey key) implements Expression {
    @Override
    public double value(ToDoubleFunction<PointKey> operands) {
      return operands.applyAsDouble(key);
    }
  }

  /** Two values and a sign between them. */
  record Binary(String sign, Expression left, Expression right) implements Expression {
    @Override
    public double value(ToDoubleFunction<PointKey> operands) {
      double a = left.value(operands);
      double b = right.value(operands);
      if (Double.isNaN(a) || Double.isNaN(b)) {
        return Double.NaN;
      }
      return switch (sign) {
        case "+" -> a + b;
        case "-" -> a - b;
        case "*" -> a * b;
        case "/" -> b == 0 ? Double.NaN : a / b;
        case "<" -> truth(a < b);
        case "<=" -> truth(a <= b);
        case ">" -> truth(a > b);
        case ">=" -> truth(a >= b);
        case "==" -> truth(a == b);
        case "!=" -> truth(a != b);
        case "and" -> truth(a != 0 && b != 0);
        case "or" -> truth(a != 0 || b != 0);
        default -> throw new IllegalStateException(sign);
      };
    }
  }

  /** A function and its arguments. */
  record Call(Function function, List<Expression> arguments) implements Expression {
    Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public double value(ToDoubleFunction<PointKey> operands) {
      return switch (function) {
        case IF -> {
          double condition = arguments.get(0).value(operands);
          yield Double.isNaN(condition)
              ? Double.NaN
              : arguments.get(condition != 0 ? 1 : 2).value(operands);
        }
        case KNOWN -> truth(!Double.isNaN(arguments.get(0).value(operands)));
        case NOT -> {
          double value = arguments.get(0).value(operands);
          yield Double.isNaN(value) ? value : truth(value == 0);
        }
        case ABS -> Math.abs(arguments.get(0).value(operands));
        case FLOOR -> Math.floor(arguments.get(0).value(operands));
        case BIT -> bit(arguments.get(0).value(operands), arguments.get(1).value(operands));
        case MIN -> fold(operands, Math::min);
        case MAX -> fold(operands, Math::max);
        case SUM -> fold(operands, Double::sum);
        case MEAN -> fold(operands, Double::sum) / arguments.size();
      };
    }

    private double fold(ToDoubleFunction<PointKey> operands, DoubleBinaryOperator by) {
      return arguments.stream()
          .mapToDouble(argument -> argument.value(operands))
          .reduce(by)
          .orElse(Double.NaN);
    }

    private static double bit(double value, double number) {
      boolean whole = value >= 0 && value <= 0x1p53 && number >= 0 && number < 53;
      return whole ? (long) value >> (int) number & 1 : Double.NaN;
    }
  }

  /** The functions. */
  enum Function {
    /** {@code if(condition, then, else)}. */
    IF(3, 3),
    /** 1 where a value is known, else 0. */
    KNOWN(1, 1),
    /** 1 for 0 and 0 for all else. */
    NOT(1, 1),
    /** Magnitude. */
    ABS(1, 1),
    /** Greatest whole number not above. */
    FLOOR(1, 1),
    /** A bit of a whole number: {@code bit(value, 0)} is the least significant. */
    BIT(2, 2),
    /** The least. */
    MIN(1, Integer.MAX_VALUE),
    /** The greatest. */
    MAX(1, Integer.MAX_VALUE),
    /** The sum. */
    SUM(1, Integer.MAX_VALUE),
    /** The mean. */
    MEAN(1, Integer.MAX_VALUE);

    private final int least;
    private final int most;

    Function(int least, int most) {
      this.least = least;
      this.most = most;
    }

    boolean takes(int count) {
      return count >= least && count <= most;
    }
  }

  private static double truth(boolean is) {
    return is ? 1 : 0;
  }
}
