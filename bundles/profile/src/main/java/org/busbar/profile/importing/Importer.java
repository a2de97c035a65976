package org.busbar.profile.importing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.busbar.config.api.ConfigException;

/**
 * Makes profiles of one kind of file. What it makes is {@code imported}: read only, to be proven.
 */
public interface Importer {
  /** The word that names it on the command line. */
  String kind();

  /** What it takes, one line for people. */
  String help();

  /**
   * Reads a file.
   *
   * @param options what stands behind {@code --} on the command line, by name
   * @throws IOException if the file cannot be read
   * @throws ConfigException if it is not what it should be: file, line and remedy
   * @throws IllegalArgumentException saying what is wrong, where, and the remedy
   */
  List<Draft> read(Path file, Map<String, String> options) throws IOException, ConfigException;
}
