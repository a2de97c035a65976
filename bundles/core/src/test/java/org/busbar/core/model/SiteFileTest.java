package org.busbar.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.Node;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.ConfigException;
import org.junit.jupiter.api.Test;

class SiteFileTest {
  private static final String WHOLE =
      """
      busbar: site/1
      org: acme
      site: home
      name: Our house
      timezone: Europe/Zurich
      cycle: 250 ms
      connections:
        plant: {transport: modbus-tcp, host: 10.0.0.7, port: 502, timeout: 100 ms}
      devices:
        pcc: {profile: busbar.meter, connection: plant, unit: 3}
        hyb1: {profile: acme.hybrid, connection: plant, unit: 4, options: {strings: 2}, consent: {control: {by: Anna, on: 2026-11-21, why: trial}}}
        odd: {driver: acme-odd, type: x, connection: plant}
        sub: {profile: busbar.meter, connection: plant, unit: 5}
      tree:
        meter: pcc
        children:
          - group: cellar
            meter: sub
            children: [hyb1]
      limits:
        hyb1.bat:
          stateOfChargePct: {min: 10 %, max: 95 %}
          cellTemperatureMaxC: {max: 50 degC, reaction: trip}
        hyb1:
          voltageLnV.2: {max: 0.25 kV}
      modes:
        evening: {type: schedule, node: hyb1.bat, level: contracted-service, enabled: false}
        self-consumption: {node: cellar, config: {target-w: 50 W}}
      """;

  private static SiteModel read(String text) throws ConfigException {
    return SiteFile.parse("site.yaml", text);
  }

  private static List<String> problems(String text) {
    ConfigException e = assertThrows(ConfigException.class, () -> read(text));
    return e.problems().stream().map(Object::toString).toList();
  }

  private static void assertProblem(String from, String to, String expected) {
    assertTrue(WHOLE.contains(from), from);
    assertEquals(List.of(expected), problems(WHOLE.replace(from, to)));
  }

  @Test
  void theDemoIsReadAsAWhole() throws ConfigException {
    SiteModel model = SiteFile.read(Path.of("../../features/demo/site.yaml"));
    assertEquals("local/demo", model.id().toString());
    assertEquals(5, model.devices().size());
    assertEquals("storage", model.modes().getFirst().node().value());
    assertEquals(new NodeId("pcc"), model.root().meter().orElseThrow());
  }

  @Test
  void theExamplesOfTheDocumentationAreReadAsAWhole() throws ConfigException, IOException {
    for (String page : List.of("reference/site-yaml.md", "how-to/first-site.md")) {
      String text = Files.readString(Path.of("../../docs").resolve(page));
      String example = text.split("```yaml\n")[1].split("```")[0];
      assertEquals("storage", read(example).modes().getFirst().node().value(), page);
    }
  }

  @Test
  void whatIsWrittenIsInTheModel() throws ConfigException {
    SiteModel model = read(WHOLE);
    assertEquals("acme/home", model.id().toString());
    assertEquals(Duration.ofMillis(250), model.cycle());
    assertEquals("100 ms", model.connections().getFirst().settings().get("timeout"));
    DeviceConfig hybrid = model.device(new NodeId("hyb1")).orElseThrow();
    assertEquals(Map.of("strings", "2"), hybrid.options());
    assertEquals(Set.of("control"), hybrid.consents());
    assertEquals("site.yaml:11", hybrid.source());
    assertEquals("acme-odd", model.device(new NodeId("odd")).orElseThrow().driver());
  }

  @Test
  void theTreeHasGroupsDevicesAndTheTerminalsThatWereNamed() throws ConfigException {
    SiteModel model = read(WHOLE);
    assertEquals(
        List.of("cellar", "pcc", "odd", "sub"),
        model.root().children().stream().map(NodeId::value).toList());
    Node cellar = model.nodes().get(new NodeId("cellar"));
    assertEquals(Optional.of(new NodeId("sub")), cellar.meter());
    assertTrue(model.isWithin(new NodeId("hyb1.bat"), new NodeId("cellar")));
    assertEquals(Node.Kind.TERMINAL, model.nodes().get(new NodeId("hyb1.bat")).kind());
  }

  @Test
  void theOrderOfModesIsTheirRank() throws ConfigException {
    SiteModel model = read(WHOLE);
    assertEquals(0, model.modes().get(0).rank());
    assertEquals(Level.CONTRACTED_SERVICE, model.modes().get(0).level());
    assertEquals("self-consumption", model.modes().get(1).type());
    assertEquals(1, model.modes().get(1).rank());
  }

