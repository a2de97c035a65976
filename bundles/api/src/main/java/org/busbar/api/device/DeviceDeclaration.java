package org.busbar.api.device;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;

/**
 * What a device declares about itself, one record for a battery and for a site alike.
 *
 * @param device the device
 * @param name maker and model for people
 * @param natures ids of natures by node: the device itself and its terminals
 * @param points every address it may deliver, with the period at which it is sampled
 * @param ranges plausible range of an address where it is narrower than the point's own
 * @param writables what can be written, empty for a device that is only read
 * @param limits protective limits of measured points: outside the interval the device is tripped; a
 *     band of {@code stateOfChargePct} only clamps, so that an empty battery stays chargeable
 * @param reactionTime greatest time from a write to its effect, also the bound of the response
 *     time-out of its connection
 * @param maturity how far it has been proven; decides whether it may be controlled
 */
public record DeviceDeclaration(
    NodeId device,
    String name,
    Map<NodeId, String> natures,
    Map<Address, Duration> points,
    Map<Address, Interval> ranges,
    List<Writable> writables,
    Map<Address, Interval> limits,
    Duration reactionTime,
    Maturity maturity) {

  /** How far a device description has been proven. */
  public enum Maturity {
    /** Translated from a register list: monitor only. */
    IMPORTED,
    /** Proven against a register image by other code: may control after consent in site.yaml. */
    SIMULATED,
    /** Proven on the real device with a signed report: may control. */
    FIELD_TESTED
  }

  /** Copies the collections. */
  public DeviceDeclaration {
    natures = Map.copyOf(natures);
    points = Map.copyOf(points);
    ranges = Map.copyOf(ranges);
    writables = List.copyOf(writables);
    limits = Map.copyOf(limits);
  }

  /** The same declaration under another name: what the device says of itself. */
  public DeviceDeclaration named(String newName) {
    return new DeviceDeclaration(
        device, newName, natures, points, ranges, writables, limits, reactionTime, maturity);
  }

  /** The writable with this node and quantity, empty where it cannot be written. */
  public Optional<Writable> writable(NodeId node, Point quantity) {
    return writables.stream()
        .filter(w -> w.node().equals(node) && w.quantity().equals(quantity))
        .findFirst();
  }

  /**
   * What can be switched, in the order of a screen: {@code start} and {@code stop} where anything
   * can be written, {@code on} and {@code off} where a switch can, {@code reset} where a fault can
   * be reset.
   */
  public List<String> commands() {
    return DeviceType.commands(writables.stream().map(Writable::quantity).toList());
  }

  /** The quantities that can be written at a node of this device. */
  public Set<Point> quantities(NodeId node) {
    return writables.stream()
        .filter(w -> w.node().equals(node))
        .map(Writable::quantity)
        .collect(Collectors.toUnmodifiableSet());
  }
}
