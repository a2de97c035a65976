package org.busbar.plugin.migrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.site.SiteChange;
import org.busbar.config.api.Edit;
import org.busbar.plugin.format.Migration;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  private static final String SITE =
      """
      # A farm.
      busbar: site/1
      site: farm
      connections:
        plant: {transport: com.acme.radio, host: 10.0.0.7, speed: fast}
      devices:
        pcc:  {profile: com.acme.meter, connection: plant, options: {side: l, turbo: "true"}}
        pv1:  {profile: com.other.pv, connection: plant, options: {side: l}}
        bat1: {driver: com.acme.drive, type: b, connection: plant}
      modes:
        sunny:
          node: farm
          config:
            # As agreed with the operator.
            limitW: 30 kW   # of the connection
            band-w: 1 kW
        evening: {type: sunny, node: farm}
        moony: {node: farm, config: {limit-w: 1 kW}}
      """;

  private static Migrations migrations(String of, Migration.Step... steps) {
    return new Migrations(List.of(new Migration(of, "[1.0,2)", List.of(steps))));
  }

  private static String site(String of, Migration.Step... steps) {
    return migrations(of, steps).site("site.yaml", SITE).text();
  }

  @Test
  void aKeyOfAModeIsRenamedWhereItStandsAndItsCommentsStay() {
    assertEquals(
        SITE.replace("limitW:", "peak-w:"),
        site("sunny", new Migration.Rename("limit-w", "peak-w")));
  }

  @Test
  void optionsOfDevicesAreMeantByProfileOrDriverAndSettingsByTransport() {
    assertEquals(
        SITE.replace("{side: l, turbo: \"true\"}", "{side: left}"),
        site(
            "com.acme.meter",
            new Migration.Values("side", Map.of("l", "left", "r", "right")),
            new Migration.Remove("turbo")));
    assertEquals(
        SITE.replace("type: b, connection: plant}", "type: b, connection: plant, options: {x: 1}}"),
        site("com.acme.drive", new Migration.Set("x", "1")));
    assertEquals(
        SITE.replace("speed: fast", "baud: 9600"),
        site(
            "com.acme.radio",
            new Migration.Rename("speed", "baud"),
            new Migration.Values("baud", Map.of("fast", "9600"))));
  }

  @Test
  void whatIsSetIsSetWhereThereIsNothingOnly() {
    assertEquals(
        SITE.replace(
            "{type: sunny, node: farm}", "{type: sunny, node: farm, config: {band-w: 5 W}}"),
        site("sunny", new Migration.Set("bandW", "5 W")).replace("bandW: 5 W", "band-w: 5 W"));
  }

  @Test
  void aNewKeyThatIsWrittenAlreadyCounts() {
    assertEquals(
        SITE.replace("      limitW: 30 kW   # of the connection\n", ""),
        site("sunny", new Migration.Rename("limit-w", "band-w")));
  }

  @Test
  void laterMigrationsSeeWhatEarlierOnesMade() {
    Migrations both =
        new Migrations(
            List.of(
                new Migration("sunny", "0", List.of(new Migration.Rename("limit-w", "peak-w"))),
                new Migration("sunny", "0", List.of(new Migration.Rename("peak-w", "most-w")))));
    assertEquals(SITE.replace("limitW:", "most-w:"), both.site("site.yaml", SITE).text());
  }

  @Test
  void whatIsNotMeantIsTheSameTextAndNoDifference() {
    Migrations.Migrated migrated =
        migrations("com.acme.else", new Migration.Set("x", "1")).site("site.yaml", SITE);
    assertSame(SITE, migrated.text());
    assertEquals(List.of(), migrated.changes());
    assertEquals(List.of(), migrated.difference());
  }

  @Test
  void theChangesMakeTheTextAndTheDifferenceShowsIt() {
    Migrations.Migrated migrated =
        migrations("sunny", new Migration.Rename("limit-w", "peak-w")).site("site.yaml", SITE);
    assertEquals(
        List.of(
            new SiteChange(List.of("modes", "sunny", "config", "limitW"), null),
            new SiteChange(List.of("modes", "sunny", "config", "peak-w"), "30 kW")),
        migrated.changes());
    assertEquals(migrated.text(), Edit.apply(SITE, migrated.changes()).text());
    assertEquals(
        List.of(
            "site.yaml:14",
            "        # As agreed with the operator.",
            "-       limitW: 30 kW   # of the connection",
            "+       peak-w: 30 kW   # of the connection",
            "        band-w: 1 kW"),
        migrated.difference());
  }

  @Test
  void whatTakesItBackGivesWhatWasSaidBefore() {
    Migrations.Migrated migrated =
        migrations(
                "sunny",
                new Migration.Rename("limit-w", "peak-w"),
                new Migration.Remove("band-w"),
                new Migration.Set("hand", "left"),
                new Migration.Values("hand", Map.of("left", "right")))
            .site("site.yaml", SITE);
    assertEquals(
        Edit.plain(SITE),
        Edit.plain(Edit.apply(migrated.text(), Migrations.between(migrated.text(), SITE)).text()));
    Migrations.Migrated renamed =
        migrations("sunny", new Migration.Rename("limit-w", "peak-w")).site("site.yaml", SITE);
    assertEquals(SITE, Edit.apply(renamed.text(), Migrations.between(renamed.text(), SITE)).text());
  }

  @Test
  void theWayFromOneFileToAnotherIsWhatTypesReadAndNothingElse() {
    String there =
        SITE.replace("limitW:", "peak-w:")
            .replace("speed: fast", "speed: slow")
            .replace("side: l, turbo", "side: left, turbo");
    assertEquals(
        SITE, Edit.apply(there, Migrations.between(there, SITE)).text(), "as it was, in its place");
    String edited = there.replace("node: farm, config", "node: farm, level: reserve, config");
    assertEquals(
        SITE.replace("node: farm, config", "node: farm, level: reserve, config"),
        Edit.apply(edited, Migrations.between(there, SITE)).text());
    assertEquals(List.of(), Migrations.between(SITE, SITE.replace("10.0.0.7", "10.0.0.7")));
    assertEquals(
        List.of(), Migrations.between(SITE, SITE.replace("node: farm, config", "node: x, config")));
  }

  @Test
  void configurationsAreChangedByPidAndKeepTheirTypes() {
    Map<String, Map<String, Object>> stored = new LinkedHashMap<>();
    stored.put("com.acme.page", Map.of("port", 80L, "side", "l"));
    stored.put("com.acme.page~second", Map.of("side", "x"));
    stored.put("com.acme.pages", Map.of("port", 80L));
    Map<String, Map<String, Object>> changed =
        migrations(
                "com.acme.page",
                new Migration.Values("port", Map.of("80", "8080")),
                new Migration.Values("side", Map.of("l", "left")),
                new Migration.Rename("side", "hand"))
            .configurations(stored);
    assertEquals(
        Map.of(
            "com.acme.page", Map.of("port", 8080L, "hand", "left"),
            "com.acme.page~second", Map.of("hand", "x")),
        changed);
    assertEquals(Map.of("port", 80L, "side", "l"), stored.get("com.acme.page"));
  }
}
