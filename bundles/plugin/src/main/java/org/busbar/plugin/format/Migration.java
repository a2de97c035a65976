package org.busbar.plugin.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How stored configuration of an older version becomes that of a newer one.
 *
 * @param of what is configured: a profile, a driver, a transport, a type of mode or a PID
 * @param from versions it is stored by
 * @param steps in order
 */
public record Migration(String of, String from, List<Step> steps) {

  /** One change of one key. */
  public sealed interface Step permits Rename, Remove, Set, Values {}

  /** The value goes on under another key. */
  public record Rename(String key, String to) implements Step {}

  /** The key means nothing any more. */
  public record Remove(String key) implements Step {}

  /** A new key gets this value where it has none. */
  public record Set(String key, String value) implements Step {}

  /** Values of a key get other names; those not named stay. */
  public record Values(String key, Map<String, String> to) implements Step {
    /** Copies. */
    public Values {
      to = Collections.unmodifiableMap(new LinkedHashMap<>(to));
    }
  }

  /** Copies. */
  public Migration {
    steps = List.copyOf(steps);
  }
}
