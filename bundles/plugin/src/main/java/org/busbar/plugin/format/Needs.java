package org.busbar.plugin.format;

import java.util.List;

/**
 * What a plug-in asks for. It is shown before an installation, and held to where the platform can.
 *
 * @param reads points it reads, {@code *} for all
 * @param levels levels it proposes at, in upper case as in decisions
 * @param hosts hosts it talks to, {@code name:port}
 * @param transports transports it uses to reach devices
 * @param nativeCode whether it brings native code
 */
public record Needs(
    List<String> reads,
    List<String> levels,
    List<String> hosts,
    List<String> transports,
    boolean nativeCode) {

  /** Copies. */
  public Needs {
    reads = List.copyOf(reads);
    levels = List.copyOf(levels);
    hosts = List.copyOf(hosts);
    transports = List.copyOf(transports);
  }

  /** Asks for nothing. */
  public static Needs none() {
    return new Needs(List.of(), List.of(), List.of(), List.of(), false);
  }
}
