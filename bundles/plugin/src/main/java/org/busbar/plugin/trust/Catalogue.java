package org.busbar.plugin.trust;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * A catalogue of which every word was signed by whom it must be.
 *
 * @param root who signs, now
 * @param rootBytes the root as read, to be kept
 * @param seen versions, to be kept
 * @param publishers by id of their key
 * @param plugins everything on offer
 * @param files digest of the index and of the catalogue for people, by path
 * @param revocations what was taken back
 */
public record Catalogue(
    Root root,
    byte[] rootBytes,
    Seen seen,
    Map<String, Publisher> publishers,
    List<Listed> plugins,
    Map<String, String> files,
    List<Revocation> revocations) {

  /** The index that plans are made from. */
  public static final String INDEX = "index.xml";

  /** The catalogue for people. */
  public static final String PEOPLE = "catalog.json";

  /** Copies. */
  public Catalogue {
    publishers = Map.copyOf(publishers);
    plugins = List.copyOf(plugins);
    files = Map.copyOf(files);
    revocations = List.copyOf(revocations);
  }

  /**
   * Of nobody, with nothing in it: for plug-ins of publishers the operator trusts by themselves.
   */
  public static Catalogue none() {
    Root.Signers nobody = new Root.Signers(List.of(Key.of(KeyUse.PRODUCTION, new byte[32])), 1);
    Map<Role, Root.Signers> signers = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      signers.put(role, nobody);
    }
    return new Catalogue(
        new Root(0, Instant.EPOCH, signers),
        new byte[0],
        Seen.nothing(),
        Map.of(),
        List.of(),
        Map.of(),
        List.of());
  }

  /** A plug-in in one version. */
  public Optional<Listed> find(String id, String version) {
    return plugins.stream()
        .filter(listed -> listed.id().equals(id) && listed.version().equals(version))
        .findFirst();
  }

  /** What is said against a plug-in in a version, signed with a key. */
  public Stream<Revocation> against(String id, Version version, String key) {
    return revocations.stream().filter(revocation -> revocation.means(id, version, key));
  }
}
