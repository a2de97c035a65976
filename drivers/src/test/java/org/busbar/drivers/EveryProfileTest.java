package org.busbar.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Words;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;
import org.busbar.profile.message.MessageReader;
import org.busbar.profile.read.ProfileReader;
import org.busbar.profile.run.Options;
import org.busbar.profile.run.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryProfileTest {
  static List<Path> profiles() throws IOException {
    return profiles(false);
  }

  static List<Path> messageProfiles() throws IOException {
    return profiles(true);
  }

  private static List<Path> profiles(boolean ofMessages) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(""), 2)) {
      for (Path file :
          files
              .filter(file -> file.toString().endsWith(".yaml") && !file.startsWith("target"))
              .sorted()
              .toList()) {
        if (MessageReader.isFor(Files.readString(file)) == ofMessages) {
          found.add(file);
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("messageProfiles")
  void isWithoutProblemsWhereItSpeaksInDocuments(Path file) throws ConfigException {
    assertEquals(
        file.getParent().getFileName() + "." + file.getFileName().toString().replace(".yaml", ""),
        MessageReader.read(file).head().id(),
        "folder and file name are the id");
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

  /** Positive into the busbar on the way out is positive into the busbar on the way back. */
  @ParameterizedTest
  @MethodSource("profiles")
  void whatIsWrittenDecodesToNoMoreThanWasCommanded(Path file) throws ConfigException {
    Profile plain = ProfileReader.read(file);
    for (Profile profile : List.of(plain, Options.switchOn(plain))) {
      for (WriteSpec spec : profile.writes()) {
        for (int i = 0; i <= 1000; i++) {
          double share = i / 1000.0;
          check(spec, spec.range().min() * (1 - share) + spec.range().max() * share);
        }
        check(spec, spec.safe());
      }
    }
  }

  private static void check(WriteSpec spec, double value) {
    List<RegisterWrite> requests = Requests.set(spec, value, 1, register -> 0);
    for (WriteStep step : spec.steps()) {
      if (step instanceof WriteStep.Value target) {
        Words words =
            requests.stream()
                .filter(r -> r.table() == step.table() && r.address() == step.at())
                .map(RegisterWrite::words)
                .findFirst()
                .orElseThrow();
        double held = target.register().coding().decode(words);
        assertTrue(
            held * value >= 0
                && Math.abs(held) <= Math.abs(value) + 1e-6
                && Math.abs(held - value)
                    < Math.max(spec.step(), Math.abs(target.register().coding().factor())) + 1e-6,
            () -> spec.key() + ": " + value + " is held as " + held);
        spec.readBack()
            .filter(back -> back.at() == step.at())
            .ifPresent(
                back -> assertEquals(held, back.coding().decode(words), "read back with its sign"));
      }
    }
  }
}
