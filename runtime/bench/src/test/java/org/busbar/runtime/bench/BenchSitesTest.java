package org.busbar.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bench that takes half an hour does not end at its site.yaml. */
class BenchSitesTest {
  private static final int NOBODY = 1;

  @Test
  void sitesThatAreStoppedAreReadAndRunTheirMode() throws IOException {
    PushedDevices none = new PushedDevices();
    List<String> sites = List.of(StopBench.site(NOBODY), RestStop.site(NOBODY));
    for (String text : sites) {
      try (Kernel kernel = new Kernel(List.of(text), none, none)) {
        assertEquals(1, kernel.site().modes().size());
      }
    }
  }
}
