package org.busbar.plugin.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.trust.Signatures;

/** A plug-in in one file, as it was published. */
final class Archive {
  private Archive() {}

  /** Writes what its feature names, its signature among it; leaves the stream open. */
  static void write(Path folder, PluginFeature feature, OutputStream to) throws IOException {
    List<String> paths =
        new ArrayList<>(List.of(PluginCheck.FEATURE, PluginCheck.FEATURE + Signatures.ENDING));
    feature.files().stream().map(PluginFile::path).sorted().forEach(paths::add);
    ZipOutputStream zip = new ZipOutputStream(to);
    for (String path : paths) {
      if (Files.exists(folder.resolve(path))) {
        ZipEntry entry = new ZipEntry(path);
        entry.setTime(0);
        zip.putNextEntry(entry);
        Files.copy(folder.resolve(path), zip);
        zip.closeEntry();
      }
    }
    zip.finish();
  }
}
