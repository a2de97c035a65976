package org.busbar.profile.message;

import java.util.List;
import java.util.Map;
import org.busbar.api.transport.Message;
import org.busbar.profile.api.PointKey;

/** A conformance test that travels with a profile. */
sealed interface MessageVector {
  /** Where it is written, for messages. */
  int line();

  /** Settings and options it is tried with, as in {@code site.yaml}. */
  Map<String, String> options();

  /**
   * Documents and what they mean.
   *
   * @param given text by name of document
   * @param expect values in the unit of each point; NaN for unknown
   */
  record Reading(
      int line,
      Map<String, String> options,
      Map<String, String> given,
      Map<PointKey, Double> expect)
      implements MessageVector {
    public Reading {
      options = Map.copyOf(options);
      given = Map.copyOf(given);
      expect = Map.copyOf(expect);
    }
  }

  /**
   * A command and what it sends.
   *
   * @param value commanded value in its unit; NaN to release
   * @param sent messages in order
   */
  record Writing(
      int line, Map<String, String> options, PointKey key, double value, List<Message> sent)
      implements MessageVector {
    public Writing {
      options = Map.copyOf(options);
      sent = List.copyOf(sent);
    }
  }
}
