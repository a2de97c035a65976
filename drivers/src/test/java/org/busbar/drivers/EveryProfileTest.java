package org.busbar.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.read.ProfileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryProfileTest {
  static List<Path> profiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(""), 2)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml") && !file.startsWith("target"))
          .sorted()
          .toList();
    }
  }

  @Test
  void thereAreProfiles() throws IOException {
    assertTrue(profiles().size() >= 5);
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void isWithoutProblemsAndItsVectorsPass(Path file) throws ConfigException {
    Profile profile = ProfileReader.read(file);
    assertEquals(
        file.getParent().getFileName() + "." + file.getFileName().toString().replace(".yaml", ""),
        profile.id(),
        "folder and file name are the id");
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void whatItReadsCanBeServedByASimulator(Path file) throws ConfigException {
    for (ProfilePoint point : ProfileReader.read(file).points()) {
      double middle = Math.max(point.range().min(), Math.min(point.range().max(), 1));
      double value = point.register().coding().factor() < 0 && middle > 0 ? -middle : middle;
      double held = point.register().coding().decode(point.register().coding().encode(value));
      assertTrue(
          Math.abs(held - value) <= Math.abs(point.register().coding().factor()),
          () -> point.key() + ": " + value + " is served as " + held);
    }
  }
}
