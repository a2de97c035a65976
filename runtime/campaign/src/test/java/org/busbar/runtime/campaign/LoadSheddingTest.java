package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.busbar.api.control.Decision.Outcome;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.safety.Recorder;
import org.busbar.api.safety.Recorder.Recording;
import org.busbar.api.safety.SiteState;
import org.busbar.control.loadshedding.LoadShedding;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.replay.Replay;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Load shedding through arbiter, gate and registers, in virtual time. */
class LoadSheddingTest {
  @TempDir Path home = Path.of("");

  private SheddingHouse house() throws IOException {
    SheddingHouse house = new SheddingHouse(home).started();
    house.run(60, 0);
    assertEquals(List.of(), house.off(), "all runs");
    house.events.clear();
    return house;
  }

  private static List<String> loads(SheddingHouse house) {
    return house.events.stream().map(e -> (e.off() ? "-" : "+") + e.load()).toList();
  }

  @Test
  @Tag("GRD-05")
  void anOverloadShedsByPriorityNeverTheFridgeAndComesBackAfterIt() throws IOException {
    SheddingHouse house = house().run(60, 3_500);
    assertEquals(List.of(), house.events, "9.7 kW is allowed");
    house.run(30, 7_500);
    assertEquals(List.of("-pool", "-sauna"), loads(house), "13.7 kW is two loads too much");
    Outcome pool = house.outcome("pool");
    assertEquals(1, pool.value());
    assertTrue(pool.reason().contains("load-shedding: shed: import of 13"), pool.reason());
    house.run(600, 4_200);
    assertEquals(2, house.events.size(), "6.4 kW and a load are more than four fifths of 10 kW");
    house.run(60, 60_000);
    assertEquals(List.of("pool", "sauna", "heater"), house.off(), "never the fridge");
    house.run(300, 0);
    assertEquals(List.of("-pool", "-sauna", "-heater", "+heater", "+sauna", "+pool"), loads(house));
    assertTrue(house.outcome("heater").reason().contains("on again: import of"));
    assertFalse(house.written.contains("fridge"), "it is not even written to");
  }

  @Test
  void whenItIsSwitchedOffEachLoadGoesToItsRelease() throws IOException {
    SheddingHouse house = house().run(30, 60_000);
    assertEquals(List.of("pool", "sauna", "heater"), house.off());
    house.site.enable("load-shedding", false, "test", "a test");
    house.run(30, 0);
    assertEquals(List.of("sauna"), house.off(), "the one that runs while its relay is held");
  }

  @Test
  void anotherVersionOfItGoesOnWithWhatIsShed() throws IOException {
    SheddingHouse house = house().run(30, 7_500);
    assertEquals(List.of("pool", "sauna"), house.off());
    LoadShedding old = (LoadShedding) house.types().find("load-shedding").orElseThrow();
    house.types().add(new LoadShedding());
    house.types().remove(old);
    house.run(60, 5_500);
    assertEquals(List.of("-pool", "-sauna"), loads(house), "nothing moved");
    house.run(120, 0);
    assertEquals(List.of("-pool", "-sauna", "+sauna", "+pool"), loads(house));
  }

  @Test
  void withoutTheMeterAllIsHeldAndThenShed() throws IOException {
    SheddingHouse house = house().run(30, 5_000);
    assertEquals(List.of("pool"), house.off());
    house.silence("pcc");
    house.run(25, 5_000);
    assertEquals(List.of("pool"), house.off());
    assertTrue(house.outcome("pool").reason().contains("import at pcc unknown, held for 30 s"));
    house.run(30, 5_000);
    assertEquals(List.of("pool", "sauna", "heater"), house.off());
    assertTrue(
        house.outcome("heater").reason().contains("import at pcc unknown for more than 30 s"));
  }

  @Test
  void aRelayThatIsDeadCostsOneDelayOnly() throws IOException {
    SheddingHouse house = house();
    house.silence("pool");
    house.run(30, 5_000);
    assertEquals(List.of("sauna"), house.off());
    ModeStatus mode = house.site.modes().getFirst();
    assertEquals("RUNNING", mode.state());
  }

  @Test
  void aNodeThatHoldsTheFridgeTooIsToldBeforeThereIsAStart() throws IOException {
    SheddingHouse house = new SheddingHouse(home, "house").run(10, 0);
    assertEquals(SiteState.IDLE, house.site.status().state());
    ModeStatus mode = house.site.modes().getFirst();
    assertEquals("FAILED", mode.state());
    assertTrue(mode.text().contains("'fridge' is within the node of the mode"), mode.text());
  }

  @Test
  void aStopBringsEachRelayToItsSafeValueAndTheRecordingComesOutAgain() throws IOException {
    SheddingHouse house = house().run(70, 60_000);
    house.site.emergencyStop("test", "smoke");
    house.run(35, 0);
    assertEquals(List.of("sauna"), house.off(), "energise to shed: a stop brings them back");
    Recorder recorder = house.site.recorder();
    Recording recording = recorder.recordings().getFirst();
    ModeTypes types = new ModeTypes();
    types.add(new LoadShedding());
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(recorder.open(recording.name())), StandardCharsets.UTF_8))) {
      Replay.Report report = Replay.of(in, types);
      assertEquals(List.of(), report.differences());
      assertTrue(report.turns() > 100, report.turns() + " steps of the mode");
    }
  }
}
