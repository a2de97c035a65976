package org.busbar.safety.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.busbar.api.site.ProtectionConfig.Rule;
import org.busbar.api.vocabulary.Address;
import org.busbar.safety.limit.Measure.Side;

/**
 * Measurements that belong together: one value of a whole, or a row of cells. A row is known only
 * where every one of it is.
 *
 * @param addresses at least one
 * @param optional whether it may be missing
 */
record Channel(List<Address> addresses, boolean optional) {
  Channel {
    addresses = List.copyOf(addresses);
  }

  static Channel of(Address address) {
    return new Channel(List.of(address), false);
  }

  /** The extreme of this channel. */
  Reading read(Side side, ToDoubleFunction<Address> values) {
    Reading worst = new Reading(Double.NaN, addresses.getFirst());
    for (Address address : addresses) {
      double value = values.applyAsDouble(address);
      if (!Double.isFinite(value)) {
        return new Reading(Double.NaN, address);
      }
      if (side.worse(value, worst.value()) != worst.value()) { // Nothing is worse than unknown.
        worst = new Reading(value, address);
      }
    }
    return worst;
  }

  /** What channels come to by a rule; unknown, and why, where too few are known. */
  static Reading judge(
      List<Channel> channels, Rule rule, Side side, ToDoubleFunction<Address> values) {
    if (channels.size() == 1 && rule != Rule.TWO_OF_THREE && !channels.getFirst().optional()) {
      return channels.getFirst().read(side, values);
    }
    List<Reading> known = new ArrayList<>();
    Reading missing = null;
    for (Channel channel : channels) {
      Reading reading = channel.read(side, values);
      if (reading.isKnown()) {
        known.add(reading);
      } else if (!channel.optional()) {
        missing = reading;
      }
    }
    boolean enough = rule == Rule.TWO_OF_THREE ? known.size() >= 2 : missing == null;
    if (!enough || known.isEmpty()) {
      return missing == null
          ? new Reading(Double.NaN, channels.getFirst().addresses().getFirst())
          : missing;
    }
    known.sort((a, b) -> Double.compare(a.value(), b.value()));
    if (rule == Rule.TWO_OF_THREE && known.size() == 3) {
      return known.get(1);
    }
    return side == Side.LOW ? known.getFirst() : known.getLast();
  }
}
