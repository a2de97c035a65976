package org.busbar.safety.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.busbar.safety.audit.AuditChain.Keep;
import org.busbar.safety.audit.AuditLine.Content;
import org.busbar.safety.audit.AuditLine.Origin;

/** Chains for tests. */
final class Chains {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final Keep FOREVER =
      new Keep(900, Duration.ofDays(9_999), 1 << 30, Duration.ofDays(9_999));

  private Chains() {}

  static Content content(int number) {
    return new Content(
        START.plusSeconds(number),
        "command",
        "käthe \"k\"",
        "reason " + number,
        Map.of("command", "state", "wanted", "RUNNING"));
  }

  /** A chain of so many records in several files. */
  static AuditChain of(Path folder, Keep keep, int records) throws IOException {
    AuditChain chain = new AuditChain(folder, new Origin("local", "home"), keep);
    chain.open(START);
    for (int i = 1; i <= records; i++) {
      chain.write(List.of(content(i)));
    }
    return chain;
  }
}
