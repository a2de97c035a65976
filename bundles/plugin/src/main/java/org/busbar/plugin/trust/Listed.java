package org.busbar.plugin.trust;

import java.util.LinkedHashMap;
import java.util.Map;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.format.Words;
import org.osgi.framework.Version;

/**
 * A plug-in as the operator of a catalogue lists it.
 *
 * @param id id
 * @param version as in its feature
 * @param tier how much the operator vouches for it
 * @param publisher id of the key that must have signed its feature
 * @param sha256 digest of its feature
 */
public record Listed(String id, String version, Tier tier, String publisher, String sha256) {
  /** Reads what {@link #json} writes. */
  public static Listed read(Fields fields) throws RefusedException {
    fields.only("id", "version", "tier", "publisher", "sha256");
    Listed listed =
        new Listed(
            fields.text("id"),
            fields.text("version"),
            fields.word("tier", Tier.class),
            fields.digest("publisher"),
            fields.digest("sha256"));
    if (!Names.isId(listed.id) || !Names.isPath(listed.folder())) {
      throw fields.refused("id and version are no plain words");
    }
    Versions.of(listed.version, fields.where());
    return listed;
  }

  /** As in {@code targets.json}. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("version", version);
    json.put("tier", Words.word(tier));
    json.put("publisher", publisher);
    json.put("sha256", sha256);
    return json;
  }

  /** Its folder in the catalogue. */
  public String folder() {
    return "plugins/" + id + "/" + version;
  }

  /** As OSGi compares it. */
  public Version comparable() {
    return Versions.lenient(version);
  }
}
