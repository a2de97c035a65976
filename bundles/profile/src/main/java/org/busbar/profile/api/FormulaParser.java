package org.busbar.profile.api;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a formula by descent; deep ones are refused. */
final class FormulaParser {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>0x[0-9a-fA-F]{1,12}|[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?)"
              + "|(?<name>[A-Za-z][A-Za-z0-9]*(?:\\.(?:[A-Za-z0-9]+|\\*))?)"
              + "|\\[(?<quoted>[^\\]]+)\\]"
              + "|(?<sign><=|>=|==|!=|[-+*/<>(),]))");
  private static final Set<String> COMPARISONS = Set.of("<", "<=", ">", ">=", "==", "!=");
  private static final int MAX_DEPTH = 30;

  private final String text;
  private final Function<String, List<PointKey>> names;
  private final Matcher tokens;
  private final Set<PointKey> operands = new LinkedHashSet<>();
  private String token = "";
  private boolean isName;
  private boolean isQuoted;
  private int depth;

  FormulaParser(String text, Function<String, List<PointKey>> names) {
    this.text = text;
    this.names = names;
    this.tokens = TOKEN.matcher(text);
    next();
  }

  Expression whole() {
    Expression root = choice();
    if (!token.isEmpty()) {
      throw wrong("'" + token + "' was not expected");
    }
    return root;
  }

  List<PointKey> operands() {
    return List.copyOf(operands);
  }

  private void next() {
    int at = tokens.regionStart();
    if (text.substring(at).isBlank()) {
      token = "";
      isName = false;
      return;
    }
    if (!tokens.lookingAt()) {
      throw wrong("'" + text.substring(at).strip().charAt(0) + "' was not expected");
    }
    isQuoted = tokens.group("quoted") != null;
    isName = isQuoted || tokens.group("name") != null;
    token = isQuoted ? tokens.group("quoted").strip() : tokens.group().strip();
    tokens.region(tokens.end(), text.length());
  }

  private boolean takes(String sign) {
    if (isQuoted || !token.equals(sign)) {
      return false;
    }
    next();
    return true;
  }

  private void expect(String sign) {
    if (!takes(sign)) {
      throw wrong("'" + sign + "' is missing before '" + token + "'");
    }
  }

  private Expression choice() {
    if (++depth > MAX_DEPTH) {
      throw wrong("it is nested too deeply");
    }
    Expression result =
        row(Set.of("or"), () -> row(Set.of("and"), () -> row(COMPARISONS, this::sum)));
    depth--;
    return result;
  }

  private Expression sum() {
    return row(Set.of("+", "-"), () -> row(Set.of("*", "/"), this::factor));
  }

  /** Values with signs of the same strength between them, from the left. */
  private Expression row(Set<String> signs, Supplier<Expression> below) {
    Expression left = below.get();
    while (!isQuoted && signs.contains(token)) {
      String sign = token;
      next();
      left = new Expressions.Binary(sign, left, below.get());
    }
    return left;
  }

  private Expression factor() {
    if (takes("-")) {
      if (++depth > MAX_DEPTH) {
        throw wrong("it is nested too deeply");
      }
      Expression of = factor();
      depth--;
      return new Expressions.Binary("-", new Expressions.Constant(0), of);
    }
    if (takes("(")) {
      Expression inner = choice();
      expect(")");
      return inner;
    }
    if (token.isEmpty()) {
      throw wrong("it ends too early");
    }
    if (!isName) {
      return number();
    }
    String name = token;
    boolean quoted = isQuoted;
    next();
    return !quoted && token.equals("(") ? call(name) : operand(name);
  }

  private Expression number() {
    String number = token;
    if (!Character.isDigit(number.charAt(0))) {
      throw wrong("'" + number + "' was not expected");
    }
    next();
    return new Expressions.Constant(
        number.startsWith("0x")
            ? Long.parseLong(number.substring(2), 16)
            : Double.parseDouble(number));
  }

  private Expression operand(String name) {
    List<PointKey> keys = keys(name);
    if (keys.size() != 1) {
      throw wrong("'" + name + "' stands for several points: use min, max, sum or mean");
    }
    return new Expressions.Operand(keys.getFirst());
  }

  private List<PointKey> keys(String name) {
    List<PointKey> keys = names.apply(name);
    if (keys.isEmpty()) {
      throw wrong("'" + name + "' is no point that is read here");
    }
    operands.addAll(keys);
    return keys;
  }

  private Expression call(String name) {
    Expressions.Function function = null;
    for (Expressions.Function candidate : Expressions.Function.values()) {
      if (candidate.name().toLowerCase(Locale.ROOT).equals(name)) {
        function = candidate;
      }
    }
    if (function == null) {
      throw wrong("'" + name + "' is no function");
    }
    expect("(");
    List<Expression> arguments = new ArrayList<>();
    do {
      arguments.addAll(argument());
    } while (takes(","));
    expect(")");
    if (!function.takes(arguments.size())) {
      throw wrong(name + " does not take " + arguments.size() + " values");
    }
    return new Expressions.Call(function, arguments);
  }

  /** One value, or all points of a row. */
  private List<Expression> argument() {
    if (isName && token.endsWith(".*")) {
      String name = token;
      next();
      return keys(name).stream().map(key -> (Expression) new Expressions.Operand(key)).toList();
    }
    return List.of(choice());
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("cannot be understood: " + why);
  }
}
