package org.busbar.runtime.supervisor;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.write.guard.Beats;

/** One life of the gateway: a child process and the counters shared with it. */
final class Gateway implements AutoCloseable {
  /** In memory where there is such a folder: beats are no wear of a disk. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private static final Set<PosixFilePermission> OURS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /** Files of supervisors that were killed and had the same process number. */
  private static final int MOST_LEFT = 1000;

  private final Process process;
  private final Path file;
  private final Beats beats;

  private Gateway(Process process, Path file, Beats beats) {
    this.process = process;
    this.file = file;
    this.beats = beats;
  }

  /**
   * Starts a gateway that shares our console.
   *
   * @param command its command line; the first word is the Java program
   * @param told what it shall know of the one before, empty where nothing
   */
  static Gateway start(List<String> command, String told) throws IOException {
    Path file = makeFile();
    try {
      Beats.sign(file);
      List<String> whole = new ArrayList<>(command);
      whole.add(1, "-Dbusbar.supervisor=" + file);
      whole.add(2, "-Dbusbar.supervisor.told=" + told);
      return watched(new ProcessBuilder(whole).inheritIO().start(), file);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Mapping takes longer than the rest of our start, and the gateway needs the file much later. */
  private static Gateway watched(Process process, Path file) throws IOException {
    try {
      return new Gateway(process, file, Beats.of(file));
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** A new file that only we may read; its name needs no secret. */
  private static Path makeFile() throws IOException {
    Path folder = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    String name = "busbar-" + ProcessHandle.current().pid() + "-";
    for (int i = 0; ; i++) {
      try {
        return Files.createFile(
            folder.resolve(name + i + ".beats"), PosixFilePermissions.asFileAttribute(OURS));
      } catch (FileAlreadyExistsException e) {
        if (i == MOST_LEFT) {
          throw e;
        }
      }
    }
  }

  Beats beats() {
    return beats;
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its end; returns whether it has ended. */
  boolean ended(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  int exitCode() {
    return process.exitValue();
  }

  /** Asks it to end in order. */
  void terminate() {
    process.destroy();
  }

  /** Ends it at once, even where it was stopped; {@link #ended} tells when it is gone. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
