package org.busbar.plugin.trust;

import java.util.LinkedHashMap;
import java.util.Map;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.format.Words;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * Something that was taken back.
 *
 * @param id plug-in, or {@code *} where a key is meant
 * @param range versions of it
 * @param key id of a publisher's key, empty for all
 * @param severity what is to happen
 * @param reason why, one sentence
 */
public record Revocation(
    String id, VersionRange range, String key, Severity severity, String reason) {

  /** What is to happen with what was taken back. */
  public enum Severity {
    /** Say so. */
    ADVISE,
    /** Install it no more. */
    BLOCK,
    /** Install it no more, and stop it where it runs. */
    STOP
  }

  /** Reads what {@link #json} writes. */
  public static Revocation read(Fields fields) throws RefusedException {
    fields.only("id", "range", "key", "severity", "reason");
    return new Revocation(
        fields.text("id"),
        Versions.range(fields.text("range", "0"), fields.where()),
        fields.text("key", ""),
        fields.word("severity", Severity.class),
        fields.text("reason"));
  }

  /** As in {@code revoked.json}. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("range", range.toString());
    json.put("key", key);
    json.put("severity", Words.word(severity));
    json.put("reason", reason);
    return json;
  }

  /** Whether it is meant: a plug-in in a version, signed with a key. */
  public boolean means(String plugin, Version version, String signedBy) {
    return (id.equals("*") || id.equals(plugin))
        && range.includes(version)
        && (key.isEmpty() || key.equals(signedBy));
  }
}
