package org.busbar.safety;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.busbar.safety.file.WholeFile;

/** The record of a site on disk: whole or the one before, never half. */
final class StateFile {
  private final Path file;

  StateFile(Path home) {
    this.file = home.resolve("safety.state");
  }

  /**
   * The record, empty on a new home.
   *
   * @throws IOException where it cannot be read
   * @throws IllegalArgumentException where it is not whole
   */
  Optional<StateRecord> read(long nowNanos) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(StateRecord.read(Files.readString(file), nowNanos));
  }

  void write(StateRecord record) throws IOException {
    WholeFile.write(file, record.write());
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
