package org.busbar.sim.plant;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/**
 * The DC bus between a battery and its inverter: three contactors with their auxiliary contacts, a
 * resistor that fills the inverter's capacitor, and a second string of which only the voltage is
 * known. While the contactors are open the battery gives and takes nothing.
 */
public final class DcLink extends SimDevice {
  /** Seconds in which the capacitor is filled through the resistor, to 63 %. */
  private static final double FILL_S = 0.3;

  /** Seconds in which it empties into the inverter's own supply, to 37 %. */
  private static final double EMPTY_S = 2;

  private static final double INSULATION_OHM = 1_000_000;
  private static final int MOST_MOVES = 1000;

  /** The contactors; their order is that of their auxiliary contacts. */
  public enum Contact {
    /** Main contactor of the negative pole. */
    NEGATIVE,
    /** In series with the resistor, beside the positive one. */
    PRE_CHARGE,
    /** Main contactor of the positive pole. */
    POSITIVE
  }

  /**
   * A contactor moved.
   *
   * @param commanded whether its relay was told so; otherwise its timer ran out
   * @param coils what was energised when it did, itself left out
   * @param busV voltage of the bus before
   * @param packV voltage of the battery
   * @param currentA what the battery gave before, taken negative
   */
  public record Move(
      Contact contact,
      boolean closed,
      boolean commanded,
      Set<Contact> coils,
      double busV,
      double packV,
      double currentA) {
    public Move {
      coils = Set.copyOf(coils);
    }
  }

  private final Battery battery;
  private final InputModule contacts;
  private final Map<Contact, Relay> relays = new EnumMap<>(Contact.class);
  private final Set<Contact> closed = EnumSet.noneOf(Contact.class);
  private final Set<Contact> sticking = EnumSet.noneOf(Contact.class);
  private final List<Move> moves = new ArrayList<>();
  private boolean resistorBroken;
  private double stringDifferenceV;
  private double busV;

  /**
   * A bus without voltage, separated from its battery.
   *
   * @param relays of the negative, the pre-charge and the positive contactor
   * @param contacts whose first three inputs are wired to the auxiliary contacts
   */
  public DcLink(String id, Battery battery, List<Relay> relays, InputModule contacts, Grid grid) {
    super(id, Terminal.exact(grid));
    this.battery = battery;
    this.contacts = contacts;
    for (Contact contact : Contact.values()) {
      Relay relay = relays.get(contact.ordinal());
      this.relays.put(contact, relay);
      relay.heardBy((_, commanded) -> moved(contact, commanded));
    }
    join();
  }

  /** Has a contactor stay where it is once it is closed; without, it follows its relay again. */
  public void stick(Contact contact, boolean sticks) {
    if (sticks) {
      sticking.add(contact);
    } else {
      sticking.remove(contact);
      follow(contact);
    }
  }

  /** Breaks the resistor, or puts in a new one. */
  public void breakResistor(boolean broken) {
    resistorBroken = broken;
  }

  /** How much higher the voltage of the other string is. */
  public void stringDifferenceV(double voltageV) {
    stringDifferenceV = voltageV;
  }

  /** Whether both poles of the battery are on the bus. */
  public boolean isJoined() {
    return closed.contains(Contact.NEGATIVE) && closed.contains(Contact.POSITIVE);
  }

  /** What moved since this was asked last. */
  public List<Move> moves() {
    List<Move> all = List.copyOf(moves);
    moves.clear();
    return all;
  }

  private void moved(Contact contact, boolean commanded) {
    boolean on = relay(contact).isOn();
    Set<Contact> coils = EnumSet.noneOf(Contact.class);
    relays.forEach(
        (other, relay) -> {
          if (other != contact && relay.isOn()) {
            coils.add(other);
          }
        });
    if (moves.size() < MOST_MOVES) {
      double amperes = battery.value(Points.DC_CURRENT_A, 0);
      moves.add(new Move(contact, on, commanded, coils, busV, packV(), amperes));
    }
    follow(contact);
  }

  private Relay relay(Contact contact) {
    Relay relay = relays.get(contact);
    if (relay == null) {
      throw new IllegalStateException("no relay of " + contact);
    }
    return relay;
  }

  private void follow(Contact contact) {
    if (relay(contact).isOn()) {
      closed.add(contact);
    } else if (!sticking.contains(contact)) {
      closed.remove(contact);
    }
    join();
  }

  private void join() {
    for (Contact contact : Contact.values()) {
      contacts.wire(contact.ordinal() + 1, closed.contains(contact));
    }
    battery.separate(!isJoined());
    if (isJoined()) {
      busV = packV();
    }
  }

  private double packV() {
    return battery.value(Points.DC_VOLTAGE_V, 0);
  }

  @Override
  void step(double dynamicsS, double replayS) {
    terminal().flowEvenly(0, replayS);
    boolean fills =
        closed.contains(Contact.NEGATIVE) && closed.contains(Contact.PRE_CHARGE) && !resistorBroken;
    if (isJoined()) {
      busV = packV();
    } else if (fills) {
      busV += (packV() - busV) * -Math.expm1(-dynamicsS / FILL_S);
    } else {
      busV *= Math.exp(-dynamicsS / EMPTY_S);
    }
  }

  @Override
  public double value(Point point, int index) {
    if (point.equals(Points.DC_VOLTAGE_V)) {
      return switch (index) {
        case 0 -> busV;
        case 1 -> packV();
        case 2 -> packV() + stringDifferenceV;
        default -> Double.NaN;
      };
    }
    return point.equals(Points.INSULATION_OHM) && index == 0 ? INSULATION_OHM : Double.NaN;
  }
}
