package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose whole home lies on a file system that gets full, and then has room again. */
class HistoryDiskFullIT {
  private static final String POWER = "/history?device=bat1&point=activePowerW&resolution=raw";
  private static final String NOT_WRITTEN = "history-not-written";

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void needsAFileSystemOfItsOwn() throws InterruptedException {
    Peer.require(
        "making a user namespace (unshare of util-linux, allowed by the kernel)",
        List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=1m tmpfs /mnt"));
  }

  @Test
  void controlGoesOnAndHistoryResumesByItself() throws Exception {
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.startOnSmallDisk(plant.writeSite(folder), folder.resolve("home"), 128)) {
      gateway.run();
      assertTrue(Program.await(Duration.ofSeconds(30), () -> rows(gateway).size() >= 5));
      Instant full = Instant.now();
      Path filler = gateway.home().resolve("filler");
      fill(filler);
      assertTrue(
          Program.await(Duration.ofSeconds(60), () -> told(gateway, "ALARM")),
          () -> gateway.rest().get("/events") + gateway.program().output());

      long writes = plant.writes("bat1");
      plant.loadStep(-5_000);
      assertTrue(
          Program.await(Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") > 1_000),
          () -> "the battery does not follow: " + gateway.rest().get("/decisions/latest"));
      assertTrue(plant.writes("bat1") > writes);
      assertEquals("RUNNING", gateway.state());
      assertFalse(told(gateway, "INFO"));

      Files.delete(filler);
      assertTrue(
          Program.await(Duration.ofSeconds(30), () -> told(gateway, "INFO")),
          () -> gateway.rest().get("/events") + gateway.program().output());
      int before = rows(gateway).size();
      assertTrue(Program.await(Duration.ofSeconds(10), () -> rows(gateway).size() > before));
      assertNoGap(rows(gateway));
      JsonNode kept = gateway.rest().get("/events?from=" + full);
      assertTrue(kept.findValuesAsText("kind").contains(NOT_WRITTEN), kept::toString);
      gateway.program().signal("STOP");
      assertEquals("ok", integrity(gateway.home()));
      gateway.program().signal("KILL");
    }
  }

  /** Writes until nothing more fits. */
  private static void fill(Path file) {
    byte[] part = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(part);
      }
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e::toString);
    }
  }

  private static JsonNode rows(RunningGateway gateway) {
    return gateway.rest().status(POWER) == 200
        ? gateway.rest().get(POWER).get("rows")
        : JsonNodeFactory.instance.arrayNode();
  }

  private static boolean told(RunningGateway gateway, String severity) {
    for (JsonNode event : gateway.rest().get("/events?limit=1000")) {
      if (event.get("kind").asText().equals(NOT_WRITTEN)
          && event.get("severity").asText().equals(severity)) {
        return true;
      }
    }
    return false;
  }

  /** What was measured while the disk was full waited in memory. */
  private static void assertNoGap(JsonNode rows) {
    List<Instant> times = new ArrayList<>();
    rows.forEach(row -> times.add(Instant.parse(row.get(0).asText())));
    for (int i = 1; i < times.size(); i++) {
      Duration gap = Duration.between(times.get(i - 1), times.get(i));
      assertTrue(gap.toMillis() < 3_000, "nothing from " + times.get(i - 1) + " for " + gap);
    }
  }

  /** Of a copy: the engine does not open a file in another process's mounts. */
  private String integrity(Path home) throws Exception {
    Path history = home.resolve("sites/local/demo/history");
    for (String file : List.of("history.db", "history.db-wal")) {
      Files.copy(history.resolve(file), folder.resolve(file));
    }
    Path copy = folder.resolve("history.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
      return rows.next() ? rows.getString(1) : "nothing";
    }
  }
}
