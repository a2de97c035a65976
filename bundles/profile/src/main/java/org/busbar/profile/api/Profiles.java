package org.busbar.profile.api;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** All profiles this gateway knows: those of its bundles and those of its home folder. */
@ProviderType
public interface Profiles {
  /** The profile with this id, empty where there is none or it has problems. Any thread. */
  Optional<Profile> find(String id);

  /** All profiles without problems, by id. Any thread. */
  List<Profile> all();

  /** Facts of a SunSpec model by its number, empty where it is not known. Any thread. */
  Optional<SunSpecModel> sunSpecModel(int id);
}
