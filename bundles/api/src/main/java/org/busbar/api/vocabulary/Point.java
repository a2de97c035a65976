package org.busbar.api.vocabulary;

import java.util.regex.Pattern;

/**
 * One named value that devices may have. Identity is the id alone: two points with the same id are
 * equal whatever else they say.
 *
 * @param id lower camel case, the unit's suffix last ({@code activePowerW}); points of vendors
 *     begin with {@code x-vendor.} ({@code x-acme.fanSpeedRpm})
 * @param unit unit of its values
 * @param kind what its values are
 * @param plausibleMin least value that can be true, in {@code unit}; less is INVALID at entry
 * @param plausibleMax greatest value that can be true, in {@code unit}; more is INVALID at entry
 */
public record Point(String id, Unit unit, Kind kind, double plausibleMin, double plausibleMax)
    implements Comparable<Point> {
  private static final Pattern FORM = Pattern.compile("(x-[a-z0-9-]+\\.)?[a-z][A-Za-z0-9]{0,62}");

  /** Checks id, suffix and range; throws {@link IllegalArgumentException} naming the wrong one. */
  public Point {
    if (!FORM.matcher(id).matches()) {
      throw new IllegalArgumentException("point id '" + id + "' is not lower camel case");
    }
    if (!id.endsWith(unit.suffix())) {
      throw new IllegalArgumentException(
          "point id '" + id + "' must end with '" + unit.suffix() + "', the suffix of its unit");
    }
    if (!(plausibleMin < plausibleMax)) {
      throw new IllegalArgumentException("point '" + id + "' has an empty plausible range");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Point point && id.equals(point.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public int compareTo(Point other) {
    return id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return id;
  }
}
