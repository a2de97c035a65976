package org.busbar.runtime.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictsTest {
  @TempDir Path dist;
  private Path launcher;
  private Lock lock;

  /** A lock of a good bundle and of one that reaches for the way to a device. */
  @BeforeEach
  void aLock() throws IOException {
    launcher =
        Files.createDirectories(dist.resolve("lib")).resolve("org.busbar.runtime.launcher.jar");
    Files.writeString(launcher, "a launcher");
    lock =
        lock(
            written("good", "java.lang.String"),
            written("bad", "org.busbar.api.device.write.DeviceSession"));
  }

  private static Lock lock(Lock.Entry... entries) {
    return new Lock("1", List.of(entries), Map.of(), Map.of());
  }

  private Lock.Entry written(String name, String type) throws IOException {
    Path file = dist.resolve("bundles/" + name + "/1/" + name + "-1.jar");
    Jars.bundle("org.example." + name).classWithField("org.example.Some", type).write(file);
    return new Lock.Entry(file, Jars.sha256(file), 1);
  }

  private Selection select() throws IOException {
    return Selection.of(lock, dist.resolve("plugins"), false, Verdicts.read(dist));
  }

  @Test
  void whatWasFoundCleanIsKeptAndWhatWasRefusedIsLookedThroughAtEachStart() throws IOException {
    Selection first = select();
    assertEquals(1, first.refusals().size());
    Verdicts.keep(dist, lock, first);
    assertEquals(Set.of(lock.bundles().getFirst().sha256()), Verdicts.read(dist).clean());
    assertEquals(first, select());
  }

  @Test
  void aVerdictCountsForTheLauncherThatFoundItOnly() throws IOException {
    List<String> digests = lock.bundles().stream().map(Lock.Entry::sha256).toList();
    Files.write(
        dist.resolve("lib/import-check.txt"),
        List.of(Selection.digest(launcher), digests.get(0), digests.get(1)));
    assertEquals(List.of(), select().refusals(), "it is believed");
    Files.writeString(launcher, "another launcher");
    assertEquals(1, select().refusals().size());
  }

  @Test
  void aVerdictNeverStandsForTheDigest() throws IOException {
    Verdicts.keep(dist, lock, select());
    Path good = lock.bundles().getFirst().file();
    byte[] bytes = Files.readAllBytes(good);
    bytes[bytes.length / 2] ^= 1;
    Files.write(good, bytes);
    String why = assertThrows(StartException.class, this::select).getMessage();
    assertTrue(why.contains("its SHA-256 differs"), why);
  }

  @Test
  void anEmptyOrMissingListIsNone() throws IOException {
    assertEquals(Verdicts.NONE, Verdicts.read(dist));
    Files.writeString(dist.resolve("lib/import-check.txt"), "");
    assertEquals(Verdicts.NONE, Verdicts.read(dist));
    Files.delete(launcher);
    Verdicts.keep(dist, lock, select());
    assertEquals(Verdicts.NONE, Verdicts.read(dist));
  }
}
