package org.busbar.safety;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The record of a site on disk: whole or the one before, never half. */
final class StateFile {
  private final Path home;
  private final Path file;

  StateFile(Path home) {
    this.home = home;
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
    Files.createDirectories(home);
    Path next = home.resolve("safety.state.new");
    ByteBuffer bytes = ByteBuffer.wrap(record.write().getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(home, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
