package org.busbar.profile.api;

import java.util.List;
import java.util.Map;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;

/** A conformance test that travels with the profile. */
public sealed interface Vector {
  /** Where it is written, for messages. */
  int line();

  /** Variant it holds for, empty for the profile itself. */
  String variant();

  /** Options that are switched on. */
  List<String> options();

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
   * @param variant variant it holds for, empty for the profile itself
   * @param options options that are switched on, a factor as {@code name=2.5}
   * @param given what the device holds
   * @param expect values in the unit of each point; NaN for unknown
   */
  record Reading(
      int line, String variant, List<String> options, List<At> given, Map<PointKey, Double> expect)
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
   * @param variant variant it holds for, empty for the profile itself
   * @param options options that are switched on
   * @param key quantity
   * @param value commanded value in its unit; NaN to release
   * @param given what the device holds (scale registers)
   * @param written the requests in order
   */
  record Writing(
      int line,
      String variant,
      List<String> options,
      PointKey key,
      double value,
      List<At> given,
      List<At> written)
      implements Vector {
    /** Copies the lists. */
    public Writing {
      options = List.copyOf(options);
      given = List.copyOf(given);
      written = List.copyOf(written);
    }
  }
}
