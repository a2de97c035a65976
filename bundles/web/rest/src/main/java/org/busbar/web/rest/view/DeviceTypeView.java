package org.busbar.web.rest.view;

import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceType;

/**
 * A kind of device that can be made now.
 *
 * @param id the driver's type, in lists and forms
 * @param natures nature by terminal, that of the device itself under the empty text
 */
public record DeviceTypeView(
    String id,
    String driver,
    String name,
    String maker,
    List<String> models,
    String nature,
    Map<String, String> natures,
    String maturity,
    List<String> transports,
    List<OptionView> options,
    List<String> commands) {

  /** What a site may set. */
  public record OptionView(String name, String kind, String fallback, String text) {}

  /** A type as it is shown. */
  public static DeviceTypeView of(DeviceType type) {
    return new DeviceTypeView(
        type.type(),
        type.driver(),
        type.name(),
        type.maker(),
        type.models(),
        type.natures().getOrDefault("", ""),
        type.natures(),
        type.maturity().name(),
        type.transports(),
        type.options().stream()
            .map(o -> new OptionView(o.name(), o.kind(), o.fallback(), o.text()))
            .toList(),
        type.commands());
  }
}
