package org.busbar.profile;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.Heir;

/**
 * The driver with profiles of other bundles in the place of those in use.
 *
 * @param library what is in use
 * @param before profiles that would give way
 * @param after profiles that would take their place; none where an id is not in the new any more
 */
record ProfileHeir(ProfileLibrary library, Map<String, Entry> before, Map<String, Entry> after)
    implements Heir {

  /** What going over to these bundles would change; empty where it is nothing. */
  static Optional<ProfileHeir> of(ProfileLibrary library, Set<Long> old, Set<Long> next) {
    if (next.isEmpty()) {
      return Optional.empty(); // What is taken away has no heir.
    }
    Map<String, Entry> after = library.of(next);
    Map<String, Entry> left = library.of(old);
    Set<String> ids = new TreeSet<>(after.keySet());
    ids.addAll(left.keySet());
    Map<String, Entry> before = library.now(ids);
    // Neither what is the new one's already, nor what somebody else has who stays.
    before
        .entrySet()
        .removeIf(
            used ->
                after.get(used.getKey()) == used.getValue()
                    || (!after.containsKey(used.getKey())
                        && left.get(used.getKey()) != used.getValue()));
    return before.isEmpty()
        ? Optional.empty()
        : Optional.of(new ProfileHeir(library, before, after));
  }

  @Override
  public ProfileDriver driver() {
    return new ProfileDriver(library.of(after));
  }

  @Override
  public boolean concerns(DeviceConfig config) {
    return before.containsKey(config.type());
  }

  @Override
  public void use(boolean next) {
    library.use(next ? after : before);
  }
}