  @Test
  void limitsAreInTheUnitOfTheirPoint() throws ConfigException {
    List<LimitConfig> limits = read(WHOLE).limits();
    assertEquals(new Interval(10, 95), limits.get(0).interval());
    assertEquals(LimitConfig.Reaction.TRIP, limits.get(1).reaction());
    assertEquals(new Address(new NodeId("hyb1"), Points.VOLTAGE_LN_V, 2), limits.get(2).address());
    assertEquals(250, limits.get(2).interval().max());
  }

  @Test
  void eachProblemIsNamedWithFileLineKeyValueAndRemedy() {
    assertProblem(
        "cycle:",
        "cylce:",
        "site.yaml:6: cylce = '250 ms': is not known here. Did you mean 'cycle'?");
    assertProblem(
        "cycle: 250 ms",
        "cycle: 5 ms",
        "site.yaml:6: cycle = '5 ms': is out of range. Write a duration from 10 ms to 60.0 s");
    assertProblem(
        "max: 95 %",
        "max: 95 kW",
        "site.yaml:22: limits.hyb1.bat.stateOfChargePct.max = '95 kW': is no quantity in %."
            + " Write a number and its unit, such as '10 %'");
    assertProblem(
        "min: 10 %",
        "min: 99 %",
        "site.yaml:22: limits.hyb1.bat.stateOfChargePct.min = '99 %': is greater than max."
            + " Nothing would be allowed");
    assertProblem(
        "stateOfChargePct",
        "stateOfChragePct",
        "site.yaml:22: limits.hyb1.bat.stateOfChragePct: is no point of the vocabulary."
            + " Did you mean 'stateOfChargePct'?");
    assertProblem(
        "odd: {driver: acme-odd, type: x, connection: plant}",
        "odd: {driver: acme-odd, type: x, connection: plan}",
        "site.yaml:12: devices.odd.connection = 'plan': is not defined. Did you mean 'plant'?");
    assertProblem(
        "children: [hyb1]",
        "children: [hyb2]",
        "site.yaml:19: tree.children[0].children: names 'hyb2', which is no device."
            + " Did you mean 'hyb1'?");
    assertProblem(
        "node: cellar",
        "node: celar",
        "site.yaml:28: modes.self-consumption.node = 'celar': 'celar' is no node of this site."
            + " Did you mean 'cellar'?");
    assertProblem(
        "level: contracted-service",
        "level: safety",
        "site.yaml:27: modes.evening.level = 'safety': is kept for the platform."
            + " Use grid-obligation or one of the levels below");
    assertProblem(
        "consent: {control:",
        "consent: {contorl:",
        "site.yaml:11: devices.hyb1.consent.contorl: 'contorl' is not known."
            + " Did you mean 'control'?");
    assertProblem(
        "consent: {control: {by: Anna, on: 2026-11-21, why: trial}}",
        "consent: control",
        "site.yaml:11: devices.hyb1.consent = 'control': 'control' is given by nobody."
            + " Write {control: {by: who allows it, on: 2026-11-21, why: the reason}}");
    assertProblem(
        "on: 2026-11-21",
        "on: yesterday",
        "site.yaml:11: devices.hyb1.consent.control.on = 'yesterday': is no day."
            + " Write such as 2026-11-21");
    assertProblem(
        "by: Anna, ", "", "site.yaml:11: devices.hyb1.consent.control.by: is missing. Add it");
    assertProblem(
        "busbar: site/1",
        "busbar: site/9",
        "site.yaml:1: busbar = 'site/9': is not the format this version reads. Write 'site/1'");
  }

  @Test
  void aNodeHasOneParentAndAMeterOneNode() {
    assertProblem(
        "children: [hyb1]",
        "children: [hyb1, hyb1]",
        "site.yaml:19: tree.children[0].children: names 'hyb1' a second time. A node has one parent");
    assertProblem(
        "meter: sub",
        "meter: pcc",
        "site.yaml:18: tree.children[0].meter = 'pcc': measures home already."
            + " A meter measures one node");
    assertEquals(
        "site.yaml:17: tree.children[0].group = 'odd': is used already."
            + " Give the group another name",
        problems(WHOLE.replace("group: cellar", "group: odd")).getFirst());
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    String text =
        WHOLE
            .replace("cycle: 250 ms", "cycle: fast")
            .replace("profile: acme.hybrid", "profil: acme.hybrid")
            .replace("unit: 3", "unit: -1")
            .replace("timezone: Europe/Zurich", "timezone: Nowhere");
    assertEquals(
        List.of(
            "timezone", "cycle", "devices.pcc.unit", "devices.hyb1.profile", "devices.hyb1.profil"),
        problems(text).stream().map(line -> line.split(": ")[1].split(" ")[0]).distinct().toList());
  }
}
