package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScenariosTest {
  private static final Path DOCUMENT = Path.of("../../docs/reference/sim.md");

  /** A scenario as the document lists it. */
  private static String row(FaultClass fault) {
    FaultClass.Expect expect = fault.expect();
    String what =
        switch (expect.kind()) {
          case LATCHED -> "the site stops, latched";
          case AT_REST -> "`" + expect.what() + "` holds no setpoint";
          case REFUSED -> "`" + expect.what() + "` is not controlled";
          case SEPARATED -> "the contactors of `" + expect.what() + "` are open";
          case TOLD -> "event `" + expect.what() + "`";
          case GOES_ON -> "the site goes on";
        };
    String within =
        expect.within().isZero() ? "" : " within %.1f s".formatted(expect.within().toNanos() / 1e9);
    String hazard = fault.hazard() == 0 ? "" : String.valueOf(fault.hazard());
    return "| `%s` | %s | %s | %s%s | %s |"
        .formatted(fault.id(), hazard, fault.text(), what, within, fault.awaits());
  }

  @Test
  void theDocumentListsEveryScenarioAsItIs() throws IOException {
    List<String> written =
        Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| `")).toList();
    List<String> rows = Faults.all().stream().map(ScenariosTest::row).toList();
    assertTrue(written.containsAll(rows), () -> "to be written:\n" + String.join("\n", rows));
    assertEquals(
        rows.size(), written.stream().filter(line -> line.split("\\|").length > 4).count());
  }

  @Test
  void aPlanHasEveryFaultAloneAndEveryPair() {
    List<FaultClass> faults = Faults.ready();
    Plan plan = new Plan(faults, 7);
    Set<Set<FaultClass>> pairs = new HashSet<>();
    for (int slot = 0; slot < plan.complete(); slot++) {
      pairs.add(new HashSet<>(plan.slot(slot)));
    }
    int n = faults.size();
    assertEquals(n + n * (n - 1) / 2, pairs.size());
  }
}
