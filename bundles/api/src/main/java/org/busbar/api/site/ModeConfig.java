package org.busbar.api.site;

import java.util.Map;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;

/**
 * What {@code site.yaml} says of one control mode.
 *
 * @param id its id in the file; the source of its proposals
 * @param type id of the mode's type ({@code self-consumption})
 * @param node the node it is assigned: where it may propose and what is under its authority
 * @param level the level at which it proposes
 * @param rank order among the sources of a level, 0 first; its place in the file
 * @param enabled whether it runs from the start
 * @param config its configuration by name, values as written
 * @param source where it is written, for messages
 */
public record ModeConfig(
    String id,
    String type,
    NodeId node,
    Level level,
    int rank,
    boolean enabled,
    Map<String, String> config,
    String source) {
  /** Copies the configuration. */
  public ModeConfig {
    config = Map.copyOf(config);
  }
}
