package org.busbar.core.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.replay.Replay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording that is made again comes out bit for bit, or tells where it does not. */
class ReplayTest {
  @TempDir Path home;

  private static Replay.Report replay(List<String> lines, ModeTypes types) throws IOException {
    return Replay.of(new BufferedReader(new StringReader(String.join("\n", lines))), types);
  }

  @Test
  void whateverHappensToAHouseComesOutAgain() throws IOException {
    long turns = 0;
    for (long seed = 1; seed <= 5; seed++) {
      RandomHouse house = new RandomHouse(home.resolve("s" + seed), seed).live(500);
      Replay.Report report = replay(house.lines(), house.types);
      assertEquals(List.of(), report.differences(), "seed " + seed);
      assertEquals(500, report.steps());
      assertTrue(report.notRun() <= 2, "only what looked at the first step is not there");
      turns += report.turns();
    }
    assertTrue(turns > 3_000, "modes were run again " + turns + " times");
  }

  @Test
  void theSameRecordingGivesTheSameOutputs() throws IOException {
    RandomHouse house = new RandomHouse(home, 7).live(100);
    Replay.Report once = replay(house.lines(), house.types);
    assertEquals(once, replay(house.lines(), house.types));
    RandomHouse other = new RandomHouse(home.resolve("other"), 8).live(100);
    assertFalse(once.outputs().equals(replay(other.lines(), other.types).outputs()));
  }

  @Test
  void anOutcomeThatWasAnotherIsFoundAndExplained() throws IOException {
    RandomHouse house = new RandomHouse(home, 3).live(100);
    List<String> lines = new ArrayList<>(house.lines());
    int at = 60;
    while (!lines.get(at).matches(".*\"outcomes\":.*\"value\":[1-9].*")) {
      at++;
    }
    String line = lines.get(at);
    int outcomes = line.indexOf("\"outcomes\":");
    String changed = line.substring(outcomes).replaceFirst("\"value\":([1-9])", "\"value\":9$1");
    lines.set(at, line.substring(0, outcomes) + changed);
    Replay.Report report = replay(lines, house.types);
    assertFalse(report.isEqual());
    String step = line.substring("{\"step\":".length(), line.indexOf(','));
    String told = report.differences().getFirst();
    assertTrue(told.startsWith("step " + step + " at 2026-03-01T12:00:"), told);
    assertTrue(told.contains("activePowerW was ") || told.contains(": was bat"), told);
  }

  @Test
  void aModeThatDoesSomethingElseIsFoundAndExplained() throws IOException {
    RandomHouse house = new RandomHouse(home, 4).live(60);
    ModeTypes types = new ModeTypes();
    types.add(new RandomHouse.Nosy("told"));
    types.add(Fakes.Told.target("other", 1));
    Replay.Report report = replay(house.lines(), types);
    assertEquals(0, report.different(), "recorded proposals are folded as they were");
    assertTrue(report.differentTurns() > 0);
    assertTrue(report.differences().getFirst().contains("second"), report.toString());
  }

  @Test
  void aModeThatIsNotThereIsNamedAndNotCalledEqual() throws IOException {
    RandomHouse house = new RandomHouse(home, 5).live(60);
    Replay.Report report = replay(house.lines(), new ModeTypes());
    assertTrue(report.isEqual());
    assertEquals(0, report.turns());
    assertTrue(report.notRun() > 50);
  }

  @Test
  void aChangedConfigurationAndALineThatIsNoneAreRefused() throws IOException {
    RandomHouse house = new RandomHouse(home, 6).live(10);
    List<String> lines = new ArrayList<>(house.lines());
    lines.set(1, lines.get(1).replace("\"rank\":0", "\"rank\":1"));
    assertTrue(
        assertThrows(IOException.class, () -> replay(lines, house.types))
            .getMessage()
            .startsWith("line 2 "));
    List<String> cut = new ArrayList<>(house.lines());
    cut.set(5, cut.get(5).substring(0, 100));
    assertThrows(IOException.class, () -> replay(cut, house.types));
  }
}
