package org.busbar.api.device;

import java.util.Map;

/**
 * What {@code site.yaml} says of one connection.
 *
 * @param name its name in the file
 * @param transport id of the transport ({@code modbus-tcp})
 * @param settings settings of the transport by name, values as written ({@code host}, {@code port},
 *     {@code timeout})
 * @param source where it is written, for messages
 */
public record ConnectionConfig(
    String name, String transport, Map<String, String> settings, String source) {
  /** Copies the settings. */
  public ConnectionConfig {
    settings = Map.copyOf(settings);
  }
}
