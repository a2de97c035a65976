package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Recorder.Recording;
import org.busbar.control.selfconsumption.SelfConsumption;
import org.busbar.core.record.JsonText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundles of the edge and of the cloud assembly decide the same on the same inputs: a few in
 * every test, ten thousand in the deep one.
 */
class SameDecisionsDeepIT {
  private static final Path FEATURES =
      Path.of("../../features/target").toAbsolutePath().normalize();
  private static final String MODES =
      """
      modes:
        self-consumption: {node: storage, level: economic, config: {target-w: 0 W}}
        second: {type: self-consumption, node: bat2, level: reserve, config: {target-w: 500 W}}
      """;

  private static final int STEPS = Boolean.getBoolean("busbar.deep") ? 10_100 : 1_100;

  @TempDir Path home = Path.of("");

  /** Files of our bundles by name, whose digests are those of the assembly's lock. */
  private static Map<String, Path> bundles(String assembly) throws Exception {
    Map<String, Path> files = new TreeMap<>();
    String lock = Files.readString(FEATURES.resolve(assembly + ".feature.json"));
    for (Object each : (List<?>) ((Map<?, ?>) JsonText.parse(lock)).get("bundles")) {
      Map<?, ?> bundle = (Map<?, ?>) each;
      String[] part = String.valueOf(bundle.get("id")).split(":");
      String version = part[part.length - 1];
      String classifier = part.length == 5 ? "-" + part[3] : "";
      Path file =
          FEATURES
              .resolve("bundles")
              .resolve(part[0].replace('.', '/'))
              .resolve(part[1])
              .resolve(version)
              .resolve(part[1] + "-" + version + classifier + ".jar");
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      assertEquals(bundle.get("sha256"), HexFormat.of().formatHex(digest), file.toString());
      files.put(part[1], file);
    }
    return files;
  }

  private String replay(Map<String, Path> bundles, Path recording) throws Exception {
    List<String> jars = bundles.values().stream().map(Path::toString).toList();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(":", jars),
                "org.busbar.core.replay.ReplayMain",
                recording.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private Path recording(int steps) throws IOException {
    VirtualSite virtual =
        new VirtualSite(home, 100, Kernel.Grain.COARSE, MODES, List.of(new SelfConsumption()))
            .started();
    Duration length = Duration.ofMillis(100L * steps);
    Answer answer = virtual.site.recorder().record(length, "test", "inputs for both sides");
    assertEquals(new Answer.Done(), answer);
    virtual.run(length.plusSeconds(5));
    Recording made = virtual.site.recorder().recordings().getFirst();
    assertTrue(made.complete());
    return home.resolve("sites/local/campaign/recordings").resolve(made.name());
  }

  @Test
  @Tag("SAF-25")
  void recordedInputsGiveEqualOutputsWithTheBundlesOfBothAssemblies() throws Exception {
    Path recording = recording(STEPS);
    Map<String, Path> edge = bundles("edge");
    Map<String, Path> cloud = bundles("cloud");
    List<String> deciding = new ArrayList<>(List.of("api", "config", "core", "safety"));
    deciding.addAll(List.of("control.selfconsumption", "control.loadshedding"));
    for (String name : deciding) {
      assertEquals(edge.get("org.busbar." + name), cloud.get("org.busbar." + name), name);
    }
    String said = replay(edge, recording);
    assertEquals(said, replay(cloud, recording));
    long steps = Long.parseLong(said.substring(0, said.indexOf(' ')));
    assertTrue(steps > STEPS - 100, said);
    assertTrue(
        said.contains(steps + " steps folded again: " + steps + " equal, 0 different"), said);
    assertTrue(said.contains(" equal, 0 different, ") && !said.contains(": 0 equal"), said);
  }
}
