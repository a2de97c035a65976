package org.busbar.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.InterlockConfig.Condition;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.ConfigException;
import org.junit.jupiter.api.Test;

/** {@code emergency} and {@code interlocks} of a site. */
class SafetyKeysTest {
  private static final String WHOLE =
      """
      busbar: site/1
      site: home
      connections:
        plant: {transport: modbus-tcp, host: 10.0.0.7}
      devices:
        bat1: {profile: acme.battery, connection: plant}
        io1: {profile: acme.inputs, connection: plant}
      emergency:
        categories: {limit: 1}
        ramp: 3 s
        resets-per-minute: 5
        inputs:
          button:
            channels: [io1/switchOn.1, io1/switchOn.2]
            discrepancy: 200 ms
          smoke: {kind: smoke, channels: io1/switchOn.3, text: Leave the room.}
      interlocks:
        door:
          node: bat1
          needs: fan
          conditions:
            - {point: io1/switchOn.4, equals: 1}
            - {point: bat1/temperatureC, at-least: 0 degC, at-most: 45 degC}
          text: Close the door.
        fan: {bundle: acme-fan}
      """;

  private static List<String> problems(String from, String to) {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> SiteFile.parse("site.yaml", WHOLE.replace(from, to)),
            "nothing is wrong with it");
    return e.problems().stream().map(Object::toString).toList();
  }

  private static Address wire(int index) {
    return new Address(new NodeId("io1"), Points.SWITCH_ON, index);
  }

  @Test
  void everythingIsReadAndWhatIsNeededStandsFirst() throws ConfigException {
    SiteModel model = SiteFile.parse("site.yaml", WHOLE);
    EmergencyConfig emergency = model.emergency();
    assertEquals(1, emergency.category("limit"));
    assertEquals(0, emergency.category("emergency-stop"));
    assertEquals(Duration.ofSeconds(3), emergency.ramp());
    assertEquals(Duration.ofSeconds(2), emergency.isolateWithin());
    assertEquals(5, emergency.resetsPerMinute());
    EmergencyConfig.Input button = emergency.inputs().get(0);
    assertEquals(List.of(wire(1), wire(2)), button.channels());
    assertEquals("emergency-stop", button.kind());
    assertEquals(Duration.ofMillis(200), button.discrepancy());
    EmergencyConfig.Input smoke = emergency.inputs().get(1);
    assertEquals("Leave the room.", smoke.text());
    assertEquals(Duration.ofMillis(500), smoke.discrepancy());
    assertEquals(
        List.of("fan", "door"), model.interlocks().stream().map(InterlockConfig::id).toList());
    assertEquals(new NodeId("home"), model.interlocks().get(0).node());
    assertEquals(
        List.of(
            new Condition(wire(4), Interval.point(1)),
            new Condition(
                Address.of(new NodeId("bat1"), Points.TEMPERATURE_C), new Interval(0, 45))),
        model.interlocks().get(1).conditions());
  }

  @Test
  void withoutTheKeysTheUsualHolds() throws ConfigException {
    String without = WHOLE.substring(0, WHOLE.indexOf("emergency:"));
    SiteModel model = SiteFile.parse("site.yaml", without);
    assertEquals(EmergencyConfig.USUAL, model.emergency());
    assertEquals(List.of(), model.interlocks());
  }

  @Test
  void aDependencyThatIsNotThereIsRefusedWithItsRemedy() {
    assertEquals(
        List.of(
            "site.yaml:20: interlocks.door.needs = 'fun': 'fun' is no interlock of this site. Did"
                + " you mean 'fan'?"),
        problems("needs: fan", "needs: fun"));
  }

  @Test
  void aCircleIsRefusedAndShown() {
    List<String> problems = problems("fan: {bundle: acme-fan}", "fan: {needs: door}");
    assertEquals(1, problems.size(), problems::toString);
    assertEquals(true, problems.getFirst().contains("door -> fan -> door"), problems::toString);
    assertEquals(true, problems.getFirst().startsWith("site.yaml:20: interlocks.door.needs"));
  }

  @Test
  void whatCannotBeIsRefused() {
    for (String[] wrong :
        new String[][] {
          {"io1/switchOn.4, equals", "io9/switchOn.4, equals", "io9"},
          {"io1/switchOn.4, equals", "io1/switchOff, equals", "vocabulary"},
          {"equals: 1}", "equals: 1, at-most: 2}", "beside"},
          {", equals: 1}", "}", "compares with nothing"},
          {"at-least: 0 degC", "at-least: 50 degC", "greater"},
          {"fan: {bundle: acme-fan}", "fan: {text: none}", "asks for nothing"},
          {"{limit: 1}", "{limit: 2}", "out of range"},
          {"channels: io1/switchOn.3", "channels: [a, b, c]", "no point of a device"},
          {"io1/switchOn.2]", "io1/switchOn.1]", "second time"},
          {"channels: io1/switchOn.3, ", "", "one or two"},
          {"node: bat1", "node: batt", "no node"},
        }) {
      List<String> problems = problems(wrong[0], wrong[1]);
      assertEquals(
          true,
          problems.stream().anyMatch(p -> p.contains(wrong[2])),
          () -> wrong[1] + ": " + problems);
    }
  }
}
