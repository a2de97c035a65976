package org.busbar.plugin.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Manifest;
import org.busbar.plugin.format.Names;

/**
 * The main section of a manifest. Two programs must read the same in it: what is looked at here,
 * and what the framework makes of it later. So whatever they may read differently is no manifest.
 */
final class BundleHeaders {
  /** Headers that decide what a bundle gets hold of. Nobody needs a backslash there. */
  private static final List<String> PLAIN =
      List.of(
          "Bundle-SymbolicName",
          "Fragment-Host",
          "Import-Package",
          "DynamicImport-Package",
          "Require-Bundle",
          "Export-Package");

  private BundleHeaders() {}

  /**
   * Reads it; names in any case are the same, as for the framework.
   *
   * @throws IOException where it cannot be read in one way only
   */
  static Map<String, String> read(byte[] manifest) throws IOException {
    for (int i = 0; i < manifest.length; i++) {
      if (manifest[i] == '\r' && (i + 1 == manifest.length || manifest[i + 1] != '\n')) {
        throw new IOException("a carriage return stands alone");
      }
    }
    // The framework ends the last line itself where nobody did.
    byte[] ended = Arrays.copyOf(manifest, manifest.length + 1);
    ended[manifest.length] = '\n';
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    new Manifest(new ByteArrayInputStream(ended))
        .getMainAttributes()
        .forEach((key, value) -> headers.put(key.toString(), value.toString()));
    for (String header : PLAIN) {
      if (!isPlain(headers.getOrDefault(header, ""))) {
        throw new IOException(
            header + " is quoted in an odd way: " + Names.shown(headers.get(header)));
      }
    }
    return headers;
  }

  /** Whether quotation marks stand around whole values only, and nothing is escaped or hidden. */
  private static boolean isPlain(String header) {
    boolean quoted = false;
    boolean closed = false;
    char before = ',';
    for (char each : header.toCharArray()) {
      boolean blank = Character.isWhitespace(each);
      if (each == '\\' || Character.isISOControl(each) && !blank) {
        return false;
      }
      if (each == '"') {
        if (!quoted && before != '=') {
          return false;
        }
        closed = quoted;
        quoted = !quoted;
      } else if (closed && !blank) {
        if (each != ',' && each != ';') {
          return false;
        }
        closed = false;
      }
      before = blank ? before : each;
    }
    return !quoted;
  }

  /** Names in a header, without their attributes and directives. */
  static List<String> names(Map<String, String> headers, String header) {
    return Arrays.stream(
            headers.getOrDefault(header, "").replaceAll("\"[^\"]*\"", "").split("[,;]"))
        .map(String::strip)
        .filter(part -> !part.isEmpty() && part.indexOf('=') < 0)
        .toList();
  }
}
