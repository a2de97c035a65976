package org.busbar.runtime.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.write.guard.Beats;

/** One life of the gateway: a child process and the counters shared with it. */
final class Gateway implements AutoCloseable {
  /** In memory where there is such a folder: beats are no wear of a disk. */
  private static final Path MEMORY = Path.of("/dev/shm");

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
    Path file =
        Files.isWritable(MEMORY)
            ? Files.createTempFile(MEMORY, "busbar", ".beats")
            : Files.createTempFile("busbar", ".beats");
    try {
      Beats beats = Beats.create(file);
      beats.count(Beats.Counter.SUPERVISOR);
      List<String> whole = new ArrayList<>(command);
      whole.add(1, "-Dbusbar.supervisor=" + file);
      whole.add(2, "-Dbusbar.supervisor.told=" + told);
      return new Gateway(new ProcessBuilder(whole).inheritIO().start(), file, beats);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
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
