package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.busbar.marketplace.write.Generated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  @TempDir Path folder;

  private String index(long seed, String name) throws Exception {
    new Generated(seed, "org.busbar.api.control;version=\"[0.1,1)\"")
        .write(folder.resolve(name), 60, NOW);
    return Files.readString(folder.resolve(name).resolve("index.xml"));
  }

  @Test
  void theSameSeedGivesTheSamePluginsSoThatFiguresCompare() throws Exception {
    String first = index(1, "first");
    assertEquals(first, index(1, "second"));
    assertNotEquals(first, index(2, "other"));
    for (int number : new int[] {0, 20, 59}) {
      assertTrue(first.contains(Generated.id(number)), Generated.id(number));
    }
    assertTrue(first.contains("org.busbar.api.control"));
  }
}
