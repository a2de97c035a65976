package org.busbar.config.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.site.SiteChange;
import org.junit.jupiter.api.Test;

class EditTest {
  private static final String SITE =
      """
      # A small house.
      busbar: site/1
      site: home   # of a test
      connections:
        plant: {transport: modbus-tcp, host: 10.0.0.7, port: 502}
      devices:
        # The meter in the hall.
        pcc:  {profile: busbar.meter, connection: plant, unit: 1}
        bat1: {profile: busbar.battery, connection: plant, unit: 2}   # the old one

      # Who stands where.
      tree:
        meter: pcc
        children:
          - group: storage
            children: [bat1]
      limits:
        bat1:
          stateOfChargePct: {min: 10 %, max: 95 %}
      """;

  private static String set(Object value, String... path) {
    return Edit.apply(SITE, List.of(new SiteChange(List.of(path), value))).text();
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Test
  void aNewKeyStandsBehindTheLastOfItsMappingAndCommentsStay() {
    Map<String, Object> device = map("profile", "busbar.pv", "connection", "plant", "unit", "3");
    String text = set(device, "devices", "pv1");
    assertEquals(
        SITE.replace(
            "# the old one\n",
            "# the old one\n  pv1: {profile: busbar.pv, connection: plant, unit: 3}\n"),
        text);
  }

  @Test
  void aChangedValueLeavesEverythingElseAsItIs() {
    assertEquals(SITE.replace("unit: 2", "unit: 7"), set("7", "devices", "bat1", "unit"));
    assertEquals(
        SITE.replace("unit: 2}", "unit: 2, consent: control}"),
        set("control", "devices", "bat1", "consent"));
    assertEquals(SITE.replace("meter: pcc\n", "meter: bat1\n"), set("bat1", "tree", "meter"));
  }

  private static Edit.Edited rename(String text, String value, List<String> from, List<String> to) {
    return Edit.apply(text, List.of(new SiteChange(from, null), new SiteChange(to, value)));
  }

  @Test
  void aValueThatGoesOnUnderAnotherKeyStaysInItsPlace() {
    List<String> from = List.of("limits", "bat1", "stateOfChargePct", "min");
    List<String> to = List.of("limits", "bat1", "stateOfChargePct", "least");
    assertEquals(SITE.replace("{min:", "{least:"), rename(SITE, "10 %", from, to).text());
    String block =
        """
        modes:
          peak:
            node: home
            config:
              # As agreed with the operator.
              limit-w: 30 kW   # of the connection
              band-w: 1 kW
        """;
    Edit.Edited renamed =
        rename(
            block,
            "30 kW",
            List.of("modes", "peak", "config", "limit-w"),
            List.of("modes", "peak", "config", "at most: w"));
    assertEquals(block.replace("limit-w:", "'at most: w':"), renamed.text());
    assertTrue(renamed.commentsKept());
  }

  @Test
  void anotherValueUnderAnotherKeyIsNoNewName() {
    List<String> from = List.of("devices", "bat1", "unit");
    assertEquals(
        SITE.replace("unit: 2}", "number: 3}"),
        rename(SITE, "3", from, List.of("devices", "bat1", "number")).text());
    assertEquals(
        SITE.replace(", unit: 2}", "}").replace("unit: 1}", "unit: 2}"),
        rename(SITE, "2", from, List.of("devices", "pcc", "unit")).text());
  }

  @Test
  void aMappingIsAdaptedKeyByKey() {
    Map<String, Object> device = map("profile", "busbar.battery", "connection", "b", "bms", "x");
    assertEquals(
        SITE.replace("connection: plant, unit: 2}", "connection: b, bms: x}"),
        set(device, "devices", "bat1"));
  }

  @Test
  void aKeyThatGoesTakesItsLineAndAnEmptyMappingWithIt() {
    assertEquals(
        SITE.replace(
            "  bat1: {profile: busbar.battery, connection: plant, unit: 2}   # the old one\n", ""),
        Edit.apply(SITE, List.of(new SiteChange(List.of("devices", "bat1"), null))).text());
    assertEquals(
        SITE.substring(0, SITE.indexOf("limits:")),
        Edit.apply(SITE, List.of(new SiteChange(List.of("limits", "bat1"), null))).text());
    assertEquals(
        SITE.replace("host: 10.0.0.7, ", ""),
        Edit.apply(SITE, List.of(new SiteChange(List.of("connections", "plant", "host"), null)))
            .text());
    assertEquals(
        SITE.replace(", port: 502", ""),
        Edit.apply(SITE, List.of(new SiteChange(List.of("connections", "plant", "port"), null)))
            .text());
  }

  @Test
  void aCommentThatIsLostIsTold() {
    Edit.Edited gone = Edit.apply(SITE, List.of(new SiteChange(List.of("devices", "bat1"), null)));
    assertFalse(gone.commentsKept());
    assertTrue(
        Edit.apply(SITE, List.of(new SiteChange(List.of("devices", "pcc", "unit"), "9")))
            .commentsKept());
  }

  @Test
  void aFileWithAnchorsIsWrittenAnewAndThatIsTold() {
    String text = "a: &x {one: 1} # first\nb: *x\n";
    Edit.Edited edited = Edit.apply(text, List.of(new SiteChange(List.of("b", "one"), "2")));
    assertEquals(
        Map.of("a", Map.of("one", "1"), "b", Map.of("one", "2")), Edit.plain(edited.text()));
    assertFalse(edited.commentsKept());
  }

  @Test
  void longAndOddValuesAreReadBackAsTheyWereMeant() {
    List<Object> list = List.of("- a", "# b", "c: d", "it's", "two\nlines", "", "{}", "ok", "~");
    Map<String, Object> deep =
        map("list", list, "long", map("a", "x".repeat(70), "b", "y z ".repeat(20) + "!"));
    String text = set(deep, "more");
    assertEquals(deep, Edit.plain(text).get("more"));
    text = set(deep, "devices", "bat1", "options");
    assertEquals(
        deep,
        ((Map<?, ?>) ((Map<?, ?>) Edit.plain(text).get("devices")).get("bat1")).get("options"));
  }

  @Test
  void severalChangesAreOne() {
    Edit.Edited edited =
        Edit.apply(
            SITE,
            List.of(
                new SiteChange(List.of("devices", "b-2"), map("profile", "p", "connection", "c")),
                new SiteChange(
                    List.of("connections", "c"), map("transport", "modbus-tcp", "host", "::1")),
                new SiteChange(
                    List.of("tree", "children"),
                    List.of(map("group", "storage", "children", List.of("bat1", "b-2"))))));
    assertTrue(edited.text().contains("host: '::1'"), edited.text());
    assertTrue(
        edited.text().contains("  children: [{group: storage, children: [bat1, b-2]}]"),
        edited.text());
    assertTrue(edited.commentsKept());
  }

  @Test
  void whatIsNoMappingIsRefused() {
    List<SiteChange> change = List.of(new SiteChange(List.of("a"), "b"));
    assertThrows(IllegalArgumentException.class, () -> Edit.apply("- list", change));
    assertThrows(IllegalArgumentException.class, () -> Edit.apply("a: [", change));
    assertThrows(
        IllegalArgumentException.class,
        () -> Edit.apply("a: b", List.of(new SiteChange(List.of("a", "b"), "c"))));
  }
}
