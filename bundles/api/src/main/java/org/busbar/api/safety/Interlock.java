package org.busbar.api.safety;

import java.util.Set;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A condition that must hold for devices to be controlled: those of the nodes that site.yaml
 * assigns it, or all of a site that has its inputs. A service of a bundle; pure.
 */
@ConsumerType
public interface Interlock {
  /** Its id, for site.yaml and messages. */
  String id();

  /** What it looks at; it is not asked while one of these is not fresh, and then does not hold. */
  Set<Address> inputs();

  /**
   * Ids of interlocks of the site that must hold as well; empty where none must. One that is not
   * there, or a circle, is told and does not hold.
   */
  default Set<String> needs() {
    return Set.of();
  }

  /**
   * Whether it holds. On a thread of its own, one call at a time; no I/O. An answer that is late
   * counts as no.
   */
  boolean holds(Snapshot snapshot);

  /** What it means when it does not hold, in one sentence for people. */
  String text();
}
