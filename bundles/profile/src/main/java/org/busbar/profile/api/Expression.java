package org.busbar.profile.api;

import java.util.function.ToDoubleFunction;

/** A formula as a tree. Evaluation is pure; what is unknown stays unknown. */
sealed interface Expression
    permits Expressions.Constant, Expressions.Operand, Expressions.Binary, Expressions.Call {
  double value(ToDoubleFunction<PointKey> operands);
}
