package org.busbar.plugin.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.VersionRange;
import org.osgi.service.feature.Feature;

class FeatureTest {
  private static final String SHA = "ab".repeat(32);

  private static final PluginFeature FULL =
      new PluginFeature(
          new Coordinates("com.acme", "com.acme.em300", "", "1.2.0"),
          "Acme EM300",
          "Meter of Acme.",
          "Acme",
          "Apache-2.0",
          List.of(Kind.PROFILE, Kind.MODE),
          List.of(
              new PluginFeature.BundleEntry(
                  new Coordinates("com.acme", "com.acme.em300.mode", "", "1.2.0"), 5)),
          Map.of("com.acme.em300", Map.of("speed", 3, "names", List.of("a", "b"))),
          new PluginFeature.Requirements(
              new VersionRange("[0.1,0.2)"),
              List.of(new PluginFeature.Required("com.acme.base", new VersionRange("[1,2)")))),
          List.of("meter"),
          List.of(new PluginFeature.Device("Acme", "EM300", "")),
          new Needs(
              List.of("activePowerW"),
              List.of("ECONOMIC"),
              List.of("api.acme.com:443"),
              List.of("modbus"),
              false),
          List.of(
              new Migration(
                  "com.acme.em300",
                  "[1.0,1.2)",
                  List.of(
                      new Migration.Rename("turbo", "fast"),
                      new Migration.Remove("old"),
                      new Migration.Set("fast", "true"),
                      new Migration.Values("side", Map.of("l", "left"))))),
          List.of(
              new PluginFile(
                  "bundles/com.acme.em300.mode-1.2.0.jar", PluginFile.Role.BUNDLE, SHA, 10),
              new PluginFile("profiles/em300.yaml", PluginFile.Role.PROFILE, SHA, 10),
              new PluginFile("sbom.cdx.json", PluginFile.Role.SBOM, SHA, 10)));

  @Test
  void whatIsWrittenIsReadAgain() throws RefusedException {
    byte[] json = FeatureWriter.write(FULL);
    assertEquals(FULL, FeatureReader.read(json, "feature.json"));
    assertEquals(new String(json, UTF_8), new String(FeatureWriter.write(FULL), UTF_8));
  }

  @Test
  void theReferenceImplementationOfTheFormatReadsIt() throws Exception {
    Feature feature =
        new FeatureServiceImpl()
            .readFeature(new StringReader(new String(FeatureWriter.write(FULL), UTF_8)));
    assertEquals("com.acme:com.acme.em300:1.2.0", feature.getID().toString());
    assertEquals(SHA, feature.getBundles().getFirst().getMetadata().get("sha256"));
    assertNotNull(feature.getExtensions().get(FeatureReader.EXTENSION).getJSON());
    assertEquals("Acme EM300", feature.getName().orElseThrow());
    assertTrue(feature.getConfigurations().containsKey("com.acme.em300"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "profiles/em300.yaml | ../../etc/passwd | PATH_TRAVERSAL",
        "profiles/em300.yaml | /etc/passwd | PATH_TRAVERSAL",
        "profiles/em300.yaml | a\\\\\\\\b | PATH_TRAVERSAL",
        "profiles/em300.yaml | .ssh/config | PATH_TRAVERSAL",
        "profiles/em300.yaml | sbom.cdx.json | FORMAT",
        "profiles/em300.yaml | feature.json.sig | FORMAT",
        "\"format\" : 1 | \"format\" : 2 | FORMAT",
        "\"natures\" | \"natuers\" | FORMAT",
        "\"role\" : \"sbom\" | \"role\" : \"text\" | FORMAT",
        "\"size\" : 10 | \"size\" : 99999999999 | TOO_LARGE",
        "\"size\" : 10 | \"size\" : -1 | FORMAT",
        "com.acme.em300:1.2.0 | Com.Acme:1.2.0 | FORMAT",
        "com.acme.em300:1.2.0 | com.acme.em300:../1 | FORMAT",
        "\"start-order\" : 5 | \"start-order\" : 1 | FORMAT",
        "[0.1.0,0.2.0) | [1 | FORMAT",
        "\"vendor\" : \"Acme\" | \"vendor\" : \"Acme\", \"vendor\" : \"Ecma\" | FORMAT",
        "\"complete\" : false | \"complete\" : [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] | FORMAT"
      })
  void aFeatureThatIsNotWhatTheReferenceSaysIsRefused(String good, String bad, String reason) {
    String json = new String(FeatureWriter.write(FULL), UTF_8);
    assertTrue(json.contains(good), json);
    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () ->
                FeatureReader.read(
                    json.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad))
                        .getBytes(UTF_8),
                    "feature.json"));
    assertEquals(reason, refused.refusal().reason().name(), refused.getMessage());
    assertTrue(refused.getMessage().startsWith("feature.json"), refused.getMessage());
  }

  @Test
  void aVersionOfMavenIsComparedAsOneOfOsgi() {
    assertEquals("0.1.0.SNAPSHOT", Versions.lenient("0.1.0-SNAPSHOT").toString());
    assertEquals("1.0.0.rc_1", Versions.lenient("1-rc.1").toString());
  }
}
