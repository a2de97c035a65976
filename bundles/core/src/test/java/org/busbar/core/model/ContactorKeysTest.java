package org.busbar.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.busbar.api.site.ContactorConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.ConfigException;
import org.junit.jupiter.api.Test;

/** {@code contactors} of a battery. */
class ContactorKeysTest {
  private static final String WHOLE =
      """
      busbar: site/1
      site: home
      connections:
        plant: {transport: modbus-tcp, host: 10.0.0.7}
      devices:
        bat1:
          profile: acme.battery
          connection: plant
          contactors:
            negative: k1
            pre-charge: k2
            positive: k3
            feedback:
              {negative: io1/connected.1, pre-charge: io1/connected.2, positive: io1/connected.3}
            bus: bat1/dcVoltageV
            pack: bms1/dcVoltageV
            current: bms1/dcCurrentA
            insulation: bms1/insulationOhm
            strings: bms2/dcVoltageV
            rated-current: 100 A
            feedback-within: 500 ms
        bms1: {profile: acme.bms, connection: plant}
        bms2: {profile: acme.bms, connection: plant}
        k1: {profile: acme.relay, connection: plant}
        k2: {profile: acme.relay, connection: plant}
        k3: {profile: acme.relay, connection: plant}
        io1: {profile: acme.inputs, connection: plant}
      """;

  private static Address at(String node, Point point, int index) {
    return new Address(new NodeId(node), point, index);
  }

  @Test
  void everyKeyIsRead() throws ConfigException {
    List<ContactorConfig> all = SiteFile.parse("site.yaml", WHOLE).contactors();
    assertEquals(
        List.of(
            new ContactorConfig(
                new NodeId("bat1"),
                new ContactorConfig.Coils(new NodeId("k1"), new NodeId("k2"), new NodeId("k3")),
                new ContactorConfig.Feedback(
                    at("io1", Points.CONNECTED, 1),
                    at("io1", Points.CONNECTED, 2),
                    at("io1", Points.CONNECTED, 3)),
                at("bat1", Points.DC_VOLTAGE_V, 0),
                at("bms1", Points.DC_VOLTAGE_V, 0),
                at("bms1", Points.DC_CURRENT_A, 0),
                at("bms1", Points.INSULATION_OHM, 0),
                List.of(at("bms2", Points.DC_VOLTAGE_V, 0)),
                100,
                2,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                "site.yaml:10")),
        all);
  }

  @Test
  void whatCannotBeIsRefusedWithItsRemedy() {
    for (String[] wrong :
        new String[][] {
          {
            "positive: k3\n",
            "positive: k4\n",
            "site.yaml:12: devices.bat1.contactors.positive = 'k4': 'k4' is no device. Did you mean"
          },
          {"positive: k3\n", "positive: k1\n", "Name a relay of its own"},
          {"positive: k3\n", "positive: bat1\n", "Name a relay of its own"},
          {"      positive: k3\n", "", "positive: is missing"},
          {"io1/connected.2", "io2/connected.2", "site.yaml:14: devices.bat1.contactors.feedback"},
          {"bus: bat1/dcVoltageV", "bus: bat9/dcVoltageV", "no node"},
          {"bus: bat1/dcVoltageV", "bus: bat1/dcCurrentA", "Name a point in V"},
          {"      insulation: bms1/insulationOhm\n", "", "insulation: is missing"},
          {"rated-current: 100 A", "rated-current: 100 W", "quantity in A"},
          {"rated-current: 100 A", "rated-current: 0 A", "greater than 0"},
          {"      rated-current: 100 A\n", "", "rated-current: is missing"},
          {"feedback-within: 500 ms", "feedback-within: 1 min", "out of range"},
          {"feedback-within: 500 ms", "feed-back: 500 ms", "feed-back"},
          {"strings: bms2/dcVoltageV", "strings: bms2/stateOfChargePct", "Name a point in V"},
        }) {
      ConfigException e =
          assertThrows(
              ConfigException.class,
              () -> SiteFile.parse("site.yaml", WHOLE.replace(wrong[0], wrong[1])),
              () -> "nothing is wrong with " + wrong[1]);
      List<String> problems = e.problems().stream().map(Object::toString).toList();
      assertEquals(
          true,
          problems.stream().anyMatch(p -> p.contains(wrong[2])),
          () -> wrong[1] + ": " + problems);
    }
  }
}
