package org.busbar.marketplace.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.sign.Signer;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Role;

/**
 * Who signs for the operator of a catalogue, by role. Keys of the root are needed seldom and belong
 * elsewhere than the others.
 *
 * @param signers at least one a role, but for the root, whose keys may be away
 */
public record OperatorKeys(Map<Role, List<Signer>> signers) {
  private static final int ROOT_KEYS = 3;

  /** Makes keys: three for the root, of which two must sign, one for each other role. */
  public static OperatorKeys generate(KeyUse use) throws GeneralSecurityException {
    Map<Role, List<Signer>> signers = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      signers.put(role, new ArrayList<>());
      for (int i = 0; i < (role == Role.ROOT ? ROOT_KEYS : 1); i++) {
        signers.get(role).add(KeyFile.generate(use));
      }
    }
    return new OperatorKeys(signers);
  }

  /** Writes key files {@code root-1.key}, ..., {@code targets-1.key}, ... */
  public void write(Path folder) throws IOException {
    for (Map.Entry<Role, List<Signer>> entry : signers.entrySet()) {
      for (int i : IntStream.range(0, entry.getValue().size()).toArray()) {
        if (entry.getValue().get(i) instanceof KeyFile file) {
          file.write(folder.resolve(Words.word(entry.getKey()) + "-" + (i + 1) + ".key"));
        }
      }
    }
  }

  /** Reads the key files of a folder; a role without one cannot be signed for. */
  public static OperatorKeys read(Path folder) throws IOException, GeneralSecurityException {
    Map<Role, List<Signer>> signers = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      signers.put(role, new ArrayList<>());
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          if (file.getFileName().toString().matches(Words.word(role) + "-\\d+\\.key")) {
            signers.get(role).add(KeyFile.read(file));
          }
        }
      }
    }
    return new OperatorKeys(signers);
  }

  /** Signers of a role. */
  public List<Signer> of(Role role) {
    return signers.getOrDefault(role, List.of());
  }
}
