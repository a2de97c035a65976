package org.busbar.api.site;

import java.util.List;
import java.util.Optional;
import org.busbar.api.vocabulary.NodeId;

/**
 * One node of a site's tree.
 *
 * @param id its id, unique in the site
 * @param kind what it is
 * @param parent the node above, empty for the site
 * @param children the nodes below, in the order of the file
 * @param nature id of its nature, for devices and terminals; empty for site and groups
 * @param meter device whose {@code activePowerW} measures the flow of this node into its parent
 *     (for the site: import from the grid); empty where none does
 */
public record Node(
    NodeId id,
    Kind kind,
    Optional<NodeId> parent,
    List<NodeId> children,
    Optional<String> nature,
    Optional<NodeId> meter) {
  /** Kinds of nodes. */
  public enum Kind {
    /** The whole site; its flow is that at the point of common coupling. */
    SITE,
    /** Feeder, phase group, storage as a whole. */
    GROUP,
    /** A device. */
    DEVICE,
    /** A terminal of a device. */
    TERMINAL
  }

  /** Copies the children. */
  public Node {
    children = List.copyOf(children);
  }
}
