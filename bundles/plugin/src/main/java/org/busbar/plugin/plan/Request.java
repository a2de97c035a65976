package org.busbar.plugin.plan;

import org.osgi.framework.VersionRange;

/**
 * What a person wants.
 *
 * @param action install, update or remove
 * @param id plug-in
 * @param range versions that will do; the newest that fits is taken
 */
public record Request(Action action, String id, VersionRange range) {
  /** What to do. */
  public enum Action {
    /** Add a plug-in that is not there. */
    INSTALL,
    /** Exchange a plug-in for another of its versions. */
    UPDATE,
    /** Take a plug-in away. */
    REMOVE
  }
}
