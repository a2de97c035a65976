package org.busbar.plugin.change;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.generation.Durable;

/**
 * The bundle that profiles of a plug-in run as: made of its verified files, the same bytes each
 * time. It has no code.
 */
public final class ProfileJar {
  private static final String PLACE = "made/profiles.jar";
  private static final String ROOT = "profiles/";

  private ProfileJar() {}

  /** Symbolic name of the bundle of a plug-in. */
  public static String name(PluginFeature feature) {
    return feature.name() + ".profiles";
  }

  /** Makes it beside the files of a plug-in that has profiles. */
  public static Path make(PluginFeature feature, Path folder) throws IOException {
    List<PluginFile> profiles =
        feature.files(PluginFile.Role.PROFILE).stream()
            .sorted(Comparator.comparing(PluginFile::path))
            .toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      put(zip, "META-INF/MANIFEST.MF", manifest(feature).getBytes(StandardCharsets.UTF_8));
      for (PluginFile profile : profiles) {
        String inside = profile.path().startsWith(ROOT) ? profile.path() : ROOT + profile.path();
        put(zip, inside, Files.readAllBytes(folder.resolve(profile.path())));
      }
    }
    Path jar = folder.resolve(PLACE);
    Durable.write(jar, bytes.toByteArray());
    return jar;
  }

  private static String manifest(PluginFeature feature) {
    return folded("Manifest-Version: 1.0")
        + folded("Bundle-ManifestVersion: 2")
        + folded("Bundle-SymbolicName: " + name(feature))
        + folded("Bundle-Version: " + feature.version())
        + folded("Busbar-Profiles: profiles")
        + "\n";
  }

  /** A line of a manifest has at most 72 bytes. */
  private static String folded(String line) {
    return line.replaceAll("(.{70})(?=.)", "$1\n ") + "\n";
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
