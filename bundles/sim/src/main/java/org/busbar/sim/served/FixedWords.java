package org.busbar.sim.served;

import java.util.Map;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;

/**
 * Registers that are there besides those of a profile, with the words they hold at first.
 *
 * @param table where they lie
 * @param words by first address
 */
public record FixedWords(Table table, Map<Integer, Words> words) {
  /** None. */
  public static final FixedWords NONE = new FixedWords(Table.HOLDING, Map.of());

  public FixedWords {
    words = Map.copyOf(words);
  }
}
