package org.busbar.api.plugin;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whoever uses types that plug-ins bring (drivers, control modes, stores, pages) and can go over
 * from one to its successor while both are there. A service of the platform, asked by the
 * provisioner alone. Thread-safe.
 *
 * <p>What comes while another of the same id is in use waits: it is used when it was moved to, or
 * when the other is gone.
 */
@ProviderType
public interface Succession {
  /** What it uses, in one word for people: {@code devices}, {@code modes}, {@code pages}. */
  String what();

  /**
   * Begins to try out what comes beside what is in use, which goes on as before. Does not wait.
   *
   * @param old ids of the bundles that give way
   * @param next ids of the bundles that come; they are started
   */
  Trial tryOut(Set<Long> old, Set<Long> next);
}
