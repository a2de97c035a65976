package org.busbar.plugin.generation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there as a whole or not at all, also after the power went. */
public final class Durable {
  private Durable() {}

  /** Writes or exchanges a file; when this returns it is on the disk. */
  public static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeAll(out, content);
    } catch (IOException e) {
      giveBack(fresh, e);
      throw e;
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(file.getParent());
  }

  /** What a full disk took of it is room that others need. */
  private static void giveBack(Path fresh, IOException why) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** Adds to the end of a file; when this returns it is on the disk. */
  public static void append(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    boolean fresh = !Files.exists(file);
    try (FileChannel out =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
      writeAll(out, content);
    }
    if (fresh) {
      force(file.getParent());
    }
  }

  /** That a folder names what it names. */
  static void force(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private static void writeAll(FileChannel out, byte[] content) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(content);
    while (rest.hasRemaining()) {
      out.write(rest);
    }
    out.force(true);
  }
}
