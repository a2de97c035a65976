package org.busbar.sim.plant;

import static org.busbar.sim.plant.DcLink.Contact.NEGATIVE;
import static org.busbar.sim.plant.DcLink.Contact.POSITIVE;
import static org.busbar.sim.plant.DcLink.Contact.PRE_CHARGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.busbar.api.vocabulary.Points;
import org.junit.jupiter.api.Test;

class DcLinkTest {
  private final Grid grid = new Grid(1, 0);
  private final Battery battery =
      new Battery(
          "bat1",
          new Battery.Data(10_000, 5000, 50, 0.965, 12, 0.06, 0.25, 60, OcvCurve.LFP, 128),
          grid);
  private final List<Relay> relays =
      List.of(new Relay("k1", 10, grid), new Relay("k2", 10, grid), new Relay("k3", 10, grid));
  private final InputModule contacts = new InputModule("io1", 4, grid);
  private final DcLink link = new DcLink("dc1", battery, relays, contacts, grid);
  private final Plant plant =
      new Plant(
          grid, List.of(battery, relays.get(0), relays.get(1), relays.get(2), link, contacts), 1);

  private void coil(int relay, int value) {
    assertTrue(relays.get(relay - 1).set(Points.SWITCH_ON, value));
  }

  private double contact(int number) {
    return contacts.value(Points.SWITCH_ON, number);
  }

  private double busV() {
    return link.value(Points.DC_VOLTAGE_V, 0);
  }

  private double packV() {
    return link.value(Points.DC_VOLTAGE_V, 1);
  }

  private void connect() {
    coil(1, 1);
    coil(2, 1);
    plant.step(2);
    coil(3, 1);
    coil(2, 0);
  }

  @Test
  void theBusIsFilledThroughTheResistorAndTheBatteryGivesOnceItIsJoined() {
    battery.set(Points.ACTIVE_POWER_W, 3000);
    plant.step(1);
    assertEquals(0, battery.activePowerW());
    coil(1, 1);
    coil(2, 1);
    plant.step(0.3);
    assertEquals(0.63 * packV(), busV(), 2);
    plant.step(2);
    assertEquals(packV(), busV(), 1);
    assertFalse(link.isJoined());
    coil(3, 1);
    plant.step(2);
    assertTrue(link.isJoined());
    assertEquals(3000, battery.activePowerW(), 10);
    coil(2, 0);
    coil(3, 0);
    assertEquals(0, contact(3));
    plant.step(2);
    assertEquals(0, battery.activePowerW());
    assertEquals(0.37 * packV(), busV(), 3);
  }

  @Test
  void eachMovementIsKeptWithWhatWasThere() {
    connect();
    List<DcLink.Move> moves = link.moves();
    assertEquals(List.of(NEGATIVE, PRE_CHARGE, POSITIVE, PRE_CHARGE), contacts(moves));
    assertEquals(Set.of(NEGATIVE, PRE_CHARGE), moves.get(2).coils());
    assertEquals(moves.get(2).packV(), moves.get(2).busV(), 1);
    assertTrue(moves.stream().allMatch(DcLink.Move::commanded));
    assertEquals(List.of(), link.moves());
    plant.step(10.1);
    assertFalse(relays.get(2).isOn(), "its timer ran out");
    assertFalse(link.moves().getFirst().commanded());
  }

  private static List<DcLink.Contact> contacts(List<DcLink.Move> moves) {
    return moves.stream().map(DcLink.Move::contact).toList();
  }

  @Test
  void aWeldedContactStaysClosedUntilItIsFreedAndABrokenResistorFillsNothing() {
    connect();
    link.stick(POSITIVE, true);
    coil(3, 0);
    assertEquals(1, contact(3));
    assertTrue(link.isJoined());
    link.stick(POSITIVE, false);
    assertEquals(0, contact(3));
    assertFalse(link.isJoined());
    plant.step(20);
    link.breakResistor(true);
    coil(1, 1);
    coil(2, 1);
    plant.step(5);
    assertTrue(busV() < 10, () -> busV() + " V");
  }

  @Test
  void theOtherStringIsAsFarOffAsItIsPut() {
    link.stringDifferenceV(5);
    assertEquals(packV() + 5, link.value(Points.DC_VOLTAGE_V, 2));
  }
}
