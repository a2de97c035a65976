package org.busbar.profile.api;

import java.util.List;

/**
 * A model or firmware that differs from the rest of its profile. The first one all of whose
 * registers hold what they must is taken; the profile itself where none does.
 *
 * @param name its name
 * @param models models it holds for, empty where the profile's
 * @param when registers that prove it
 * @param points what can be read, that of the profile included where it is the same
 * @param computed what is computed, as above
 * @param writes what can be written, as above
 */
public record Variant(
    String name,
    List<String> models,
    List<Identity> when,
    List<ProfilePoint> points,
    List<Computed> computed,
    List<WriteSpec> writes) {
  /** Copies the lists. */
  public Variant {
    models = List.copyOf(models);
    when = List.copyOf(when);
    points = List.copyOf(points);
    computed = List.copyOf(computed);
    writes = List.copyOf(writes);
  }
}
