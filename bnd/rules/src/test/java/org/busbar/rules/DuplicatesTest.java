package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicatesTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String statements(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "  call(" + i + ");")
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void theSameStatementsAtTwoPlacesAreOnePairWithItsWholeLength() throws IOException {
    Path a = file("A.java", "import a.B;\n\nint x;\n" + statements(0, 12) + "end a\n");
    Path b = file("B.java", "int y;\n  // why\n" + statements(0, 5) + "\n" + statements(5, 12));
    assertEquals(
        List.of(new Duplicates.Pair("A.java:4", "B.java:3", 12)),
        Duplicates.of(folder, List.of(a, b)));
  }

  @Test
  void aFewEqualLinesAreNone() throws IOException {
    Path a = file("A.java", statements(0, Duplicates.LEAST - 1));
    Path b = file("B.java", statements(0, Duplicates.LEAST - 1));
    assertEquals(List.of(), Duplicates.of(folder, List.of(a, b)));
  }
}
