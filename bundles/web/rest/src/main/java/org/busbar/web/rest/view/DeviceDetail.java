package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceConfig;
import org.jspecify.annotations.Nullable;

/** A device with its points and what became of the last write. */
public record DeviceDetail(
    String id,
    String name,
    @Nullable String nature,
    String profile,
    String session,
    String authority,
    DeviceView.GateView gate,
    @Nullable String maturity,
    @Nullable Instant lastSeen,
    boolean online,
    String connection,
    int unit,
    List<String> commands,
    boolean waitsForStart,
    Map<String, String> options,
    List<String> consent,
    List<PointView> points,
    @Nullable String lastWrite) {

  static DeviceDetail of(
      DeviceView device, DeviceConfig config, List<PointView> points, @Nullable String lastWrite) {
    return new DeviceDetail(
        device.id(),
        device.name(),
        device.nature(),
        device.profile(),
        device.session(),
        device.authority(),
        device.gate(),
        device.maturity(),
        device.lastSeen(),
        device.online(),
        device.connection(),
        device.unit(),
        device.commands(),
        device.waitsForStart(),
        config.options(),
        config.consents().stream().sorted().toList(),
        points,
        lastWrite);
  }
}
