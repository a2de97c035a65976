package org.busbar.runtime.itest;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Foreign programs that tests talk to. */
final class Peer {
  /** Debian's Python, which sees Debian's packages. */
  static final String PYTHON = "/usr/bin/python3";

  private Peer() {}

  /** Fails where peers are required, skips with a reason elsewhere. */
  static void require(String name, List<String> probe) throws InterruptedException {
    boolean there;
    try {
      there =
          new ProcessBuilder(probe)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      there = false;
    }
    if (!there && Boolean.getBoolean("busbar.requirePeers")) {
      throw new AssertionError(name + " is required and missing");
    }
    Assumptions.assumeTrue(there, name + " is not installed");
  }

  static void requirePymodbus() throws InterruptedException {
    require("pymodbus (Debian: python3-pymodbus)", List.of(PYTHON, "-c", "import pymodbus"));
  }
}
