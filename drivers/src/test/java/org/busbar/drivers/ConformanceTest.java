package org.busbar.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.ProfileDriver;
import org.busbar.profile.ProfileLibrary;
import org.busbar.profile.api.Profile;
import org.busbar.profile.read.ProfileReader;
import org.busbar.testkit.conformance.api.Conformance;
import org.busbar.testkit.conformance.api.Conformance.Effort;
import org.busbar.transport.modbus.ModbusTcp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A sample of the profiles passes the conformance suite; all of them do in the deep tests. */
class ConformanceTest {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final List<Path> SAMPLE =
      List.of(
          Path.of("busbar/battery-inverter.yaml"),
          Path.of("busbar/charger.yaml"),
          Path.of("busbar/hybrid.yaml"),
          Path.of("busbar/pv-inverter.yaml"),
          Path.of("busbar/relay.yaml"),
          Path.of("eastron/sdm230.yaml"));

  private static final Set<String> CATEGORIES = Set.of("battery", "charger", "pv");

  /** They wait most of the time: several at once. */
  private static final int AT_ONCE = 6;

  /** Every profile that may be written is in the sample: set, read back and released. */
  @Test
  @Tag("DEV-10")
  @Tag("DEV-12")
  void profilesConform() throws Exception {
    List<Path> files =
        DEEP
            ? EveryProfileTest.profiles().stream().filter(ConformanceTest::hasRegisters).toList()
            : SAMPLE;
    Map<Path, List<String>> failures = new TreeMap<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      Map<Path, Future<List<String>>> running = new TreeMap<>();
      files.forEach(file -> running.put(file, pool.submit(() -> failures(file))));
      for (Map.Entry<Path, Future<List<String>>> run : running.entrySet()) {
        failures.put(run.getKey(), run.getValue().get());
      }
    }
    failures.values().removeIf(List::isEmpty);
    assertEquals(Map.of(), failures);
    Set<String> natures = new TreeSet<>();
    for (Path file : files) {
      natures.add(ProfileReader.read(file).nature());
    }
    assertTrue(natures.containsAll(CATEGORIES), natures::toString);
  }

  @Test
  void whoeverMayBeWrittenIsInTheSample() throws IOException, ConfigException {
    for (Path file : EveryProfileTest.profiles()) {
      Profile profile = ProfileReader.read(file);
      boolean written = !profile.writes().isEmpty() && profile.maturity() != Maturity.IMPORTED;
      assertTrue(!written || SAMPLE.contains(file), file::toString);
    }
  }

  private static boolean hasRegisters(Path file) {
    try {
      return !ProfileReader.read(file).points().isEmpty();
    } catch (ConfigException wrong) {
      return false; // another test says so
    }
  }

  private static List<String> failures(Path file) throws IOException, ConfigException {
    ProfileDriver driver = new ProfileDriver(ProfileLibrary.of(file.getParent()));
    return Conformance.of(driver, new ModbusTcp())
        .with(DEEP ? Effort.FULL : Effort.BRIEF)
        .run(ProfileReader.read(file))
        .failures();
  }
}
