package org.busbar.runtime.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Which devices were latched when the gateway wrote its state last. A record that is not whole
 * counts as: all of them.
 *
 * @param all whether every device is to be held at its safe value
 * @param devices those that are, where not all
 */
record Latches(boolean all, Set<String> devices) {
  Latches {
    devices = Set.copyOf(devices);
  }

  boolean holds(String device) {
    return all || devices.contains(device);
  }

  /** Reads {@code safety.state} of a site. */
  static Latches read(Path record) {
    if (!Files.exists(record)) {
      return new Latches(false, Set.of());
    }
    try {
      String text = Files.readString(record);
      int end = text.lastIndexOf("end\t");
      boolean whole = end >= 0 && text.startsWith("busbar-safety ");
      if (!whole || !text.substring(end + 4).strip().equals(sum(text.substring(0, end)))) {
        return new Latches(true, Set.of());
      }
      Set<String> devices = new HashSet<>();
      text.lines()
          .map(line -> line.split("\t", -1))
          .filter(words -> words[0].equals("cell") && words.length > 1)
          .forEach(words -> devices.add(words[1]));
      return new Latches(false, devices);
    } catch (IOException e) {
      return new Latches(true, Set.of());
    }
  }

  private static String sum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }
}
