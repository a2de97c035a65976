package org.busbar.core.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.InterlockConfig.Condition;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Element;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;

/** What must hold for devices to be controlled: {@code interlocks} in the file. */
final class Interlocks {
  private final Map<String, Section> sections;
  private final Map<String, InterlockConfig> read = new LinkedHashMap<>();
  private final Map<String, InterlockConfig> ordered = new LinkedHashMap<>();

  private Interlocks(Map<String, Section> sections) {
    this.sections = sections;
  }

  /** All of them, what one needs before it. */
  static List<InterlockConfig> read(Section file, Tree tree) {
    Interlocks all = new Interlocks(file.sections("interlocks"));
    all.sections.forEach((id, section) -> all.read.put(id, all.interlock(id, section, tree)));
    all.read.values().forEach(each -> all.order(each, new LinkedHashSet<>()));
    return List.copyOf(all.ordered.values());
  }

  private InterlockConfig interlock(String id, Section section, Tree tree) {
    Names.word(section, id);
    String node = section.text("node", "");
    Optional<NodeId> guarded =
        node.isEmpty() ? Optional.empty() : Places.node(section, "node", node, tree);
    Optional<String> bundle = section.optionalText("bundle");
    List<Condition> conditions = new ArrayList<>();
    for (Element item : section.items("conditions")) {
      switch (item) {
        case Section condition -> condition(condition, tree).ifPresent(conditions::add);
        case Scalar wrong ->
            section.problem(
                "conditions",
                "'" + wrong.text() + "' is no condition",
                "Write {point: io1/switchOn.1, equals: 1}");
      }
    }
    List<String> needs = section.texts("needs");
    for (String need : needs) {
      if (!sections.containsKey(need)) {
        section.problem(
            "needs",
            "'" + need + "' is no interlock of this site",
            Nearest.remedy(need, sections.keySet()));
      }
    }
    if (!section.has("conditions") && bundle.isEmpty() && needs.isEmpty()) {
      section.problem("", "asks for nothing", "Write conditions, bundle or needs");
    }
    return new InterlockConfig(
        id,
        guarded.orElse(tree.root()),
        conditions,
        bundle,
        needs,
        section.text("text", "Interlock " + id + " does not hold."),
        section.at("conditions"));
  }

  private static Optional<Condition> condition(Section section, Tree tree) {
    Optional<org.busbar.api.vocabulary.Address> address =
        Places.address(section, "point", section.text("point"), tree);
    Unit unit = address.map(a -> a.point().unit()).orElse(Unit.NONE);
    if (address.isEmpty()) {
      section.open();
      return Optional.empty();
    }
    boolean equals = section.has("equals");
    boolean range = section.has("at-least") || section.has("at-most");
    if (equals == range) {
      section.problem(
          equals ? "equals" : "",
          equals ? "must not stand beside at-least or at-most" : "compares with nothing",
          "Write equals, or at-least, at-most or both");
      return Optional.empty();
    }
    double exact = section.quantity("equals", unit, Double.NaN);
    double min = equals ? exact : section.quantity("at-least", unit, Double.NEGATIVE_INFINITY);
    double max = equals ? exact : section.quantity("at-most", unit, Double.POSITIVE_INFINITY);
    if (Double.isNaN(min)) {
      return Optional.empty(); // Reported already.
    }
    if (min > max) {
      section.problem("at-least", "is greater than at-most", "Nothing would hold");
      return Optional.empty();
    }
    return Optional.of(new Condition(address.get(), new Interval(min, max)));
  }

  /** Puts what is needed first; one that needs itself is a problem. */
  private void order(InterlockConfig interlock, Set<String> path) {
    if (ordered.containsKey(interlock.id())) {
      return;
    }
    if (!path.add(interlock.id())) {
      String circle = String.join(" -> ", path) + " -> " + interlock.id();
      Section section = sections.get(interlock.id());
      if (section != null) {
        section.problem("needs", "goes in a circle: " + circle, "Remove one of these needs");
      }
      ordered.put(interlock.id(), interlock);
      return;
    }
    for (String need : interlock.needs()) {
      InterlockConfig other = read.get(need);
      if (other != null) {
        order(other, path);
      }
    }
    path.remove(interlock.id());
    ordered.putIfAbsent(interlock.id(), interlock);
  }
}
