package org.busbar.api.face;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.busbar.api.device.DeviceType;
import org.busbar.api.safety.Discovery;
import org.busbar.api.vocabulary.SiteId;
import org.osgi.annotation.versioning.ProviderType;

/** The sites of this runtime. A service, provided by core. Thread-safe. */
@ProviderType
public interface Gateway {
  /** All sites, ordered by id. */
  Collection<Site> sites();

  /** The site with this id, empty where there is none. */
  Optional<Site> site(SiteId id);

  /**
   * Why sites could not be built, one line per problem with file, line, key and value; empty where
   * all stand.
   */
  default List<String> problems() {
    return List.of();
  }

  /** The file of the site with this id, to be edited; empty where there is none. */
  default Optional<SiteEditor> editor(SiteId id) {
    return Optional.empty();
  }

  /** Who looks for devices; empty where nobody does. */
  default Optional<Discovery> discovery() {
    return Optional.empty();
  }

  /** The kinds of devices that can be made now, ordered by driver and type. */
  default List<DeviceType> deviceTypes() {
    return List.of();
  }
}
