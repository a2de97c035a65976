package org.busbar.plugin.trust;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Words;

/**
 * The newest version of each role that a gateway has accepted from a source. It never goes back.
 *
 * @param versions 0 where nothing was seen
 */
public record Seen(Map<Role, Long> versions) {
  /** Copies. */
  public Seen {
    versions = Map.copyOf(versions);
  }

  /** Nothing yet. */
  public static Seen nothing() {
    return new Seen(Map.of());
  }

  /** Reads what {@link #write} writes. */
  public static Seen read(byte[] json, String where) throws RefusedException {
    Fields fields = Fields.parse(json, where);
    Map<Role, Long> versions = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      versions.put(role, fields.number(Words.word(role)));
    }
    return new Seen(versions);
  }

  /** JSON, one number a role. */
  public byte[] write() {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      json.put(Words.word(role), of(role));
    }
    return Pretty.json(json);
  }

  /** The newest version, 0 where none was seen. */
  public long of(Role role) {
    return versions.getOrDefault(role, 0L);
  }

  /** Refuses a version older than what was seen. */
  void require(Role role, long version, String where) throws RefusedException {
    if (version < of(role)) {
      throw new RefusedException(
          Reason.OLDER_INDEX,
          "this is version " + version + ", and version " + of(role) + " was seen before",
          where,
          "Do not use this copy of the catalogue: it is out of date, or somebody hides something");
    }
  }
}
