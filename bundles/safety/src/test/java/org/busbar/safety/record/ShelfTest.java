package org.busbar.safety.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.busbar.api.safety.Recorder.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.250Z");

  @TempDir Path home = Path.of("");

  private Path put(Shelf shelf, int secondsLater, String kind, int bytes) throws IOException {
    Path file = shelf.place(NOON.plusSeconds(secondsLater), kind);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[bytes]);
  }

  private Shelf shelf(long mostBytes) {
    return new Shelf(home.resolve("recordings"), mostBytes);
  }

  private List<String> names() throws IOException {
    return shelf(0).all(Set.of()).stream().map(Recording::name).toList();
  }

  @Test
  void twoOfTheSameMomentHaveDifferentNames() throws IOException {
    Shelf shelf = shelf(100);
    for (int i = 0; i < 3; i++) {
      put(shelf, 0, "trip", 1);
    }
    assertEquals(
        List.of(
            "20260301T120000.250Z-trip.jsonl.gz",
            "20260301T120000.250Z-trip-3.jsonl.gz",
            "20260301T120000.250Z-trip-2.jsonl.gz"),
        names());
  }

  @Test
  void recordingsAreListedNewestFirstWithWhatTheyAre() throws IOException {
    Shelf shelf = shelf(100);
    assertEquals(List.of(), shelf.all(Set.of()), "before the first");
    put(shelf, 0, "trip", 3);
    Path running = put(shelf, 5, "asked", 4);
    Files.writeString(running.resolveSibling("readme.txt"), "not one of ours");
    assertEquals(
        List.of(
            new Recording(
                "20260301T120005.250Z-asked.jsonl.gz", "asked for", NOON.plusSeconds(5), 4, false),
            new Recording("20260301T120000.250Z-trip.jsonl.gz", "a trip", NOON, 3, true)),
        shelf.all(Set.of(running)));
  }

  @Test
  void onlyARecordingIsOpened() throws IOException {
    Shelf shelf = shelf(100);
    Path file = put(shelf, 0, "trip", 3);
    Files.writeString(home.resolve("secret"), "x");
    try (InputStream in = shelf.open(String.valueOf(file.getFileName()))) {
      assertEquals(3, in.readAllBytes().length);
    }
    assertThrows(NoSuchFileException.class, () -> shelf.open("../secret"));
  }

  @Test
  void theOldestGoUntilTheRestFitsButNeverTheNewestNorOneThatRuns() throws IOException {
    Path first = put(shelf(0), 0, "trip", 10);
    for (int i = 1; i < 4; i++) {
      put(shelf(0), i, "trip", 10);
    }
    Path other = Files.write(first.resolveSibling("a-readme.txt"), new byte[100]);
    shelf(40).tidy(Set.of());
    assertTrue(Files.exists(other), "neither counted nor taken away");
    assertEquals(4, names().size(), "exactly as much as there may be");
    shelf(39).tidy(Set.of(first));
    assertEquals(3, names().size());
    assertEquals("20260301T120000.250Z-trip.jsonl.gz", names().getLast(), "it runs");
    shelf(20).tidy(Set.of());
    assertEquals(
        List.of("20260301T120003.250Z-trip.jsonl.gz", "20260301T120002.250Z-trip.jsonl.gz"),
        names());
    shelf(0).tidy(Set.of());
    assertEquals(List.of("20260301T120003.250Z-trip.jsonl.gz"), names());
  }
}
