package org.busbar.plugin.trust;

/** What a key is made for; part of its id, so that a key cannot change it. */
public enum KeyUse {
  /** Kept in hardware or under lock. */
  PRODUCTION,
  /** Made by a build or a developer; known to be worth nothing. */
  DEVELOPMENT
}
