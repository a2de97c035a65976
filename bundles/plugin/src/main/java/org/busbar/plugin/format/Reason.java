package org.busbar.plugin.format;

import java.util.Locale;

/** Why a plug-in or a catalogue is refused. The word is the one of the audit and of the reports. */
public enum Reason {
  /** A file is not what its format says. */
  FORMAT,
  /** A file is larger than anything of its kind may be. */
  TOO_LARGE,
  /** No signature stands beside the file. */
  UNSIGNED,
  /** There are signatures, none of them by whom it must be. */
  WRONG_KEY,
  /** The key is for development and this gateway is not. */
  DEVELOPMENT_KEY,
  /** The operator of the catalogue took the plug-in or its key back. */
  REVOKED,
  /** A file is not the one that was signed for. */
  DIGEST,
  /** What is said in two places is not the same. */
  CONTRADICTION,
  /** A file of another plug-in stands in its place. */
  SWAPPED,
  /** The catalogue is older than what was seen before. */
  OLDER_INDEX,
  /** The catalogue was not signed anew in time. */
  EXPIRED_INDEX,
  /** A file that must be there is not. */
  MISSING_FILE,
  /** An archive grows beyond measure when unpacked. */
  ZIP_BOMB,
  /** A name leads out of its folder. */
  PATH_TRAVERSAL,
  /** A manifest is larger than any that is honest. */
  GIANT_MANIFEST,
  /** Native code below the tier that may bring it. */
  NATIVE_CODE,
  /** It reaches for the way to a device without being of the field side. */
  WRITE_IMPORT,
  /** It calls what one of its kind must not call. */
  FORBIDDEN_CALL,
  /** It brings or does something that it did not declare. */
  UNDECLARED,
  /** It bears a name that is not its publisher's. */
  FOREIGN_NAME,
  /** What it requires is nowhere. */
  MISSING_DEPENDENCY,
  /** What it requires excludes what is installed, or one another. */
  CONFLICT,
  /** Plug-ins require one another in a circle. */
  CYCLE,
  /** It asks for a platform that is newer than this one, or older. */
  PLATFORM;

  /** The word in records and reports ({@code zip-bomb}). */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
