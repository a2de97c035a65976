package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told who asks for what cannot be. */
class RefusalsTest {
  @TempDir Path home = Path.of("");

  private static int told(Rig rig) {
    return rig.events.ofKind("state-refused").size();
  }

  @Test
  void whoAsksAgainAndAgainIsAnsweredEachTimeAndToldOfOnceInAWhile() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    Rig.require(field.request(SiteState.STOPPED, "anna", "a test"));
    for (int i = 0; i < 5; i++) {
      Answer answer = field.request(SiteState.RUNNING, "anna", "again");
      assertEquals("go to IDLE first", assertInstanceOf(Answer.Refused.class, answer).remedy());
      rig.advance(Duration.ofMillis(10));
    }
    assertEquals(1, told(rig));
    assertTrue(rig.events.ofKind("state-refused").getFirst().text().startsWith("Refused to anna:"));
    field.request(SiteState.RUNNING, "bert", "me too");
    assertEquals(2, told(rig));
    rig.advance(Duration.ofMillis(999));
    field.request(SiteState.RUNNING, "bert", "please");
    assertEquals(2, told(rig), "a second has not passed");
    rig.advance(Duration.ofMillis(1));
    field.request(SiteState.RUNNING, "bert", "once more");
    assertEquals(3, told(rig));
  }

  @Test
  void aStartOfALatchedSiteIsRefusedWithTheCause() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    rig.device(Rig.BAT).trip("test", "test", "for once");
    rig.freeze();
    Answer answer = field.request(SiteState.RUNNING, "anna", "again");
    Answer.Refused refused = assertInstanceOf(Answer.Refused.class, answer);
    assertEquals("the site is in ERROR: for once", refused.reason());
    assertEquals("remove the cause and reset; that leads to IDLE", refused.remedy());
    assertEquals(1, told(rig));
  }
}
