package org.busbar.api.safety;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The audit of a site, or as a service that of the gateway itself: what was done, by whom and why,
 * in a chain in which no record can be changed, taken out or moved unseen. Provided by safety.
 */
@ProviderType
public interface Audit {
  /**
   * Name of the value, and of the entry in SLF4J's MDC, that holds the id under which everything is
   * told that one request brought about. What is appended on a thread that has such an entry
   * carries it.
   */
  String CORRELATION = "correlationId";

  /**
   * Appends one record; organisation, site, time and sequence are added here. Any thread; does not
   * block: the record reaches the disk shortly after, in the order of the calls.
   *
   * @param kind what happened, lower-case words with hyphens ({@code command})
   * @param by who did it
   * @param reason why, in one sentence; empty where nobody said
   * @param values what belongs to it, by name
   */
  void append(String kind, String by, String reason, Map<String, String> values);

  /** An audit that keeps nothing, for programs and tests without a home folder. */
  static Audit none() {
    return (kind, by, reason, values) -> {};
  }
}
