package org.busbar.plugin.check;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the bytes of a bundle say.
 *
 * @param headers main section of the manifest
 * @param symbolicName from it
 * @param nativeCode names of entries and calls that are or load native code
 * @param reserved names of the transport and write contracts it uses
 * @param calls what it calls that not everybody may call
 */
public record BundleFacts(
    Map<String, String> headers,
    String symbolicName,
    Set<String> nativeCode,
    Set<String> reserved,
    Map<String, Set<Call>> calls) {

  /** Classes that make a call, in order; empty where none does. */
  public Set<String> callers(Call call) {
    Set<String> callers = new TreeSet<>();
    calls.forEach(
        (name, made) -> {
          if (made.contains(call)) {
            callers.add(name);
          }
        });
    return callers;
  }
}
