package org.busbar.api.device;

import java.util.Map;
import java.util.Set;
import org.busbar.api.vocabulary.NodeId;

/**
 * What {@code site.yaml} says of one device.
 *
 * @param id the device's node
 * @param driver id of the driver, {@code profile} for devices described as data
 * @param type what the driver is to make of it: for {@code profile} the id of the profile
 * @param connection name of the connection in {@code site.yaml}
 * @param unit unit or station address on that connection, 0 where the transport has none
 * @param options options of the driver or profile by name, values as written
 * @param consents what a person has explicitly allowed for this device, by name
 * @param source where it is written ({@code site.yaml:12}), for messages
 */
public record DeviceConfig(
    NodeId id,
    String driver,
    String type,
    String connection,
    int unit,
    Map<String, String> options,
    Set<String> consents,
    String source) {
  /** Copies the collections. */
  public DeviceConfig {
    options = Map.copyOf(options);
    consents = Set.copyOf(consents);
  }
}
