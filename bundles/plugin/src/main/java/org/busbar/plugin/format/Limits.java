package org.busbar.plugin.format;

/** How large what comes from outside may be. All in bytes unless the name says otherwise. */
public final class Limits {
  /** A feature, a signature file, a small role file. */
  public static final int FEATURE = 1 << 20;

  /** A signature file. */
  public static final int SIGNATURE = 16 << 10;

  /** A root, timestamp or snapshot. */
  public static final int ROLE = 256 << 10;

  /** The list of all files of a catalogue. */
  public static final int TARGETS = 16 << 20;

  /** The list of what was taken back. */
  public static final int REVOKED = 2 << 20;

  /** The index that plans are made from, and the catalogue for people. */
  public static final int INDEX = 24 << 20;

  /** One file of a plug-in, packed. */
  public static final long FILE = 64L << 20;

  /** A whole plug-in, packed. */
  public static final long PLUGIN = 128L << 20;

  /** A whole bundle, unpacked. */
  public static final long UNPACKED = 256L << 20;

  /** How much larger than packed an entry of more than a MiB may be. */
  public static final int RATIO = 200;

  /** Entries of an archive. */
  public static final int ENTRIES = 20_000;

  /** A manifest. */
  public static final int MANIFEST = 256 << 10;

  /** One class file. */
  public static final int CLASS_FILE = 4 << 20;

  private Limits() {}
}
