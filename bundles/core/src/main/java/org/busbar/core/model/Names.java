package org.busbar.core.model;

import java.util.Optional;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.config.api.Section;

/** Names of nodes as people write them. */
final class Names {
  private Names() {}

  /** The node id a name stands for; a problem of the section where it stands for none. */
  static Optional<NodeId> node(Section section, String name) {
    try {
      return Optional.of(new NodeId(name));
    } catch (IllegalArgumentException e) {
      section.problem("", String.valueOf(e.getMessage()), "Write a word such as 'bat1'");
      return Optional.empty();
    }
  }

  /** Checks the name of something that is no node: an input, an interlock. */
  static void word(Section section, String name) {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      section.problem("", "is no id", "Write a lower-case word such as 'door'");
    }
  }
}
