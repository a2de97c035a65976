package org.busbar.drivers.ocpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceType;
import org.busbar.api.vocabulary.NodeId;
import org.junit.jupiter.api.Test;

class OcppDriverTest {
  private final OcppDriver driver = new OcppDriver();

  private DeviceDeclaration described(Map<String, String> options) {
    return driver.describe(
        new DeviceConfig(
            new NodeId("ev"), "ocpp", "charger", "c", 1, options, Set.of(), "site.yaml:1"));
  }

  @Test
  void whatItOffersForFormsIsWhatItTakesAndWhatHoldsAnyway() {
    DeviceType type = driver.types().getFirst();
    assertEquals(Map.of("", "charger"), type.natures());
    assertEquals(List.of("ocpp"), type.transports());
    assertEquals(List.of("start", "stop"), type.commands());
    Map<String, String> all = new HashMap<>();
    type.options().stream()
        .filter(option -> !option.fallback().isEmpty())
        .forEach(option -> all.put(option.name(), option.fallback()));
    all.put("station", "CP-1");
    assertEquals(described(Map.of("station", "CP-1")), described(all));
    assertEquals(type.commands(), described(all).commands());
  }
}
