package org.busbar.profile.read;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.Nature;
import org.busbar.api.vocabulary.Natures;
import org.busbar.api.vocabulary.Point;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.Computed;
import org.busbar.profile.api.Option;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.RawType;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.Variant;
import org.busbar.profile.api.Vector;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;

/** What a profile must mean beyond being well-formed. */
final class Rules {
  private final Section root;
  private final Profile profile;

  private Rules(Section root, Profile profile) {
    this.root = root;
    this.profile = profile;
  }

  static void check(Section root, Profile profile) {
    Rules rules = new Rules(root, profile);
    rules.body();
    rules.vectors();
    for (Variant variant : profile.variants()) {
      new Rules(root, profile.as(variant)).body();
    }
  }

  private void body() {
    natures();
    twice();
    ranges();
    overlaps();
    pieces();
    options();
  }

  /** What is one value or one text is asked for in one piece. */
  private void pieces() {
    profile.identify().forEach(identity -> piece(root, "identify", identity.size()));
    profile.shown().forEach(text -> piece(root, "texts", text.identity().size()));
    Section points = root.section("points").open();
    for (ProfilePoint point : profile.points()) {
      piece(points, point.key().toString(), point.register().size());
    }
    profile.inputs().forEach(input -> piece(root, "raw", input.register().size()));
  }

  private void piece(Section section, String key, int size) {
    int most = profile.readLimits().maxRegisters();
    if (size > most) {
      section.problem(
          key,
          "asks for " + size + " registers in one piece, and maxRead allows " + most,
          "Ask for less, or allow more");
    }
  }

  private void natures() {
    nature(root, "nature", profile.nature(), "");
    Optional<Section> terminals = root.optionalSection("terminals").map(Section::open);
    profile
        .terminals()
        .forEach((terminal, nature) -> nature(terminals.orElse(root), terminal, nature, terminal));
  }

  private void nature(Section section, String key, String id, String terminal) {
    Optional<Nature> nature = Natures.of(id);
    if (nature.isEmpty()) {
      List<String> known = Natures.all().stream().map(Nature::id).toList();
      section.problem(key, "is no nature", Nearest.remedy(id, known));
      return;
    }
    for (Point required : nature.get().required().stream().sorted().toList()) {
      PointKey needed = new PointKey(terminal, required, 0);
      boolean perIndex =
          required.kind() == Kind.STATE
              && profile.delivered().contains(new PointKey(terminal, required, 1));
      if (!profile.delivered().contains(needed) && !perIndex) {
        section.problem(key, "needs the point " + needed, "Add it under points");
      }
    }
  }

  /** A row of values may run into a value that stands by itself. */
  private void twice() {
    Section points = root.section("points").open();
    Set<PointKey> seen = new HashSet<>();
    for (ProfilePoint point : profile.points()) {
      if (!seen.add(point.key())) {
        points.problem(point.key().toString(), "is there twice", "Check index and count");
      }
    }
    for (Computed point : profile.computed()) {
      if (!seen.add(point.key())) {
        points.problem(point.key().toString(), "is there twice", "Check index and count");
      }
    }
  }

  /** A plausible range lies within the point's own and meets what the register can hold. */
  private void ranges() {
    Section points = root.section("points").open();
    for (ProfilePoint point : profile.points()) {
      Point of = point.key().point();
      Interval range = point.range();
      if (range.min() < of.plausibleMin() || range.max() > of.plausibleMax()) {
        points.problem(
            point.key().toString(),
            "has a range beyond what can be true of this point",
            "Stay within " + of.plausibleMin() + " and " + of.plausibleMax());
      }
      if (point.register().size() > profile.readLimits().maxRegisters()) {
        points.problem(
            point.key().toString(), "is longer than maxRead allows", "Check type and maxRead");
      }
      if (!representable(point.register()).intersects(range)) {
        points.problem(
            point.key().toString(),
            "has a register that can hold nothing within its range",
            "Check type, scale, unit and offset");
      }
    }
    for (PointKey limited : profile.limits().keySet()) {
      if (!profile.delivered().contains(limited)) {
        root.problem("limits", "names " + limited + ", which is not measured", "");
      }
    }
  }

  private static Interval representable(Register register) {
    Coding coding = register.coding();
    boolean exact =
        register.scaleFrom().isPresent()
            || coding.type().isFloat()
            || coding.type().isEnum()
            || coding.type() == RawType.BOOL;
    if (exact) {
      return Interval.UNBOUNDED;
    }
    int bits = coding.bits();
    double least = coding.type().isSigned() ? -Math.scalb(1.0, bits - 1) : 0;
    double most = Math.scalb(1.0, coding.type().isSigned() ? bits - 1 : bits) - 1;
    double a = least * coding.factor() + coding.offset();
    double b = most * coding.factor() + coding.offset();
    return new Interval(Math.min(a, b), Math.max(a, b));
  }

  /** Two values that share part of their registers: an address or a type is mistyped. */
  private void overlaps() {
    List<ProfilePoint> sorted =
        profile.points().stream()
            .sorted(
                Comparator.comparing((ProfilePoint p) -> p.register().table())
                    .thenComparing(p -> p.register().at()))
            .toList();
    Section points = root.section("points").open();
    for (int i = 1; i < sorted.size(); i++) {
      Register a = sorted.get(i - 1).register();
      Register b = sorted.get(i).register();
      boolean partly = a.table() == b.table() && a.at() < b.at() && b.at() < a.at() + a.size();
      if (partly) {
        points.problem(
            sorted.get(i).key().toString(),
            "lies in the registers of " + sorted.get(i - 1).key(),
            "Check at and type of both");
      }
    }
  }

  /** A sign that is turned must be turned everywhere: what follows from a value cannot be. */
  private void options() {
    for (Option option : profile.options()) {
      for (PointKey key : option.negates()) {
        boolean derived =
            profile.write(key).stream()
                .flatMap(write -> write.steps().stream())
                .anyMatch(WriteStep.Derived.class::isInstance);
        if (derived) {
          root.problem(
              "options", "turn " + key + ", whose steps follow from it", "Write a variant instead");
        }
      }
    }
  }

  /** What is said to be proven brings its proof. */
  private void vectors() {
    Stream<Vector> vectors = profile.vectors().stream();
    if (vectors.noneMatch(Vector.Reading.class::isInstance)) {
      root.problem("vectors", "hold no reading", "Add one with given and expect");
    }
    for (WriteSpec write : profile.writes()) {
      boolean proven =
          profile.vectors().stream()
              .anyMatch(v -> v instanceof Vector.Writing w && w.key().equals(write.key()));
      if (profile.maturity() != Maturity.IMPORTED && !proven) {
        root.problem(
            "vectors", "hold no writing of " + write.key(), "Add one with write and written");
      }
    }
  }
}
