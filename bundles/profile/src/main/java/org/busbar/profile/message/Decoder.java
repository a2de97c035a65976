package org.busbar.profile.message;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the values of a profile out of its documents. Thread-safe. */
final class Decoder {
  private final Json json = new Json();
  private final Map<String, Set<String>> pointers = new HashMap<>();
  private final Map<String, DocumentSpec> documents;

  Decoder(MessageProfile profile) {
    this.documents = profile.documents();
    profile.points().forEach(point -> want(point.document(), point.pointer()));
    profile.proofs().forEach(proof -> want(proof.document(), proof.pointer()));
    documents.forEach((name, document) -> document.stamp().ifPresent(at -> want(name, at)));
  }

  private void want(String document, String pointer) {
    pointers.computeIfAbsent(document, name -> new HashSet<>()).add(pointer);
  }

  /**
   * What stands in a document.
   *
   * @param raw values by pointer; empty where the document is malformed
   */
  record Decoded(Optional<Map<String, Object>> raw) {
    boolean isMalformed() {
      return raw.isEmpty();
    }

    @Nullable Object at(String pointer) {
      return raw.map(values -> values.get(pointer)).orElse(null);
    }

    /** The value of a point; NaN where it is unknown. */
    double value(MessagePoint point) {
      return point.coded().decode(at(point.pointer()));
    }
  }

  Decoded decode(String document, String text) {
    DocumentSpec spec = documents.get(document);
    if (spec != null && spec.isText()) {
      return new Decoded(Optional.of(Map.of("", text.strip())));
    }
    return new Decoded(json.values(text, pointers.getOrDefault(document, Set.of())));
  }
}
