package org.busbar.api.site;

import java.util.List;
import java.util.Optional;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;

/**
 * A condition that must hold for the devices of a node to be controlled.
 *
 * @param id its name
 * @param node the node whose devices it guards
 * @param conditions what must be true, all of it, of fresh values
 * @param bundle id of an interlock that a bundle brings; empty where it is conditions alone
 * @param needs other interlocks of the site that must hold as well
 * @param text what it means when it does not hold, in one sentence
 * @param source where it is written, for messages
 */
public record InterlockConfig(
    String id,
    NodeId node,
    List<Condition> conditions,
    Optional<String> bundle,
    List<String> needs,
    String text,
    String source) {
  /** Copies the lists. */
  public InterlockConfig {
    conditions = List.copyOf(conditions);
    needs = List.copyOf(needs);
  }

  /**
   * A comparison.
   *
   * @param address what is looked at
   * @param interval where it must be, in the point's unit
   */
  public record Condition(Address address, Interval interval) {}
}
