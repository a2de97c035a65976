package org.busbar.api.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.SiteId;
import org.junit.jupiter.api.Test;

class SiteModelTest {
  private static final NodeId SITE = new NodeId("site");
  private static final NodeId STORAGE = new NodeId("storage");
  private static final NodeId BATTERY = new NodeId("bat1");
  private static final NodeId LOAD = new NodeId("load1");

  private static Node node(NodeId id, Node.Kind kind, NodeId parent, NodeId... children) {
    return new Node(
        id,
        kind,
        Optional.of(parent).filter(p -> !p.equals(id)),
        List.of(children),
        Optional.empty(),
        Optional.empty());
  }

  private static Map<NodeId, Node> tree() {
    Map<NodeId, Node> nodes = new LinkedHashMap<>();
    nodes.put(SITE, node(SITE, Node.Kind.SITE, SITE, STORAGE, LOAD));
    nodes.put(STORAGE, node(STORAGE, Node.Kind.GROUP, SITE, BATTERY));
    nodes.put(BATTERY, node(BATTERY, Node.Kind.DEVICE, STORAGE));
    nodes.put(LOAD, node(LOAD, Node.Kind.DEVICE, SITE));
    return nodes;
  }

  private static DeviceConfig device(NodeId id, Set<String> consents) {
    return new DeviceConfig(id, "profile", "x", "c", 1, Map.of(), consents, "site.yaml:1");
  }

  @Test
  void aNodeIsWithinItselfAndAllAboveItAndNothingBeside() {
    SiteModel site = new SiteModelBuilder(new SiteId("local", "home")).nodes(tree()).build();
    assertEquals(SITE, site.root().id());
    assertTrue(site.isWithin(BATTERY, BATTERY));
    assertTrue(site.isWithin(BATTERY, STORAGE));
    assertTrue(site.isWithin(BATTERY, SITE));
    assertFalse(site.isWithin(STORAGE, BATTERY));
    assertFalse(site.isWithin(LOAD, STORAGE));
    assertFalse(site.isWithin(new NodeId("gone"), SITE));
  }

  @Test
  void devicesAreFoundByTheirId() {
    SiteModel site =
        new SiteModelBuilder(new SiteId("local", "home"))
            .nodes(tree())
            .devices(List.of(device(LOAD, Set.of()), device(BATTERY, Set.of("control"))))
            .build();
    assertEquals(Set.of("control"), site.device(BATTERY).orElseThrow().consents());
    assertEquals(Optional.empty(), site.device(BATTERY).orElseThrow().explained("control"));
    assertEquals(Optional.empty(), site.device(new NodeId("gone")));
    assertEquals(Optional.empty(), site.protection(BATTERY));
    assertEquals("home", site.name());
  }

  @Test
  void whatIsGivenToItMayChangeAfterwardsAndItDoesNot() {
    Map<NodeId, Node> nodes = tree();
    List<DeviceConfig> devices = new ArrayList<>(List.of(device(LOAD, Set.of())));
    SiteModel site =
        new SiteModelBuilder(new SiteId("local", "home")).nodes(nodes).devices(devices).build();
    nodes.clear();
    devices.clear();
    assertEquals(List.of(SITE, STORAGE, BATTERY, LOAD), List.copyOf(site.nodes().keySet()));
    assertEquals(1, site.devices().size());
    assertThrows(UnsupportedOperationException.class, () -> site.nodes().clear());
  }
}
