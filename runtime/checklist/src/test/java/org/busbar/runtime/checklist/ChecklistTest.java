package org.busbar.runtime.checklist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecklistTest {
  private static final String SITE =
      """
      busbar: site/1
      site: home
      connections:
        net: {transport: modbus-tcp, host: 127.0.0.1, port: 15020}
      devices:
        pcc: {profile: busbar.meter, connection: net, unit: 1}
        bat1: {profile: busbar.battery-inverter, connection: net, unit: 2, consent: {control: {by: test, on: 2026-11-21, why: a simulated device}}}
      tree:
        meter: pcc
        children: [bat1]
      """;

  @TempDir Path folder = Path.of("");
  private Path home = Path.of("");
  private Path site = Path.of("");
  private String said = "";

  @BeforeEach
  void writeSite() throws IOException {
    home = folder.resolve("home");
    site = folder.resolve("site.yaml");
    Files.writeString(site, SITE);
  }

  private int run(String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    List<String> all = new java.util.ArrayList<>(List.of(words));
    all.addAll(List.of("--home", home.toString()));
    int code = new ChecklistMain(out, new ManualClock()).run(all);
    said = bytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  /** Fills in the template: every item was shown on the first day of the manual clock. */
  private void fillIn() throws IOException {
    assertEquals(1, run("checklist.none"), said);
    assertEquals(1, run(site.toString()), said);
    Path file = folder.resolve("checklist.yaml");
    Matcher item =
        Pattern.compile("(?m)^  # (\\S+: \\{on: )\\S+(, by: )NAME(, text: )WHAT WAS SEEN}$")
            .matcher(Files.readString(file));
    String day = new ManualClock().instant().toString().substring(0, 10);
    String filled = item.replaceAll("  $1" + day + "$2A. Person$3\"it was so\"}");
    Files.writeString(file, filled.replace("  {}\n", ""));
  }

  @Test
  @Tag("SAF-36")
  void withoutEvidenceItFailsAndWithAllOfItItPassesAndSigns() throws IOException {
    fillIn();
    assertTrue(said.contains("missing  hard-wired-stop"), said);
    assertTrue(said.contains("missing  meter-sign/pcc"), said);
    assertTrue(said.contains("missing  follows/bat1"), said);
    assertFalse(said.contains("follows/pcc"), "a meter is not controlled");
    assertEquals(0, run(site.toString()), said);
    assertEquals(0, run("verify", folder.resolve("checklist.json").toString()), said);
    assertTrue(said.contains("by this gateway"), said);
  }

  @Test
  void oneItemLessFailsAndIsNamed() throws IOException {
    fillIn();
    Path file = folder.resolve("checklist.yaml");
    Files.writeString(file, Files.readString(file).replaceAll("(?m)^  follows/bat1.*\\n", ""));
    assertEquals(1, run(site.toString()), said);
    assertTrue(said.contains("missing  follows/bat1"), said);
    assertEquals(1, run("verify", folder.resolve("checklist.json").toString()), said);
  }

  @Test
  void aChangedSiteAChangedResultAndAnotherKeyAreFound() throws IOException {
    fillIn();
    assertEquals(0, run(site.toString()), said);
    Path result = folder.resolve("checklist.json");
    String signed = Files.readString(result);
    Files.writeString(site, SITE + "name: another\n");
    assertEquals(1, run("verify", result.toString()));
    assertTrue(said.contains("site.yaml: was changed after the checklist was signed"), said);
    Files.writeString(site, SITE);
    Files.writeString(result, signed.replace("A. Person", "B. Person"));
    assertEquals(1, run("verify", result.toString()));
    assertTrue(said.contains("was changed after it was signed"), said);
    Files.writeString(result, signed);
    Files.writeString(home.resolve("checklist.pub"), "another");
    assertEquals(1, run("verify", result.toString()));
    assertTrue(said.contains("signed by another gateway's key"), said);
  }

  @Test
  void aFileOfEvidenceMustBeThereAndStayAsItWas() throws IOException {
    fillIn();
    Path file = folder.resolve("checklist.yaml");
    String text = Files.readString(file);
    String with = text.replaceFirst("text: \"it was so\"}", "text: \"so\", file: stop.jpg}");
    Files.writeString(file, with);
    assertEquals(1, run(site.toString()));
    assertTrue(said.contains("checklist.yaml:") && said.contains("stop.jpg"), said);
    Files.writeString(folder.resolve("stop.jpg"), "picture");
    assertEquals(0, run(site.toString()), said);
    Files.writeString(folder.resolve("stop.jpg"), "another picture");
    assertEquals(1, run("verify", folder.resolve("checklist.json").toString()));
    assertTrue(said.contains("stop.jpg: was changed"), said);
  }

  @Test
  void wrongEvidenceIsRefusedWithLineKeyAndRemedy() throws IOException {
    Files.writeString(
        folder.resolve("checklist.yaml"),
        """
        busbar: checklist/1
        items:
          folows/bat1: {on: 2020-01-01, by: A, text: so}
          fire-plan: {on: soon, by: A, text: so}
          clock: {on: 2999-01-01, by: A, text: so}
        """);
    assertEquals(1, run(site.toString()));
    assertTrue(said.contains("checklist.yaml:3") && said.contains("follows/bat1"), said);
    assertTrue(said.contains("checklist.yaml:4") && said.contains("2026-11-20"), said);
    assertTrue(said.contains("checklist.yaml:5") && said.contains("a day to come"), said);
  }

  @Test
  void theKeyIsTheOwnersAlone() throws IOException {
    assertEquals(1, run(site.toString()));
    assertEquals(
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
        Files.getPosixFilePermissions(home.resolve("checklist.key")));
  }
}
