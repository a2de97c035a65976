package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.busbar.api.safety.Recorder;
import org.busbar.api.safety.Recorder.Recording;
import org.busbar.control.selfconsumption.SelfConsumption;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.record.JsonText;
import org.busbar.core.replay.Replay;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Core and safety together: what a trip leaves on disk can be read and made again. */
class BlackBoxIT {
  private static final String MODES =
      "modes:\n  self-consumption: {node: storage, level: economic, config: {target-w: 0 W}}\n";

  @TempDir Path home = Path.of("");

  private static List<String> lines(Recorder recorder, Recording recording) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(recorder.open(recording.name())), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  private static long nanos(Object step) {
    return (Long) ((Map<?, ?>) step).get("nanos");
  }

  @Test
  @Tag("SAF-21")
  void aStopLeavesAMinuteBeforeAndHalfAMinuteAfterThatComeOutAgain() throws IOException {
    VirtualSite virtual =
        new VirtualSite(home, 100, Kernel.Grain.FINE, MODES, List.of(new SelfConsumption()))
            .started();
    virtual.run(Duration.ofSeconds(90));
    virtual.site.emergencyStop("test", "smoke");
    long stopped = virtual.site.snapshot().nanos();
    virtual.run(Duration.ofSeconds(35));
    Recorder recorder = virtual.site.recorder();
    assertEquals(1, recorder.recordings().size());
    assertTrue(recorder.recordings().getFirst().complete());
    List<String> lines = lines(recorder, recorder.recordings().getFirst());
    List<Object> steps =
        lines.stream()
            .map(JsonText::parse)
            .filter(line -> ((Map<?, ?>) line).containsKey("step"))
            .toList();
    long cycle = Duration.ofMillis(100).toNanos();
    for (int i = 1; i < steps.size(); i++) {
      assertEquals(cycle, nanos(steps.get(i)) - nanos(steps.get(i - 1)), 1_000, "cycle rate");
    }
    assertTrue(stopped - nanos(steps.getFirst()) >= 600 * cycle, "a minute before");
    assertTrue(nanos(steps.getLast()) - stopped >= 300 * cycle, "half a minute after");
    assertTrue(lines.stream().anyMatch(line -> line.contains("\"action\":\"SET\"")));
    assertTrue(lines.stream().anyMatch(line -> line.contains("\"action\":\"SAFE\"")));
    ModeTypes types = new ModeTypes();
    types.add(new SelfConsumption());
    Replay.Report report =
        Replay.of(new BufferedReader(new StringReader(String.join("\n", lines))), types);
    assertEquals(List.of(), report.differences());
    assertEquals(steps.size(), report.steps());
    assertTrue(report.turns() >= steps.size() - 5, report.turns() + " steps of the mode");
  }
}
