package org.busbar.core.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.site.ContactorConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;

/** The contactors of batteries: {@code contactors} of a device. */
final class Contactors {
  private static final Duration LEAST = Duration.ofMillis(40);
  private static final Duration USUAL_FEEDBACK = Duration.ofMillis(100);
  private static final Duration MOST_FEEDBACK = Duration.ofSeconds(5);
  private static final Duration USUAL_PRE_CHARGE = Duration.ofSeconds(5);
  private static final Duration MOST_PRE_CHARGE = Duration.ofMinutes(1);
  private static final double USUAL_DIFFERENCE_V = 2;

  private final Map<NodeId, Section> sections = new LinkedHashMap<>();
  private final Set<NodeId> used = new HashSet<>();

  /** Takes in what one device says. */
  void read(NodeId device, Section section) {
    section.optionalSection("contactors").ifPresent(written -> sections.put(device, written));
  }

  /** All of them, in the order of the file; what has a problem is left out. */
  List<ContactorConfig> all(Tree tree) {
    List<ContactorConfig> all = new ArrayList<>();
    sections.forEach((device, section) -> contactors(device, section, tree).ifPresent(all::add));
    return all;
  }

  private Optional<ContactorConfig> contactors(NodeId device, Section section, Tree tree) {
    Optional<ContactorConfig.Coils> coils = coils(device, section, tree);
    Optional<ContactorConfig.Feedback> feedback = feedback(section.section("feedback"), tree);
    Optional<Address> bus = point(section, "bus", Unit.VOLT, tree);
    Optional<Address> pack = point(section, "pack", Unit.VOLT, tree);
    Optional<Address> current = point(section, "current", Unit.AMPERE, tree);
    Optional<Address> insulation = point(section, "insulation", Unit.OHM, tree);
    List<Address> strings = new ArrayList<>();
    for (String text : section.texts("strings")) {
      address(section, "strings", text, Unit.VOLT, tree).ifPresent(strings::add);
    }
    double ratedA = positive(section, "rated-current", Unit.AMPERE, Double.NaN);
    double differenceV = positive(section, "string-difference", Unit.VOLT, USUAL_DIFFERENCE_V);
    Duration feedbackWithin =
        section.duration("feedback-within", USUAL_FEEDBACK, LEAST, MOST_FEEDBACK);
    Duration preChargeWithin =
        section.duration("pre-charge-within", USUAL_PRE_CHARGE, LEAST, MOST_PRE_CHARGE);
    if (coils.isEmpty()
        || feedback.isEmpty()
        || bus.isEmpty()
        || pack.isEmpty()
        || current.isEmpty()
        || insulation.isEmpty()) {
      return Optional.empty(); // Reported already.
    }
    return Optional.of(
        new ContactorConfig(
            device,
            coils.get(),
            feedback.get(),
            bus.get(),
            pack.get(),
            current.get(),
            insulation.get(),
            strings,
            ratedA,
            differenceV,
            feedbackWithin,
            preChargeWithin,
            section.at("negative")));
  }

  private Optional<ContactorConfig.Coils> coils(NodeId device, Section section, Tree tree) {
    Optional<NodeId> negative = relay(device, section, "negative", tree);
    Optional<NodeId> preCharge = relay(device, section, "pre-charge", tree);
    Optional<NodeId> positive = relay(device, section, "positive", tree);
    return negative.isEmpty() || preCharge.isEmpty() || positive.isEmpty()
        ? Optional.empty()
        : Optional.of(new ContactorConfig.Coils(negative.get(), preCharge.get(), positive.get()));
  }

  private Optional<NodeId> relay(NodeId device, Section section, String key, Tree tree) {
    String name = section.text(key);
    if (name.isEmpty()) {
      return Optional.empty(); // It is missing, which is told already.
    }
    Optional<NodeId> id = Names.node(section, name);
    if (id.isPresent() && !tree.isDevice(id.get())) {
      section.problem(key, "'" + name + "' is no device", Nearest.remedy(name, tree.deviceNames()));
      return Optional.empty();
    }
    if (id.isPresent() && (id.get().equals(device) || !used.add(id.get()))) {
      section.problem(
          key,
          "'" + name + "' cannot hold this contactor as well",
          "Name a relay of its own for each contactor");
      return Optional.empty();
    }
    return id;
  }

  private static Optional<ContactorConfig.Feedback> feedback(Section section, Tree tree) {
    Optional<Address> negative = point(section, "negative", Unit.NONE, tree);
    Optional<Address> preCharge = point(section, "pre-charge", Unit.NONE, tree);
    Optional<Address> positive = point(section, "positive", Unit.NONE, tree);
    return negative.isEmpty() || preCharge.isEmpty() || positive.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ContactorConfig.Feedback(negative.get(), preCharge.get(), positive.get()));
  }

  private static Optional<Address> point(Section section, String key, Unit unit, Tree tree) {
    return address(section, key, section.text(key), unit, tree);
  }

  private static Optional<Address> address(
      Section section, String key, String text, Unit unit, Tree tree) {
    Optional<Address> address = Places.address(section, key, text, tree);
    if (address.isPresent() && address.get().point().unit() != unit) {
      section.problem(
          key,
          "'" + text + "' has another unit",
          unit == Unit.NONE
              ? "Name a point that is 0 or 1, such as 'io1/connected.1'"
              : "Name a point in " + unit.symbol());
      return Optional.empty();
    }
    return address;
  }

  private static double positive(Section section, String key, Unit unit, double fallback) {
    if (!section.has(key) && !Double.isFinite(fallback)) {
      section.problem(key, "is missing", "Write one such as '100 " + unit.symbol() + "'");
      return fallback;
    }
    double value = section.quantity(key, unit, fallback);
    if (section.has(key) && !(value > 0)) {
      section.problem(key, "must be greater than 0", "Write the value of the data sheet");
    }
    return value;
  }
}
