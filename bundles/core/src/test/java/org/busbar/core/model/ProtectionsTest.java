package org.busbar.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.ProtectionConfig.Rule;
import org.busbar.api.site.ProtectionConfig.Vote;
import org.busbar.api.site.ProtectionConfig.Written;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.ConfigException;
import org.junit.jupiter.api.Test;

class ProtectionsTest {
  private static final String SITE =
      """
      busbar: site/1
      site: home
      connections:
        plant: {transport: modbus-tcp}
      devices:
        bms1: {profile: busbar.bms, connection: plant, unit: 9}
        bat1:
          profile: busbar.battery-inverter
          connection: plant
          chemistry: lfp
          bms: bms1
          protection:
            cell-voltage-max: 3.60 V
          votes:
            stateOfChargePct: {of: [bat1/stateOfChargePct, bms1/stateOfChargePct.3]}
      """;

  private static String problem(String from, String to) {
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> SiteFile.parse("site.yaml", SITE.replace(from, to)));
    assertEquals(1, e.problems().size(), e.getMessage());
    return e.problems().getFirst().toString();
  }

  @Test
  void whatADeviceSaysOfItsProtectionIsInTheModel() throws ConfigException {
    SiteModel model = SiteFile.parse("site.yaml", SITE);
    NodeId bat = new NodeId("bat1");
    ProtectionConfig protection = model.protection(bat).orElseThrow();
    assertEquals(Optional.of("lfp"), protection.chemistry());
    assertEquals(Optional.of(new NodeId("bms1")), protection.bms());
    assertEquals(
        new Written("3.60 V", "site.yaml:13"), protection.values().get("cell-voltage-max"));
    Vote vote = protection.votes().getFirst();
    assertEquals(Rule.WORSE, vote.rule());
    assertEquals(
        List.of(
            Address.of(bat, Points.STATE_OF_CHARGE_PCT),
            new Address(new NodeId("bms1"), Points.STATE_OF_CHARGE_PCT, 3)),
        vote.members());
    assertEquals("site.yaml:10", protection.source());
    assertEquals(Optional.empty(), model.protection(new NodeId("bms1")));
  }

  @Test
  void eachProblemNamesWhatToDo() {
    assertEquals(
        "site.yaml:11: devices.bat1.bms = 'bms2': is no other device. Did you mean 'bms1'?",
        problem("bms: bms1", "bms: bms2"));
    assertEquals(
        "site.yaml:15: devices.bat1.votes.stateOfChargePct.of: names too few measurements or too"
            + " many. Name three for two-of-three, at least two for worse",
        problem("[bat1/stateOfChargePct, ", "["));
    assertEquals(
        "site.yaml:15: devices.bat1.votes.stateOfChargePct.of: 'bat1' is no measurement. Write"
            + " device/point",
        problem("of: [bat1/stateOfChargePct", "of: [bat1, bat1/stateOfChargePct"));
    assertEquals(
        "site.yaml:14: devices.bat1.votes: 'bms3' is no device. Did you mean 'bms1'?",
        problem("bms1/stateOfChargePct.3", "bms3/stateOfChargePct"));
  }
}
