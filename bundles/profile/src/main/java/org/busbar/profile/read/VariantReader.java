package org.busbar.profile.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.config.api.Element;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Identity;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Variant;

/** Reads models and firmware that differ: what they say replaces what the profile says. */
final class VariantReader {
  private final Map<String, String> terminals;
  private final RegisterReader registers;
  private final List<ProfilePoint> inputs;
  private final Map<String, Keys> keys = new LinkedHashMap<>();

  VariantReader(
      Map<String, String> terminals, RegisterReader registers, List<ProfilePoint> inputs) {
    this.terminals = terminals;
    this.registers = registers;
    this.inputs = inputs;
  }

  List<Variant> read(Section root, Map<String, Named> points, Map<String, Named> writes) {
    List<Variant> variants = new ArrayList<>();
    for (Element item : root.items("variants")) {
      switch (item) {
        case Scalar word -> root.problem("variants", "must hold {name, when, points ...}", "");
        case Section section -> variants.add(variant(section, points, writes));
      }
    }
    return variants;
  }

  private Variant variant(Section section, Map<String, Named> points, Map<String, Named> writes) {
    String name = section.text("name");
    List<Identity> when = new IdentityReader(registers).read(section, "when");
    if (when.isEmpty()) {
      section.problem("when", "is missing", "Write the registers that prove it");
    }
    List<String> without = section.texts("without");
    Named.requireKnown(section, without, List.of(points, writes));
    Body body =
        Body.read(
            new Keys(terminals),
            registers,
            inputs,
            Named.with(points, Named.of(section, "points"), without),
            Named.with(writes, Named.of(section, "writes"), without));
    if (keys.putIfAbsent(name, body.keys()) != null) {
      section.problem("name", "is there twice", "");
    }
    return new Variant(
        name, section.texts("models"), when, body.points(), body.computed(), body.writes());
  }

  /** The points of each variant, by its name. */
  Map<String, Keys> keys() {
    return keys;
  }
}
