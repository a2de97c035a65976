package org.busbar.api.plugin;

/** What a person wants of plug-ins. */
public sealed interface PluginWish {
  /**
   * A plug-in that is not there, and what it requires.
   *
   * @param version the version; empty for the newest that fits
   */
  record Install(String id, String version) implements PluginWish {}

  /**
   * Another version of one that is there.
   *
   * @param version the version; empty for the newest that fits
   */
  record Update(String id, String version) implements PluginWish {}

  /** Is not needed any more. */
  record Remove(String id) implements PluginWish {}

  /**
   * Plug-ins and configuration as they were.
   *
   * @param generation its number; 0 for the one before
   */
  record Back(int generation) implements PluginWish {}

  /**
   * To believe a catalogue.
   *
   * @param name name for it, of lower-case letters, digits and hyphens
   * @param place folder or address of the catalogue
   * @param root SHA-256 of the first root file, in hex: how it is told from one that looks like it
   */
  record AddSource(String name, String place, String root) implements PluginWish {}

  /** To believe a catalogue no longer; what is installed from it stays. */
  record RemoveSource(String name) implements PluginWish {}
}
