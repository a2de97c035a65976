package org.busbar.api.site;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.vocabulary.Address;

/**
 * How a site is stopped in an emergency.
 *
 * @param categories stop category by kind of cause: 0 at once, 1 after a ramp; absent means 0
 * @param ramp how long category 1 takes to bring a device to its safe value
 * @param isolateWithin after the ramp: how long contactors wait for the current to fall before they
 *     open all the same
 * @param resetsPerMinute how many resets are granted in a minute
 * @param inputs wired inputs that stop the site
 */
public record EmergencyConfig(
    Map<String, Integer> categories,
    Duration ramp,
    Duration isolateWithin,
    int resetsPerMinute,
    List<Input> inputs) {
  /** What holds where site.yaml says nothing. */
  public static final EmergencyConfig USUAL =
      new EmergencyConfig(
          Map.of("data-lost", 1), Duration.ofSeconds(2), Duration.ofSeconds(2), 3, List.of());

  /** Copies the collections. */
  public EmergencyConfig {
    categories = Map.copyOf(categories);
    inputs = List.copyOf(inputs);
  }

  /** The stop category of a kind of cause: 0 or 1. */
  public int category(String kind) {
    return categories.getOrDefault(kind, 0);
  }

  /**
   * A wired input, energised while all is well.
   *
   * @param id its name
   * @param kind kind of the cause it makes: {@code emergency-stop}, {@code gas}, {@code smoke},
   *     {@code off-gas}, {@code insulation}
   * @param channels one or two points that are 1 while energised
   * @param discrepancy how long two channels may differ before the input counts as faulty
   * @param text what a person is to do, in one sentence; empty where nothing is written
   * @param source where it is written, for messages
   */
  public record Input(
      String id,
      String kind,
      List<Address> channels,
      Duration discrepancy,
      String text,
      String source) {
    /** Copies the channels. */
    public Input {
      channels = List.copyOf(channels);
    }
  }
}
