package org.busbar.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFolderTest {
  @TempDir Path home = Path.of("");
  private Path folder = Path.of("");
  private Path one = Path.of("");
  private Path other = Path.of("");

  @BeforeEach
  void name() {
    folder = home.resolve("archive");
    one = home.resolve("mnt/one/local/home");
    other = home.resolve("mnt/other");
  }

  @Test
  void aFolderElsewhereIsALink() throws IOException {
    Files.createDirectory(folder);
    ArchiveFolder.place(folder, Optional.of(one));
    Files.writeString(folder.resolve("2026-03.db"), "x");
    assertTrue(Files.exists(one.resolve("2026-03.db")));
    ArchiveFolder.place(folder, Optional.of(one));
    assertTrue(Files.exists(folder.resolve("2026-03.db")));
  }

  @Test
  void filesAreNeverLeftBehind() throws IOException {
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("2026-03.db"), "x");
    for (Optional<Path> wanted : java.util.List.of(Optional.of(one), Optional.of(other))) {
      IOException e = assertThrows(IOException.class, () -> ArchiveFolder.place(folder, wanted));
      assertEquals(
          "archive files lie in " + folder + "; move them to " + wanted.get(), e.getMessage());
    }
    Files.delete(folder.resolve("2026-03.db"));
    ArchiveFolder.place(folder, Optional.of(one));
    Files.writeString(one.resolve("2026-04.db"), "x");
    assertThrows(IOException.class, () -> ArchiveFolder.place(folder, Optional.empty()));
    assertThrows(IOException.class, () -> ArchiveFolder.place(folder, Optional.of(other)));
    Files.delete(one.resolve("2026-04.db"));
    ArchiveFolder.place(folder, Optional.of(other));
    assertEquals(other, Files.readSymbolicLink(folder));
    ArchiveFolder.place(folder, Optional.empty());
    assertFalse(Files.exists(folder));
  }

  @Test
  void aFolderThatIsGoneIsNotReplaced() throws IOException {
    ArchiveFolder.place(folder, Optional.of(one));
    Files.delete(one);
    IOException e =
        assertThrows(IOException.class, () -> ArchiveFolder.place(folder, Optional.of(other)));
    assertTrue(e.getMessage().contains("bring it back"), e.getMessage());
    ArchiveFolder.place(folder, Optional.of(one));
    assertTrue(Files.isDirectory(one));
  }
}
