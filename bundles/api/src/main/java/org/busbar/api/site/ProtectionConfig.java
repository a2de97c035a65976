package org.busbar.api.site;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;

/**
 * What {@code site.yaml} says of the protection of one battery.
 *
 * @param device the device that is written: the battery with its inverter
 * @param chemistry id of a set of limits ({@code lfp}), empty where none was chosen
 * @param bms device that measures the cells of this battery, empty where the inverter does
 * @param values limits that differ from those of the chemistry, by key, as written
 * @param votes how several measurements of one thing are judged
 * @param source where it is written ({@code site.yaml:12}), for messages
 */
public record ProtectionConfig(
    NodeId device,
    Optional<String> chemistry,
    Optional<NodeId> bms,
    Map<String, Written> values,
    List<Vote> votes,
    String source) {

  /**
   * A value as a person wrote it.
   *
   * @param text the value with its unit
   * @param source where it is written, for messages
   */
  public record Written(String text, String source) {}

  /**
   * Several measurements of one thing.
   *
   * @param point what they all measure, in its unit
   * @param members where the measurements come from, at least two
   * @param rule how they are judged where a setpoint is narrowed; what trips, trips by one alone
   * @param source where it is written, for messages
   */
  public record Vote(Point point, List<Address> members, Rule rule, String source) {
    /** Copies the members. */
    public Vote {
      members = List.copyOf(members);
    }
  }

  /** How several measurements of one thing are judged. */
  public enum Rule {
    /** The one nearer to the limit counts; all must be fresh. */
    WORSE,
    /** The middle one of three counts; of two that are left, the one nearer to the limit. */
    TWO_OF_THREE
  }

  /** Copies the collections, keeping their order. */
  public ProtectionConfig {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    votes = List.copyOf(votes);
  }
}
