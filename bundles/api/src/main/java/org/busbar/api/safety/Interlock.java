package org.busbar.api.safety;

import java.util.Set;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.osgi.annotation.versioning.ConsumerType;

/** A condition that must hold for devices to be controlled. A service of a bundle; pure. */
@ConsumerType
public interface Interlock {
  /** Its id, for site.yaml and messages. */
  String id();

  /** What it looks at; it is not asked while one of these is not fresh, and then does not hold. */
  Set<Address> inputs();

  /** Whether it holds. On the site's loop; no I/O. */
  boolean holds(Snapshot snapshot);

  /** What it means when it does not hold, in one sentence for people. */
  String text();
}
