package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a contactor's relay is told, by the time for which it is told. */
class CoilTest {
  private static final long LEASE = Duration.ofSeconds(3).toNanos();

  private final Coil coil = new Coil(new NodeId("k1"));

  @Test
  void aCoilIsHeldForThreeSecondsAfterItWasCommandedLastAndNoLonger() {
    assertTrue(coil.command(true, 0));
    assertTrue(coil.isClosed(LEASE - 1));
    assertFalse(coil.hasLapsed(LEASE - 1));
    assertFalse(coil.command(true, LEASE - 1), "it is the same command");
    assertTrue(coil.isClosed(2 * LEASE - 2));
    assertFalse(coil.isClosed(2 * LEASE - 1));
    assertTrue(coil.hasLapsed(2 * LEASE - 1));
  }

  @Test
  @Tag("DEV-07")
  void aCoilWhoseThreeSecondsRanOutIsNotHeldOnByTheNextCommandToHoldIt() {
    coil.command(true, 0);
    coil.command(true, LEASE);
    assertFalse(coil.isClosed(LEASE + 1), "nobody knows where its contactor has gone meanwhile");
    assertTrue(coil.hasLapsed(LEASE + 1));
    coil.command(true, LEASE + 1);
    assertFalse(coil.isClosed(LEASE + 2), "however often it is said");
    assertTrue(coil.command(false, LEASE + 2));
    assertFalse(coil.hasLapsed(LEASE + 3));
    assertTrue(coil.command(true, LEASE + 3));
    assertTrue(coil.isClosed(LEASE + 4), "once it was opened it may be closed anew");
  }

  @Test
  void aCoilWhoseRelayMayHaveLetGoIsOpenedBeforeItIsHeldAgain() {
    coil.command(true, 0);
    coil.lapse();
    assertFalse(coil.isClosed(1));
    assertTrue(coil.hasLapsed(1));
    coil.command(false, 2);
    assertFalse(coil.hasLapsed(3), "what is open has nothing to lose");
  }

  private static DeviceDeclaration relay(String id) {
    return Rig.declared(
        id,
        Maturity.SIMULATED,
        Map.of(),
        FakeWritable.of(id, Points.SWITCH_ON, new Interval(0, 1)),
        FakeWritable.power(id));
  }

  @Test
  void aCoilIsTheSwitchOfItsOwnRelayAndNothingElse(@TempDir Path home) {
    Rig rig = new Rig().with(relay("k1")).with(relay("k2"));
    rig.open(home);
    List<String> driven = new ArrayList<>();
    for (String id : List.of("k1", "k2")) {
      for (Lane lane : rig.device(id).plant().lanes()) {
        if (coil.drives(lane)) {
          driven.add(lane.address().toString());
        }
      }
    }
    assertEquals(List.of("k1/switchOn"), driven);
  }

  @Test
  void itIsOpenOnceItsRelayTookThatAndUntilItIsToClose() {
    coil.told(true, true);
    assertTrue(coil.isGuarded() && coil.isOpen());
    coil.command(true, 0);
    assertFalse(coil.isOpen());
    coil.told(false, true);
    assertFalse(coil.isGuarded() || coil.isOpen(), "an answer to what was told before");
    coil.command(false, 1);
    coil.told(true, false);
    assertFalse(coil.isOpen());
    coil.told(true, true);
    assertTrue(coil.isOpen());
  }
}
