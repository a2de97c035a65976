package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.events.Event;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.api.safety.StopSource;
import org.busbar.api.safety.SubState;
import org.busbar.safety.stop.Machine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person may ask a site for, in each state. */
class StateTransitionTableTest {
  /** Why each refused pair is refused; the others are allowed, or lead nowhere else. */
  private static final Map<List<SiteState>, String> REFUSED =
      Map.ofEntries(
          refused(SiteState.BOOT, SiteState.BOOT, "no-such-transition"),
          refused(SiteState.BOOT, SiteState.IDLE, "no-such-transition"), // by itself, when ready
          refused(SiteState.BOOT, SiteState.RUNNING, "no-such-transition"),
          refused(SiteState.BOOT, SiteState.STOPPED, "no-such-transition"),
          refused(SiteState.BOOT, SiteState.ERROR, "not-asked-for"),
          refused(SiteState.IDLE, SiteState.BOOT, "no-such-transition"),
          refused(SiteState.IDLE, SiteState.ERROR, "not-asked-for"),
          refused(SiteState.RUNNING, SiteState.BOOT, "no-such-transition"),
          refused(SiteState.RUNNING, SiteState.ERROR, "not-asked-for"),
          refused(SiteState.STOPPED, SiteState.BOOT, "no-such-transition"),
          refused(SiteState.STOPPED, SiteState.RUNNING, "no-such-transition"),
          refused(SiteState.STOPPED, SiteState.ERROR, "not-asked-for"),
          refused(SiteState.ERROR, SiteState.BOOT, "no-such-transition"),
          refused(SiteState.ERROR, SiteState.IDLE, "in-error"),
          refused(SiteState.ERROR, SiteState.RUNNING, "in-error"),
          refused(SiteState.ERROR, SiteState.ERROR, "not-asked-for"));

  @TempDir Path folder;

  private static Map.Entry<List<SiteState>, String> refused(
      SiteState from, SiteState to, String code) {
    return Map.entry(List.of(from, to), code);
  }

  private Rig in(SiteState state) {
    Rig rig = new Rig().battery(Rig.power());
    Path home = folder.resolve(state + "-" + System.identityHashCode(rig));
    if (state == SiteState.BOOT) {
      rig.open(home);
      return rig;
    }
    SiteField field = rig.running(home);
    switch (state) {
      case IDLE, STOPPED -> Rig.require(field.request(state, "test", "a test"));
      case ERROR -> field.emergencyStop(StopSource.REST, "test", "a test");
      default -> {}
    }
    return rig;
  }

  @Test
  @Tag("SAF-02")
  void ofAll25PairsTheIllegalAreRefusedWithACodeLoggedAndChangeNothing() {
    for (SiteState from : SiteState.values()) {
      for (SiteState to : SiteState.values()) {
        Rig rig = in(from);
        SiteStatus before = rig.field().status();
        assertEquals(from, before.state());
        Answer answer = rig.field().request(to, "anna", "a test");
        String code = REFUSED.get(List.of(from, to));
        List<Event> told = rig.events.ofKind("state-refused");
        if (code == null) {
          assertInstanceOf(Answer.Done.class, answer, from + " to " + to);
          assertEquals(to, rig.field().status().state());
          assertTrue(from == to || Machine.isEdge(from, to));
          assertEquals(List.of(), told);
        } else {
          Answer.Refused refused = assertInstanceOf(Answer.Refused.class, answer, from + "-" + to);
          assertEquals(code, refused.code(), from + " to " + to);
          assertTrue(!refused.reason().isBlank() && !refused.remedy().isBlank());
          assertEquals(before, rig.field().status());
          assertEquals(
              Map.of("from", from.name(), "to", to.name(), "by", "anna", "code", code),
              told.getFirst().values());
        }
      }
    }
  }

  @Test
  void aRefusalThatIsRepeatedIsToldOnceASecond() {
    Rig rig = in(SiteState.STOPPED);
    for (int i = 0; i < 100; i++) {
      rig.field().request(SiteState.RUNNING, "anna", "go");
    }
    assertEquals(1, rig.events.ofKind("state-refused").size());
    rig.advance(Duration.ofSeconds(1));
    rig.field().request(SiteState.RUNNING, "anna", "go");
    assertEquals(2, rig.events.ofKind("state-refused").size());
  }

  @Test
  void aLoopThatStoodStillLeadsToSafeModeWhichAPersonResets() {
    Rig rig = in(SiteState.RUNNING);
    rig.step(1000);
    rig.advance(Duration.ofSeconds(10).plusMillis(1));
    rig.feed();
    rig.watch();
    SiteStatus status = rig.field().status();
    assertEquals(SiteState.ERROR, status.state());
    assertEquals(SubState.SAFE_MODE, status.subState().orElseThrow());
    assertEquals("loop-stopped", status.causes().getFirst().kind());
    rig.tend();
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    rig.step(1000);
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    Rig.require(rig.field().reset("anna", "looked at it"));
    rig.freeze();
    assertEquals(SiteState.IDLE, rig.field().status().state());
  }

  @Test
  void aLoopThatWakesUpBeforeAnybodyLooksDoesNotGoOnEither() {
    Rig rig = in(SiteState.RUNNING);
    rig.step(1000);
    rig.advance(Duration.ofSeconds(30));
    rig.feed();
    rig.step(2000);
    assertEquals(SubState.SAFE_MODE, rig.field().status().subState().orElseThrow());
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
  }

  @Test
  void aTripInSafeModeLatches() {
    Rig rig = in(SiteState.RUNNING);
    rig.advance(Duration.ofSeconds(30));
    rig.watch();
    rig.field().emergencyStop(StopSource.REST, "test", "");
    assertEquals(SubState.LATCHED, rig.field().status().subState().orElseThrow());
    assertEquals(2, rig.field().status().causes().size());
  }
}
