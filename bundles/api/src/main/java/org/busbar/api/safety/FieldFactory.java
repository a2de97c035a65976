package org.busbar.api.safety;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.busbar.api.device.DeviceType;
import org.busbar.api.events.EventSink;
import org.busbar.api.site.SampleStore;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.osgi.annotation.versioning.ProviderType;

/** Opens the field of a site. A service, provided by safety. */
@ProviderType
public interface FieldFactory {
  /**
   * What is wrong with a site, as far as the drivers and transports that are there can tell; opens
   * nothing. For a model that has problems of its own already, so that a person sees all at once.
   *
   * @return one line per problem, each with file, line, field, value and remedy
   */
  List<String> problems(SiteModel model);

  /** The kinds of devices that drivers make now, ordered by driver and type. Any thread. */
  default List<DeviceType> deviceTypes() {
    return List.of();
  }

  /** Who looks for devices; empty where nobody does. */
  default Optional<Discovery> discovery() {
    return Optional.empty();
  }

  /**
   * Opens connections and sessions of a site; does not wait for devices. The site starts in BOOT,
   * or in ERROR where a latch is persisted. Devices whose driver or transport is not there yet are
   * opened when it comes.
   *
   * @param model the site
   * @param store where samples go
   * @param events where events go
   * @param home folder of this site's persisted state
   * @param clock time
   * @throws IllegalArgumentException with one line per problem, each with file, line, key, value
   */
  Field open(SiteModel model, SampleStore store, EventSink events, Path home, Clock clock);
}
