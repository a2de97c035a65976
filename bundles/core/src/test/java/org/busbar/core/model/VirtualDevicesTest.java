package org.busbar.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtualDevicesTest {
  private static final String SITE =
      """
      busbar: site/1
      site: home
      connections:
        plant: {transport: modbus-tcp, host: 10.0.0.7}
      devices:
        pcc: {profile: busbar.meter, connection: plant, unit: 1}
        pv1: {profile: busbar.pv-inverter, connection: plant, unit: 2}
        hyb1: {profile: busbar.hybrid, connection: plant, unit: 3}
        roofs: {virtual: {sum: [pv1, hyb1.pv], nature: pv, points: [activePowerW, energyInjectedWh]}}
        house: {virtual: {difference: [pcc, roofs], nature: meter}}
        twin: {virtual: {mirror: pcc, nature: meter}}
        base: {virtual: {constant: {activePowerW: -0.3 kW}, nature: load}}
      tree:
        meter: pcc
        children: [pv1, hyb1]
      """;

  private static SiteFile.Draft draft(String from, String to) throws ConfigException {
    assertTrue(SITE.contains(from), from);
    return SiteFile.draft("site.yaml", SITE.replace(from, to));
  }

  @Test
  void devicesWithoutAConnectionAreReadWithTheOthers() throws ConfigException {
    SiteFile.Draft draft = draft("home", "home");
    assertEquals(List.of(), draft.problems());
    DeviceConfig roofs = draft.model().device(new NodeId("roofs")).orElseThrow();
    assertEquals("virtual", roofs.driver());
    assertEquals("sum", roofs.type());
    assertEquals("pv1 hyb1.pv", roofs.options().get("of"));
    DeviceConfig base = draft.model().device(new NodeId("base")).orElseThrow();
    assertEquals("-300.0", base.options().get("activePowerW"));
    assertEquals(
        List.of("plant", "virtual"),
        draft.model().connections().stream().map(connection -> connection.name()).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sum: [pv1; sum: [pv9; 'pv9' is no device of this site. Did you mean 'pv1'?",
        "[pcc, roofs]; [pcc]; must name at least two devices",
        "mirror: pcc; mirror: [pcc, pv1]; must name one device",
        "mirror: pcc,; ' '; must be one kind",
        "mirror: pcc; miror: pcc; Did you mean 'mirror'?",
        "[pv1, hyb1.pv]; [pv1, house]; is virtual and does not stand above",
        "nature: pv, points: [activePowerW,; nature: pv, points: [; needs activePowerW",
        "nature: load; nature: lod; Did you mean 'load'?",
        "-0.3 kW; much; is no quantity",
        "energyInjectedWh]; energyInjctedWh]; Did you mean 'energyInjectedWh'?"
      })
  void whatIsWrongIsToldWithItsRemedy(String from, String to, String words) throws ConfigException {
    List<Problem> problems = draft(from, to).problems();
    assertTrue(
        problems.stream().anyMatch(problem -> problem.toString().contains(words)),
        problems::toString);
  }
}
