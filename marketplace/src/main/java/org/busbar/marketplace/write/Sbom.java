package org.busbar.marketplace.write;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;

/**
 * A bill of materials (CycloneDX 1.6) of the bundles a plug-in names. What was put inside a bundle
 * it cannot know: who embeds libraries brings a bill of materials of their own.
 */
final class Sbom {
  private Sbom() {}

  static byte[] write(JsonNode feature, Path plugin) throws IOException, RefusedException {
    String[] id = feature.path("id").asText().split(":");
    List<Object> components = new ArrayList<>();
    for (JsonNode bundle : feature.path("bundles")) {
      String[] part = bundle.path("id").asText().split(":");
      Path jar = plugin.resolve("bundles").resolve(part[1] + "-" + part[part.length - 1] + ".jar");
      Map<String, Object> component = new LinkedHashMap<>();
      component.put("type", "library");
      component.put("group", part[0]);
      component.put("name", part[1]);
      component.put("version", part[part.length - 1]);
      component.put("purl", "pkg:maven/" + part[0] + "/" + part[1] + "@" + part[part.length - 1]);
      if (Files.exists(jar)) {
        component.put("hashes", List.of(hash(jar)));
      }
      components.add(component);
    }
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("type", "application");
    own.put("group", id[0]);
    own.put("name", id[1]);
    own.put("version", id[id.length - 1]);
    own.put("licenses", List.of(Map.of("expression", feature.path("license").asText())));
    Map<String, Object> sbom = new LinkedHashMap<>();
    sbom.put("bomFormat", "CycloneDX");
    sbom.put("specVersion", "1.6");
    sbom.put("version", 1);
    sbom.put("metadata", Map.of("component", own));
    sbom.put("components", components);
    return Pretty.json(sbom);
  }

  private static Map<String, Object> hash(Path jar) throws IOException, RefusedException {
    Map<String, Object> hash = new LinkedHashMap<>();
    hash.put("alg", "SHA-256");
    hash.put("content", Bytes.digest(jar, Limits.FILE));
    return hash;
  }
}
