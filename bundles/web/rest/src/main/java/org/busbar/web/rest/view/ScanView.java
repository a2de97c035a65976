package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.safety.Discovery;
import org.jspecify.annotations.Nullable;

/** A search and what it found so far. */
public record ScanView(
    String id, String progress, Instant begun, int tried, int total, List<FoundView> found) {

  /**
   * A device that was found.
   *
   * @param wire its connection as a device request takes it
   * @param profile what it is; null where nobody knows it
   * @param known device of the site that it is already; null where it is new
   */
  public record FoundView(
      Map<String, String> wire,
      int unit,
      @Nullable String driver,
      @Nullable String profile,
      @Nullable String name,
      String text,
      @Nullable String known) {}

  /** A search as it is shown. */
  public static ScanView of(Discovery.Scan scan) {
    return new ScanView(
        scan.id(),
        scan.progress().name(),
        scan.begun(),
        scan.tried(),
        scan.total(),
        scan.found().stream().map(found -> found(found, scan.transport())).toList());
  }

  private static FoundView found(Discovery.Found found, String transport) {
    Map<String, String> wire = new HashMap<>(found.wire());
    wire.put("transport", transport);
    return new FoundView(
        wire,
        found.unit(),
        some(found.driver()),
        some(found.type()),
        some(found.name()),
        found.text(),
        some(found.known()));
  }

  private static @Nullable String some(String text) {
    return text.isEmpty() ? null : text;
  }
}
