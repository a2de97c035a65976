package org.busbar.plugin.format;

/** What a plug-in is, for the person who looks for one and for what may be in it. */
public enum Kind {
  /** A device described as data. */
  PROFILE,
  /** Code for a device that data cannot describe: of the field side. */
  DRIVER,
  /** Makes connections: of the field side. */
  TRANSPORT,
  /** Looks at the site and proposes. */
  MODE,
  /** A control mode with an obligation and a proof. */
  GRID,
  /** Publishes series or standing proposals. */
  PLAN,
  /** Speaks to utilities. */
  PROTOCOL,
  /** A page of the console. */
  PAGE,
  /** A store of history. */
  HISTORY,
  /** Anything else that only knows the contracts. */
  SERVICE;

  /** Whether its bundles may import the transport and write contracts. */
  public boolean isFieldSide() {
    return this == DRIVER || this == TRANSPORT;
  }
}
