package org.busbar.plugin.trust;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.RefusedException;

/**
 * Somebody who signs plug-ins.
 *
 * @param name as people know it
 * @param key what it signs with
 * @param ids ids it may publish; one that ends in a dot and a star covers all below
 */
public record Publisher(String name, Key key, List<String> ids) {
  /** Copies. */
  public Publisher {
    ids = List.copyOf(ids);
  }

  /** Reads what {@link #json} writes. */
  public static Publisher read(Fields fields) throws RefusedException {
    fields.only("name", "use", "ed25519", "ids");
    return new Publisher(fields.title("name"), Key.read(fields), fields.texts("ids"));
  }

  /** As in {@code targets.json}. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.putAll(key.json());
    json.put("ids", ids);
    return json;
  }

  /** Whether a name, of a plug-in or of one of its bundles, is its own to give. */
  public boolean owns(String id) {
    return ids.stream()
        .anyMatch(
            own ->
                own.equals(id)
                    || own.endsWith(".*")
                        && (id + ".").startsWith(own.substring(0, own.length() - 1)));
  }
}
