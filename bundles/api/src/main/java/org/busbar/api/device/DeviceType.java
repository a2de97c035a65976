package org.busbar.api.device;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/**
 * A kind of device that can be made now, for forms and lists. It is there as long as the bundle
 * that brings it.
 *
 * @param driver id of the driver, {@code profile} for devices described as data
 * @param type what the driver makes of it: for {@code profile} the id of the profile
 * @param name name for people
 * @param maker who makes it; empty where many do
 * @param models models it holds for, in words
 * @param natures nature by terminal, that of the device itself under the empty text
 * @param maturity how far it has been proven
 * @param transports transports it can be reached by; empty where any may do
 * @param options what a site may set, in the order of a form
 * @param commands what can be switched ({@code start}, {@code stop}, {@code on}, {@code off},
 *     {@code reset})
 */
public record DeviceType(
    String driver,
    String type,
    String name,
    String maker,
    List<String> models,
    Map<String, String> natures,
    DeviceDeclaration.Maturity maturity,
    List<String> transports,
    List<Option> options,
    List<String> commands) {
  /** Copies the collections. */
  public DeviceType {
    models = List.copyOf(models);
    natures = Map.copyOf(natures);
    transports = List.copyOf(transports);
    options = List.copyOf(options);
    commands = List.copyOf(commands);
  }

  /** What can be switched where these quantities can be written. */
  public static List<String> commands(Collection<Point> quantities) {
    Set<String> ids = quantities.stream().map(Point::id).collect(Collectors.toSet());
    List<String> commands = new ArrayList<>();
    if (!ids.isEmpty()) {
      commands.addAll(List.of("start", "stop"));
    }
    if (ids.contains(Points.SWITCH_ON.id())) {
      commands.addAll(List.of("on", "off"));
    }
    if (ids.contains(Points.FAULT_RESET.id())) {
      commands.add("reset");
    }
    return List.copyOf(commands);
  }

  /**
   * An option as {@code site.yaml} takes it.
   *
   * @param name its key
   * @param kind how it is written: {@code flag} for true and false, {@code number}, {@code
   *     duration} for a number and a unit, {@code text} for all else
   * @param fallback what holds where it is not written
   * @param text what it does, in one sentence; empty where its name says it
   */
  public record Option(String name, String kind, String fallback, String text) {}
}
