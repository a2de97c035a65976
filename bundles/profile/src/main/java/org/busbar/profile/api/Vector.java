package org.busbar.profile.api;

import java.util.List;
import java.util.Map;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;

/** A conformance test that travels with the profile. */
public sealed interface Vector {
  /** Where it is written, for messages. */
  int line();

  /**
   * Words at a place.
   *
   * @param table table
   * @param at first address
   * @param words the words
   */
  record At(Table table, int at, Words words) {}

  /**
   * Registers and what they mean.
   *
   * @param line line in the file
   * @param options options that are switched on
   * @param given what the device holds
   * @param expect values in the unit of each point; NaN for unknown
   */
  record Reading(int line, List<String> options, List<At> given, Map<PointKey, Double> expect)
      implements Vector {
    /** Copies the collections. */
    public Reading {
      options = List.copyOf(options);
      given = List.copyOf(given);
      expect = Map.copyOf(expect);
    }
  }

  /**
   * A command and what it writes.
   *
   * @param line line in the file
   * @param options options that are switched on
   * @param key quantity
   * @param value commanded value in its unit; NaN to release
   * @param given what the device holds (scale registers)
   * @param written the requests in order
   */
  record Writing(
      int line, List<String> options, PointKey key, double value, List<At> given, List<At> written)
      implements Vector {
    /** Copies the lists. */
    public Writing {
      options = List.copyOf(options);
      given = List.copyOf(given);
      written = List.copyOf(written);
    }
  }
}
