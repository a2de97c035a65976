package org.busbar.marketplace.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.busbar.marketplace.sign.Signer;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.FeatureReader;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.trust.Signatures;

/**
 * Makes a plug-in out of what its author wrote: {@code plugin.json}, which is a feature without
 * files and digests, and the files beside it.
 */
public final class PluginFolder {
  /** What the author writes. */
  public static final String SPEC = "plugin.json";

  private static final String SBOM = "sbom.cdx.json";
  private static final JsonMapper MAPPER = new JsonMapper();

  private PluginFolder() {}

  /**
   * Copies the files, fills in files and digests, makes a bill of materials where there is none,
   * and writes the feature. Nothing is signed.
   *
   * @param from the author's folder
   * @param to a folder that is not there yet
   */
  public static PluginFeature make(Path from, Path to) throws IOException, RefusedException {
    byte[] spec = Bytes.read(from.resolve(SPEC), Limits.FEATURE);
    Fields.parse(spec, from.resolve(SPEC).toString()); // As strictly as what is made of it.
    requireNoLinks(from);
    JsonNode tree = MAPPER.readTree(spec);
    if (!(tree instanceof ObjectNode feature)
        || !(tree.at("/extensions/" + FeatureReader.EXTENSION + "/json")
            instanceof ObjectNode more)) {
      throw new IOException(
          from.resolve(SPEC) + " has no object extensions/" + FeatureReader.EXTENSION + "/json");
    }
    Files.createDirectories(to);
    copy(from, to);
    if (!Files.exists(to.resolve(SBOM))) {
      Files.write(to.resolve(SBOM), Sbom.write(feature, to));
    }
    ArrayNode files = more.putArray("files");
    for (Path file : files(to)) {
      String path = to.relativize(file).toString().replace('\\', '/');
      ObjectNode entry = files.addObject();
      entry.put("path", path);
      entry.put("role", Words.word(role(path)));
      entry.put("size", Files.size(file));
      entry.put("sha256", Bytes.digest(file, Limits.FILE));
    }
    digests(feature, to);
    @SuppressWarnings("unchecked")
    Map<String, Object> plain = MAPPER.convertValue(feature, LinkedHashMap.class);
    byte[] json = Pretty.json(plain);
    Files.write(to.resolve(PluginCheck.FEATURE), json);
    return FeatureReader.read(json, to.resolve(PluginCheck.FEATURE).toString());
  }

  /** Signs the feature, in place of a signature that was there. */
  public static void sign(Path plugin, Signer signer) throws IOException, GeneralSecurityException {
    Signer.sign(plugin.resolve(PluginCheck.FEATURE), Signatures.PLUGIN, List.of(signer));
  }

  /** Packs a plug-in into one archive; the same plug-in always gives the same bytes. */
  public static void pack(Path plugin, Path archive) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (Path file : files(plugin)) {
        ZipEntry entry = new ZipEntry(plugin.relativize(file).toString().replace('\\', '/'));
        entry.setTime(0);
        out.putNextEntry(entry);
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }

  /** A link would be left out, or take along what nobody meant to publish. */
  private static void requireNoLinks(Path from) throws IOException, RefusedException {
    try (Stream<Path> all = Files.walk(from)) {
      Path link = all.filter(Files::isSymbolicLink).findFirst().orElse(null);
      if (link != null) {
        throw new RefusedException(
            Reason.PATH_TRAVERSAL,
            from.relativize(link) + " is a link",
            from.toString(),
            "Put the file itself there, or take it out");
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      String path = from.relativize(file).toString().replace('\\', '/');
      if (path.equals(SPEC) || path.startsWith("feature.json") || path.startsWith(".")) {
        continue;
      }
      Path copy = to.resolve(path);
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void digests(ObjectNode feature, Path to) throws IOException, RefusedException {
    for (JsonNode bundle : feature.withArray("bundles")) {
      String[] part = bundle.path("id").asText().split(":");
      Path jar =
          to.resolve("bundles")
              .resolve(part.length < 3 ? "?" : part[1] + "-" + part[part.length - 1] + ".jar");
      if (!Files.exists(jar)) {
        throw new RefusedException(
            Reason.MISSING_FILE,
            "there is no bundles/" + jar.getFileName() + ", which plugin.json names",
            SPEC,
            "Build it first (mvn package); after a new version change it in plugin.json, too");
      }
      ((ObjectNode) bundle).put("sha256", Bytes.digest(jar, Limits.FILE));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  private static PluginFile.Role role(String path) {
    if (path.startsWith("bundles/")) {
      return PluginFile.Role.BUNDLE;
    }
    if (path.startsWith("profiles/")) {
      return PluginFile.Role.PROFILE;
    }
    if (path.startsWith("screenshots/")) {
      return PluginFile.Role.SCREENSHOT;
    }
    if (path.equals(SBOM)) {
      return PluginFile.Role.SBOM;
    }
    if (path.startsWith("icon.")) {
      return PluginFile.Role.ICON;
    }
    return path.startsWith("LICEN") ? PluginFile.Role.LICENCE : PluginFile.Role.TEXT;
  }
}
