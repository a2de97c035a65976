package org.busbar.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.busbar.api.transport.Transport;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.ProfileDriver;
import org.busbar.profile.ProfileLibrary;
import org.busbar.profile.message.MessageDevices;
import org.busbar.profile.message.MessageProfile;
import org.busbar.profile.message.MessageReader;
import org.busbar.testkit.conformance.api.Conformance;
import org.busbar.testkit.conformance.api.Conformance.Effort;
import org.busbar.transport.http.Http;
import org.busbar.transport.mqtt.Mqtt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample of the profiles over HTTP and MQTT conforms; all of them do in the deep tests. */
class MessageConformanceTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final List<Path> SAMPLE =
      List.of(
          Path.of("generic/mqtt-meter.yaml"),
          Path.of("generic/mqtt-relay.yaml"),
          Path.of("shelly/gen1-relay.yaml"),
          Path.of("shelly/gen2-switch.yaml"));

  /** They wait most of the time: several at once. */
  private static final int AT_ONCE = 6;

  @TempDir Path home;

  @Test
  void profilesOfDocumentsConform() throws Exception {
    Map<Path, List<String>> failures = new TreeMap<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      Map<Path, Future<List<String>>> running = new TreeMap<>();
      for (Path file : DEEP ? all() : SAMPLE) {
        running.put(file, pool.submit(() -> failures(file)));
      }
      for (Map.Entry<Path, Future<List<String>>> run : running.entrySet()) {
        failures.put(run.getKey(), run.getValue().get());
      }
    }
    failures.values().removeIf(List::isEmpty);
    assertEquals(Map.of(), failures);
  }

  @Test
  void allOfThemAreFound() throws IOException {
    assertTrue(all().size() >= 13 && all().containsAll(SAMPLE), () -> "too few");
  }

  private static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(""), 2)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      return found.stream().filter(MessageConformanceTest::isOfDocuments).toList();
    }
  }

  private static boolean isOfDocuments(Path file) {
    try {
      return MessageReader.isFor(Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<String> failures(Path file) throws IOException, ConfigException {
    MessageProfile profile = MessageReader.read(file);
    Transport transport = profile.kind().equals("http") ? Http.at(home) : Mqtt.at(home);
    return Conformance.of(new ProfileDriver(ProfileLibrary.of(file.getParent())), transport)
        .with(DEEP ? Effort.FULL : Effort.BRIEF)
        .run(MessageDevices.twin(profile))
        .failures();
  }
}
