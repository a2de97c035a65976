package org.busbar.profile.read;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.transport.Table;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Element;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Identity;
import org.busbar.profile.api.Shown;

/** Reads by which registers a device or a variant is known, and the texts it shows. */
final class IdentityReader {
  private static final String TEXT = "text";
  private static final int MAX_ADDRESS = 65_535;
  private static final int MAX_LENGTH = 125;

  private final RegisterReader registers;

  IdentityReader(RegisterReader registers) {
    this.registers = registers;
  }

  /** The registers below a key, none where it is absent. */
  List<Identity> read(Section section, String key) {
    List<Identity> identities = new ArrayList<>();
    for (Element item : section.items(key)) {
      switch (item) {
        case Scalar word -> section.problem(key, "must hold {at, type, equals}", "");
        case Section place -> {
          boolean isText = place.text("type", "").equals(TEXT);
          (isText ? text(place) : number(place)).ifPresent(identities::add);
        }
      }
    }
    return identities;
  }

  private Optional<Identity> number(Section section) {
    Set<Double> expected = new HashSet<>();
    for (String text : section.texts("equals")) {
      RegisterReader.parseRaw(text)
          .ifPresentOrElse(
              raw -> expected.add((double) raw),
              () -> section.problem("equals", "is no number", ""));
    }
    double from = section.number("from", Double.NEGATIVE_INFINITY);
    double to = section.number("to", Double.POSITIVE_INFINITY);
    boolean isRange = section.has("from") || section.has("to");
    if (expected.isEmpty() == !isRange) {
      section.problem("equals", "is missing", "Write what the register holds: equals, or from, to");
    }
    if (from > to) {
      section.problem("from", "is greater than to", "");
      from = to;
    }
    Interval range = new Interval(from, to);
    return registers
        .read(section, Unit.NONE)
        .map(
            register ->
                new Identity(
                    register.table(),
                    register.at(),
                    register.size(),
                    new Identity.Number(register.coding(), expected, range)));
  }

  private Optional<Identity> text(Section section) {
    List<String> expected = section.texts("equals");
    if (expected.isEmpty()) {
      section.problem("equals", "is missing", "Write the text, or how it begins and a *");
      return Optional.empty();
    }
    return place(section, expected);
  }

  private Optional<Identity> place(Section section, List<String> expected) {
    int at = section.integer("at", 0, MAX_ADDRESS);
    int length = section.integer("length", 1, MAX_LENGTH);
    Table table = section.choice("table", Table.class, registers.table());
    boolean swapped = registers.order(section, table).isSwapped();
    try {
      return Optional.of(new Identity(table, at, length, new Identity.Text(swapped, expected)));
    } catch (IllegalArgumentException wrong) {
      section.problem("at", String.valueOf(wrong.getMessage()), "");
      return Optional.empty();
    }
  }

  /** The texts for people. */
  List<Shown> texts(Section root) {
    List<Shown> shown = new ArrayList<>();
    root.sections("texts")
        .forEach(
            (name, section) ->
                place(section, List.of("*"))
                    .ifPresent(identity -> shown.add(new Shown(name, identity))));
    return shown;
  }
}
