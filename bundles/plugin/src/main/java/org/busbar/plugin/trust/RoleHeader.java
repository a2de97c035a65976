package org.busbar.plugin.trust;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Words;

/** What all role files begin with. */
public record RoleHeader(long version, Instant expires) {

  /** Reads it, and refuses a file of another role. */
  public static RoleHeader read(Fields fields, Role role) throws RefusedException {
    if (!fields.text("type").equals(Words.word(role))) {
      throw fields.refused("this is not the file of the role " + Words.word(role));
    }
    return new RoleHeader(fields.number("version"), fields.instant("expires"));
  }

  /** The beginning of a role file. */
  public Map<String, Object> json(Role role) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", Words.word(role));
    json.put("version", version);
    json.put("expires", expires.toString());
    return json;
  }
}
