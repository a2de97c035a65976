package org.busbar.plugin.trust;

import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Words;

/**
 * Who may sign what in a catalogue.
 *
 * @param version counts up
 * @param expires when it is worth nothing any more
 * @param signers by role
 */
public record Root(long version, Instant expires, Map<Role, Signers> signers) {

  /**
   * The keys of a role and how many of them it takes.
   *
   * @param keys the keys
   * @param threshold at least 1, at most as many as there are keys
   */
  public record Signers(List<Key> keys, int threshold) {
    /** Refuses a threshold that anybody or nobody meets. */
    public Signers {
      keys = List.copyOf(keys);
      long different = keys.stream().map(Key::text).distinct().count();
      if (threshold < 1 || threshold > different) {
        throw new IllegalArgumentException(
            "the threshold is not from 1 to the number of different keys");
      }
    }

    /** Refuses a file that fewer than the threshold of these keys signed. */
    public void require(Signed file, String purpose) throws RefusedException {
      Set<String> valid = file.signatures().valid(purpose, file.content(), keys);
      // The same key for two uses has two ids and is one key.
      long different =
          keys.stream().filter(key -> valid.contains(key.id())).map(Key::text).distinct().count();
      if (different < threshold) {
        throw new RefusedException(
            Reason.WRONG_KEY,
            "it bears " + different + " of the " + threshold + " signatures it needs",
            file.where(),
            "Get the catalogue from where you trust it; its operator may have to sign it anew");
      }
    }
  }

  /** Reads a root; who signed it is not looked at here. */
  public static Root read(byte[] json, String where) throws RefusedException {
    Fields fields = Fields.parse(json, where);
    fields.only("type", "version", "expires", "keys", "roles");
    RoleHeader header = RoleHeader.read(fields, Role.ROOT);
    Map<String, Key> keys = new LinkedHashMap<>();
    for (Fields key : fields.list("keys")) {
      key.only("use", "ed25519", "comment");
      Key read = Key.read(key);
      keys.put(read.id(), read);
    }
    Map<Role, Signers> signers = new EnumMap<>(Role.class);
    Fields roles = fields.child("roles");
    for (Role role : Role.values()) {
      Fields entry = roles.child(Words.word(role));
      entry.only("keys", "threshold");
      signers.put(role, signers(entry, keys));
    }
    return new Root(header.version(), header.expires(), signers);
  }

  private static Signers signers(Fields role, Map<String, Key> keys) throws RefusedException {
    List<String> ids = role.texts("keys");
    if (!keys.keySet().containsAll(ids)) {
      throw role.refused("it names a key that is not in \"keys\"");
    }
    try {
      return new Signers(
          ids.stream().distinct().map(keys::get).toList(),
          (int) Math.min(role.number("threshold"), Integer.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw role.refused(e.getMessage());
    }
  }

  /** What {@link #read} reads. */
  public Map<String, Object> json() {
    Map<String, Object> keys = new LinkedHashMap<>();
    Map<String, Object> roles = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      Signers of = signers.get(role);
      of.keys().forEach(key -> keys.put(key.id(), key.json()));
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("keys", of.keys().stream().map(Key::id).toList());
      entry.put("threshold", of.threshold());
      roles.put(Words.word(role), entry);
    }
    Map<String, Object> json = new RoleHeader(version, expires).json(Role.ROOT);
    json.put("keys", List.copyOf(keys.values()));
    json.put("roles", roles);
    return json;
  }

  /** Signers of a role. */
  public Signers of(Role role) {
    return signers.get(role);
  }

  /** Refuses development keys where they have no say. */
  void checkUse(Policy policy, String where) throws RefusedException {
    boolean development =
        signers.values().stream()
            .flatMap(each -> each.keys().stream())
            .anyMatch(key -> key.use() == KeyUse.DEVELOPMENT);
    if (development && !policy.development()) {
      throw new RefusedException(
          Reason.DEVELOPMENT_KEY,
          "the catalogue is signed with development keys",
          where,
          "Use it with a development assembly such as the demo only");
    }
  }
}
