package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.safety.SubState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk when, so that no end of the process is forgotten. */
class RecordTest {
  @TempDir Path home;

  private SiteState recorded() throws IOException {
    return new StateFile(home).read(0).orElseThrow().state();
  }

  @Test
  void noSetpointIsWrittenBeforeTheStartIsOnRecord() throws IOException {
    Rig rig = new Rig().withoutRecorder().battery(Rig.power());
    SiteField field = rig.open(home);
    rig.feed();
    rig.freeze();
    Rig.require(field.request(SiteState.RUNNING, "test", "go"));
    rig.step(1000);
    assertEquals(List.of(), rig.told());
    rig.record();
    assertEquals(SiteState.RUNNING, recorded());
    assertEquals(List.of("SET 1000"), rig.told());
  }

  @Test
  void aSiteThatCannotRecordItsStartControlsNothing() throws IOException {
    Rig rig = new Rig().withoutRecorder().battery(Rig.power());
    SiteField field = rig.open(home);
    rig.feed();
    rig.freeze();
    Files.createDirectories(home.resolve("safety.state.new")); // nothing can be written there
    Rig.require(field.request(SiteState.RUNNING, "test", "go"));
    rig.record();
    rig.step(1000);
    assertEquals(List.of(), rig.told());
    assertEquals(1, rig.events.ofKind("state-not-recorded").size());
    Files.delete(home.resolve("safety.state.new"));
    rig.record();
    rig.step(1000);
    assertEquals(List.of("SET 1000"), rig.told());
  }

  @Test
  void aDiskThatFillsUpDoesNotEndControlButVoidsTheOldRecordOfALatchedSite() throws IOException {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    rig.step(1000);
    Files.createDirectories(home.resolve("safety.state.new"));
    rig.step(2000);
    assertEquals(List.of("SET 1000", "SET 2000"), rig.told());
    assertEquals(SiteState.RUNNING, recorded());
    field.emergencyStop(StopSource.REST, "test", "");
    rig.record();
    Files.delete(home.resolve("safety.state.new"));

    Rig after = new Rig().battery(Rig.power());
    after.open(home);
    assertEquals(SubState.LATCHED, after.field().status().subState().orElseThrow());
    assertFalse(after.field().devices().getFirst().cell().isOpen());
  }

  @Test
  void safeModeOutlivesARestartToo() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.advance(java.time.Duration.ofSeconds(30));
    rig.watch();
    rig.record();

    Rig after = new Rig().battery(Rig.power());
    after.open(home);
    assertEquals(SubState.SAFE_MODE, after.field().status().subState().orElseThrow());
    assertTrue(after.field().devices().getFirst().cell().isOpen());
    assertEquals(List.of(), after.told());
  }

  @Test
  void aDeviceThatWasRemovedWhileLatchedKeepsTheSiteInError() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    field.emergencyStop(StopSource.REST, "test", "");
    rig.record();

    Rig after =
        new Rig()
            .with(
                Rig.declared(
                    "other",
                    org.busbar.api.device.DeviceDeclaration.Maturity.SIMULATED,
                    java.util.Map.of()));
    after.open(home);
    assertEquals(SiteState.ERROR, after.field().status().state());
    assertEquals(SubState.LATCHED, after.field().status().subState().orElseThrow());
  }
}
