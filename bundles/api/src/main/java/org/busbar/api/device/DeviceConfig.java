package org.busbar.api.device;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
 * @param allowed what a person has explicitly allowed for this device
 * @param source where it is written ({@code site.yaml:12}), for messages
 */
public record DeviceConfig(
    NodeId id,
    String driver,
    String type,
    String connection,
    int unit,
    Map<String, String> options,
    List<Consent> allowed,
    String source) {
  /** Copies the collections. */
  public DeviceConfig {
    options = Map.copyOf(options);
    allowed = List.copyOf(allowed);
  }

  /** With consents nobody has explained; that is not enough to control what was only simulated. */
  public DeviceConfig(
      NodeId id,
      String driver,
      String type,
      String connection,
      int unit,
      Map<String, String> options,
      Set<String> consents,
      String source) {
    this(
        id,
        driver,
        type,
        connection,
        unit,
        options,
        consents.stream().sorted().map(what -> new Consent(what, "", "", "")).toList(),
        source);
  }

  /** What is allowed, by name, explained or not. */
  public Set<String> consents() {
    return allowed.stream().map(Consent::what).collect(Collectors.toUnmodifiableSet());
  }

  /** A consent somebody answers for, empty where there is none. */
  public Optional<Consent> explained(String what) {
    return allowed.stream()
        .filter(consent -> consent.what().equals(what) && consent.isExplained())
        .findFirst();
  }
}
