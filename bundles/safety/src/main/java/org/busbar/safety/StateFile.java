package org.busbar.safety;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  /**
   * Makes the record that stands unreadable, in place, so that it needs no room: what is unreadable
   * is latched.
   */
  void spoil() throws IOException {
    if (Files.exists(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {'!'}), 0);
        channel.force(true);
      }
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
