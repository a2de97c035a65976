package org.busbar.runtime.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
  @TempDir Path folder;
  private String site = "";

  @BeforeEach
  void writeSite() throws IOException {
    site = Files.writeString(folder.resolve("site.yaml"), "site: test\n").toString();
  }

  private static Options parse(Map<String, String> environment, String... args)
      throws StartException {
    List<String> all = new ArrayList<>(List.of("--dist", ".", "--assembly", "edge"));
    all.addAll(List.of(args));
    return Options.parse(all, environment);
  }

  private static String refusal(Map<String, String> environment, String... args) {
    return assertThrows(StartException.class, () -> parse(environment, args)).getMessage();
  }

  @Test
  @Tag("DPL-14")
  void everyOptionMayBeAVariable() throws StartException {
    Options options =
        parse(
            Map.of(
                "BUSBAR_SITE", site,
                "BUSBAR_HOME", "h",
                "BUSBAR_PORT", "8123",
                "BUSBAR_HEADLESS", "true",
                "BUSBAR_LOG", "json",
                "BUSBAR_SPEED", "60",
                "BUSBAR_TUNING", "fast",
                "PATH", "/bin"));
    assertEquals(site, options.site().orElseThrow().toString());
    assertEquals(Path.of("h").toAbsolutePath(), options.home());
    assertEquals(8123, options.port());
    assertEquals("60", options.speed());
    assertTrue(options.headless());
    assertTrue(options.jsonLog());
  }

  @Test
  void theCommandLineGoesBeforeTheEnvironment() throws StartException {
    Options options =
        parse(Map.of("BUSBAR_HOME", "a", "BUSBAR_PORT", "1"), "--port", "2", "--site", site);
    assertEquals(2, options.port());
    assertFalse(options.headless());
    assertFalse(options.jsonLog());
  }

  @Test
  @Tag("DPL-14")
  void whatIsMissingIsNamedInBothWays() {
    assertEquals(
        "Option --home is missing, and the variable BUSBAR_HOME is not set",
        refusal(Map.of("BUSBAR_SITE", site)));
    assertEquals(
        "Option --site is missing, and the variable BUSBAR_SITE is not set",
        refusal(Map.of("BUSBAR_HOME", "h")));
  }

  @Test
  @Tag("DPL-14")
  void aMistypedWordIsAnsweredWithTheNearestValidOne() {
    assertEquals(
        "Unknown variable BUSBAR_PROT; did you mean BUSBAR_PORT?",
        refusal(Map.of("BUSBAR_PROT", "1")));
    assertEquals("Unknown option --hoem; did you mean --home?", refusal(Map.of(), "--hoem", "h"));
    assertTrue(
        refusal(Map.of(), "--frequency", "50").startsWith("Unknown option --frequency; valid are"));
  }

  @Test
  void aWrongValueIsNamedWithWhatIsRight() {
    assertTrue(
        refusal(Map.of("BUSBAR_LOG", "xml", "BUSBAR_SITE", site, "BUSBAR_HOME", "h"))
            .contains("BUSBAR_LOG is text or json, not xml"));
    assertTrue(
        refusal(Map.of("BUSBAR_PORT", "0", "BUSBAR_SITE", site, "BUSBAR_HOME", "h"))
            .contains("BUSBAR_PORT 0 is no port"));
    assertTrue(refusal(Map.of(), "--site").contains("--site has no value"));
  }

  @Test
  void withoutASiteOnlyWhereThatIsSaid() throws StartException {
    assertTrue(parse(Map.of("BUSBAR_HOME", "h"), "--no-site").site().isEmpty());
  }
}
