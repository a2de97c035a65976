package org.busbar.api.site;

import java.time.Duration;
import java.util.List;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;

/**
 * The contactors between one battery and its bus, as {@code site.yaml} names them. The three relays
 * are commanded by safety alone.
 *
 * @param device the device that is written: the battery with its inverter
 * @param coils relays that hold the contactors
 * @param feedback points that are 1 while an auxiliary contact tells its contactor closed
 * @param bus voltage of the bus beside the contactors, V
 * @param pack voltage of the battery behind them, V
 * @param current current of the battery, A
 * @param insulation resistance to earth, ohm
 * @param strings voltages of other batteries on the same bus, V; empty where it is alone
 * @param ratedCurrentA rated current of the contactors' circuit, greater than 0
 * @param stringDifferenceV greatest difference to each of the other batteries when it is closed
 * @param feedbackWithin how long an auxiliary contact may take to follow, until it is read
 * @param preChargeWithin how long the bus may take to be charged
 * @param source where it is written ({@code site.yaml:12}), for messages
 */
public record ContactorConfig(
    NodeId device,
    Coils coils,
    Feedback feedback,
    Address bus,
    Address pack,
    Address current,
    Address insulation,
    List<Address> strings,
    double ratedCurrentA,
    double stringDifferenceV,
    Duration feedbackWithin,
    Duration preChargeWithin,
    String source) {
  /** Copies the list. */
  public ContactorConfig {
    strings = List.copyOf(strings);
  }

  /**
   * Three different relays.
   *
   * @param negative main contactor of the negative pole
   * @param preCharge contactor in series with the resistor
   * @param positive main contactor of the positive pole
   */
  public record Coils(NodeId negative, NodeId preCharge, NodeId positive) {
    /** All three. */
    public List<NodeId> all() {
      return List.of(negative, preCharge, positive);
    }
  }

  /**
   * Where the auxiliary contacts are read: 1 closed, 0 open.
   *
   * @param negative of the main contactor of the negative pole
   * @param preCharge of the contactor in series with the resistor
   * @param positive of the main contactor of the positive pole
   */
  public record Feedback(Address negative, Address preCharge, Address positive) {}
}
