package org.busbar.runtime.launcher;

import java.io.IOException;
import java.util.List;

/** Opens a page where there is a desktop; elsewhere the printed address has to do. */
final class Browser {

  private Browser() {}

  static void open(String url) {
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    if (!mac && System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
      return;
    }
    try {
      new ProcessBuilder(List.of(mac ? "open" : "xdg-open", url))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      System.err.println("No browser opened (" + e.getMessage() + "); open the address above.");
    }
  }
}
