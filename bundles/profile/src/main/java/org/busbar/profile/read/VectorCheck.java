package org.busbar.profile.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.config.api.Problem;
import org.busbar.profile.api.Computed;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.Vector;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.run.Options;
import org.busbar.profile.run.Requests;

/** Runs the vectors of a profile. */
public final class VectorCheck {
  private static final double NEAR = 1e-6;

  private final String file;
  private final List<Problem> problems = new ArrayList<>();

  private VectorCheck(String file) {
    this.file = file;
  }

  /** What does not come out as the vectors say, empty where all do. */
  public static List<Problem> run(String file, Profile profile) {
    VectorCheck check = new VectorCheck(file);
    for (Vector vector : profile.vectors()) {
      Profile meant = profile.variant(vector.variant()).map(profile::as).orElse(profile);
      Profile tried;
      try {
        tried = Options.apply(meant, Options.named(vector.options()));
      } catch (IllegalArgumentException wrong) {
        check.problems.add(
            new Problem(
                file, vector.line(), "options", "", String.valueOf(wrong.getMessage()), ""));
        continue;
      }
      switch (vector) {
        case Vector.Reading reading -> check.read(tried, reading);
        case Vector.Writing writing -> check.write(tried, writing);
      }
    }
    return check.problems;
  }

  private void read(Profile profile, Vector.Reading vector) {
    Image image = new Image(vector.given());
    vector
        .expect()
        .forEach(
            (key, expected) -> {
              if (!profile.delivered().contains(key)) {
                wrong(vector, key, expected, "is not read", "");
                return;
              }
              double value;
              try {
                value = value(profile, image, key);
              } catch (IllegalStateException missing) {
                wrong(vector, key, expected, "is not given in full", "Give its registers");
                return;
              }
              if (!same(value, expected)) {
                wrong(vector, key, expected, "comes out as " + value, "");
              }
            });
  }

  /** What the registers mean; {@link IllegalStateException} where one is not given. */
  private static double value(Profile profile, Image image, PointKey key) {
    Optional<Computed> computed =
        profile.computed().stream().filter(c -> c.key().equals(key)).findFirst();
    if (computed.isPresent()) {
      Computed point = computed.get();
      return point.factor() * point.formula().evaluate(operand -> value(profile, image, operand));
    }
    Register register =
        Stream.concat(profile.points().stream(), profile.inputs().stream())
            .filter(point -> point.key().equals(key))
            .map(ProfilePoint::register)
            .findFirst()
            .filter(image::holds)
            .orElseThrow(() -> new IllegalStateException(key.toString()));
    return register.coding().decode(image.words(register), image.exponent(register));
  }

  private void write(Profile profile, Vector.Writing vector) {
    Image image = new Image(vector.given());
    WriteSpec spec = profile.write(vector.key()).orElse(null);
    if (spec == null) {
      wrong(vector, vector.key(), vector.value(), "cannot be written", "");
      return;
    }
    boolean release = Double.isNaN(vector.value()) && Double.isNaN(spec.release());
    double value = Double.isNaN(vector.value()) ? spec.release() : vector.value();
    if (!release && !spec.range().contains(value)) {
      wrong(vector, vector.key(), value, "is outside the range of the quantity", "");
      return;
    }
    List<RegisterWrite> requests =
        release
            ? Requests.release(spec, 0, image::exponent)
            : Requests.set(spec, value, 0, image::exponent);
    List<Vector.At> written =
        requests.stream().map(r -> new Vector.At(r.table(), r.address(), r.words())).toList();
    if (!written.equals(vector.written())) {
      wrong(vector, vector.key(), vector.value(), "writes " + text(written), "");
    }
  }

  private static String text(List<Vector.At> written) {
    List<String> texts =
        written.stream()
            .map(at -> String.format("%s0x%04x: %s", table(at), at.at(), at.words()))
            .toList();
    return String.join(", ", texts);
  }

  private static String table(Vector.At at) {
    String name = at.table().name().toLowerCase(Locale.ROOT).replace('_', '-') + "/";
    return at.table() == Table.HOLDING ? "" : name;
  }

  private static boolean same(double value, double expected) {
    return Double.isNaN(expected)
        ? Double.isNaN(value)
        : Math.abs(value - expected) <= NEAR * Math.max(1, Math.abs(expected));
  }

  private void wrong(Vector vector, PointKey key, double value, String text, String remedy) {
    problems.add(
        new Problem(file, vector.line(), "vectors." + key, Double.toString(value), text, remedy));
  }

  /** The registers a vector gives. */
  private static final class Image {
    private final Map<Table, Map<Integer, Integer>> words = new HashMap<>();

    Image(List<Vector.At> given) {
      for (Vector.At at : given) {
        for (int i = 0; i < at.words().size(); i++) {
          words
              .computeIfAbsent(at.table(), t -> new HashMap<>())
              .put(at.at() + i, at.words().at(i));
        }
      }
    }

    boolean holds(Register register) {
      Map<Integer, Integer> table = words.getOrDefault(register.table(), Map.of());
      boolean scale =
          register.scaleFrom().isEmpty() || table.containsKey(register.scaleFrom().getAsInt());
      for (int i = 0; i < register.size(); i++) {
        if (!table.containsKey(register.at() + i)) {
          return false;
        }
      }
      return scale;
    }

    Words words(Register register) {
      int[] found = new int[register.size()];
      for (int i = 0; i < found.length; i++) {
        found[i] = words.get(register.table()).get(register.at() + i);
      }
      return Words.of(found);
    }

    int exponent(Register register) {
      OptionalInt at = register.scaleFrom();
      Map<Integer, Integer> table = words.getOrDefault(register.table(), Map.of());
      return at.isPresent() ? (short) table.getOrDefault(at.getAsInt(), 0).intValue() : 0;
    }
  }
}
