package org.busbar.api.face;

import java.util.List;
import org.busbar.api.control.Decision;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Sample;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what each step brings. Called on the site's loop: must not block. */
@ConsumerType
public interface SiteListener {
  /**
   * A step was made.
   *
   * @param snapshot what was frozen
   * @param changed samples whose value or quality changed since the step before, each at most once,
   *     ordered by address
   * @param decision what was decided
   */
  void stepped(Snapshot snapshot, List<Sample> changed, Decision decision);
}
