package org.busbar.safety.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path home;
  private final FrailDisk disk = new FrailDisk();

  @Test
  void whatWasWrittenOutlivesAPowerCut() throws IOException {
    Path file = disk.at(home.resolve("new/folder/state"));
    for (String text : new String[] {"one", "another"}) {
      WholeFile.write(file, text);
      assertEquals(text, Files.readString(home.resolve("new/folder/state")));
      assertEquals(Set.of(), disk.atRisk());
    }
  }

  @Test
  void onAFullDiskTheOneBeforeStands() throws IOException {
    Path file = disk.at(home.resolve("state"));
    WholeFile.write(file, "the one before");
    disk.takes(5);
    assertThrows(IOException.class, () -> WholeFile.write(file, "the next one"));
    assertEquals("the one before", Files.readString(file));
  }
}
