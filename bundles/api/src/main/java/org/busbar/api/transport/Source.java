package org.busbar.api.transport;

import java.util.Optional;

/**
 * Where a document comes from.
 *
 * @param name path with query from the root of the server, or topic; no pattern
 * @param ask what to send so that it comes; empty where it is fetched by its name alone, or comes
 *     by itself
 */
public record Source(String name, Optional<Message> ask) {
  private static final int LONGEST = 1024;

  /** Checks the name; throws {@link IllegalArgumentException} naming it. */
  public Source {
    checked(name);
  }

  /** One that is fetched by its name alone, or comes by itself. */
  public static Source of(String name) {
    return new Source(name, Optional.empty());
  }

  static void checked(String name) {
    if (name.isBlank() || name.length() > LONGEST || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException(
          "'" + name + "' is no address of a document: it is empty, too long or holds controls");
    }
  }
}
