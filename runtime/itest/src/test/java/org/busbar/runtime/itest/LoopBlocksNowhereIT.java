package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the virtual machine itself saw of calls that wait, below a step of the loop. */
@Tag("DPL-16")
class LoopBlocksNowhereIT {
  private static final List<String> WAITING =
      List.of(
          "jdk.FileRead",
          "jdk.FileWrite",
          "jdk.FileForce",
          "jdk.SocketRead",
          "jdk.SocketWrite",
          "jdk.ThreadSleep",
          "jdk.ThreadPark",
          "jdk.JavaMonitorEnter",
          "jdk.JavaMonitorWait");

  /**
   * A class is read once, when it is first used. A lock of a queue is held for a few instructions,
   * longer only where its holder lost the processor; what waits for another's work parks elsewhere.
   */
  private static final Set<String> HARMLESS =
      Set.of("java.lang.ClassLoader.loadClass", "java.util.concurrent.locks.ReentrantLock.lock");

  @TempDir Path folder = Path.of("");

  private static String settings() {
    return WAITING.stream()
        .map(
            event ->
                """
                <event name="%s">
                  <setting name="enabled">true</setting>
                  <setting name="threshold">0 ms</setting>
                  <setting name="stackTrace">true</setting>
                </event>
                """
                    .formatted(event))
        .collect(Collectors.joining("", "<configuration version=\"2.0\">\n", "</configuration>"));
  }

  /** Calls that waited below a method: kind of event and the frames down to the method. */
  private static Set<String> waitedBelow(String type, String method, Path recording)
      throws IOException {
    Set<String> found = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
      if (!WAITING.contains(event.getEventType().getName()) || event.getStackTrace() == null) {
        continue;
      }
      StringBuilder way = new StringBuilder(event.getEventType().getName());
      for (var frame : event.getStackTrace().getFrames()) {
        String at = frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
        way.append("\n  ").append(at);
        if (HARMLESS.contains(at)) {
          break;
        } else if (at.equals(type + "." + method)) {
          found.add(way.toString());
          break;
        }
      }
    }
    return found;
  }

  @Test
  void noStepWaitsForAFileAConnectionOrAnotherThreadNotEvenWhileTheSiteIsChanged()
      throws Exception {
    Path recording = folder.resolve("loop.jfr");
    Path settings = Files.writeString(folder.resolve("waiting.jfc"), settings());
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.start(
                "edge",
                plant.writeSite(folder),
                folder.resolve("home"),
                "-XX:StartFlightRecording:settings=" + settings + ",filename=" + recording)) {
      gateway.run();
      plant.loadStep(-5_000);
      assertTrue(
          Program.await(Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") > 1_000));
      // What a person does is taken up, told and kept, by other threads.
      gateway.rest().put("/modes/self-consumption", "{\"enabled\":false,\"reason\":\"test\"}");
      gateway.rest().put("/modes/self-consumption", "{\"enabled\":true,\"reason\":\"test\"}");
      changeTheSite(plant, gateway);
      plant.fault("load1", "silent");
      gateway.rest().post("/emergency-stop", "{\"reason\":\"test\"}");
      assertTrue(Program.await(Duration.ofSeconds(10), () -> gateway.state().equals("ERROR")));
      plant.fault("load1", "none");
      Program.pass(Duration.ofSeconds(1));
      gateway.rest().post("/emergency-stop/reset", "{\"reason\":\"test over\"}");
      gateway.run();
      Program.pass(Duration.ofSeconds(2));
      gateway.program().signal("TERM");
      assertEquals(0, gateway.program().exitCode(Duration.ofSeconds(40)));
    }
    assertTrue(!RecordingFile.readAllEvents(recording).isEmpty(), "nothing was recorded");
    assertEquals(Set.of(), waitedBelow("org.busbar.core.loop.Beat", "step", recording));
  }

  /** A device comes, is read, changed and goes, a group comes and the change is undone. */
  private static void changeTheSite(RunningPlant plant, RunningGateway gateway) {
    String meter =
        """
        {"id":"m2","profile":"busbar.meter","connection":"more","unit":1,"reason":"a test",
         "wire":{"transport":"modbus-tcp","host":"127.0.0.1","port":"%d"}}"""
            .formatted(plant.port());
    assertEquals(201, gateway.rest().send("POST", "/devices", meter).statusCode());
    assertTrue(
        Program.await(
            Duration.ofSeconds(10), () -> Double.isFinite(gateway.value("m2", "activePowerW"))));
    String options = "{\"options\":{\"poll-fast\":\"500 ms\"}}";
    assertEquals(200, gateway.rest().send("PUT", "/devices/m2", options).statusCode());
    String group = "{\"id\":\"more\",\"members\":[\"m2\"]}";
    assertEquals(201, gateway.rest().send("POST", "/groups", group).statusCode());
    assertEquals(200, gateway.rest().send("POST", "/site/undo", "{}").statusCode());
    assertEquals(200, gateway.rest().send("DELETE", "/devices/m2?reason=over", "").statusCode());
  }

  private void step() throws IOException {
    Files.readString(Files.writeString(folder.resolve("note"), "what a step must not do"));
    LockSupport.parkNanos(1_000_000);
  }

  @Test
  void whatWaitsIsSeen() throws Exception {
    Path file = folder.resolve("seen.jfr");
    try (Recording recording = new Recording()) {
      WAITING.forEach(event -> recording.enable(event).withoutThreshold().withStackTrace());
      recording.start();
      step();
      recording.stop();
      recording.dump(file);
    }
    String found = String.join("\n", waitedBelow(getClass().getName(), "step", file));
    for (String event : List.of("jdk.FileRead", "jdk.FileWrite", "jdk.ThreadPark")) {
      assertTrue(found.contains(event), found);
    }
  }
}
