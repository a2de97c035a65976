package org.busbar.plugin.generation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.plugin.format.Bytes;

/**
 * The configuration files of the sites that run here: what belongs to a generation beside plug-ins.
 *
 * @param files each {@code site.yaml}
 */
public record SiteFiles(List<Path> files) {
  public SiteFiles {
    files = List.copyOf(files);
  }

  /** As the framework property {@code busbar.site} names them. */
  public static SiteFiles of(String property) {
    return new SiteFiles(
        Arrays.stream(property.split(","))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .map(Path::of)
            .toList());
  }

  /** SHA-256 by name. */
  Map<String, String> digests() throws IOException {
    Map<String, String> digests = new LinkedHashMap<>();
    for (Map.Entry<String, Path> each : byName().entrySet()) {
      digests.put(each.getKey(), Bytes.digest(Files.readAllBytes(each.getValue())));
    }
    return digests;
  }

  void copyTo(Path folder) throws IOException {
    for (Map.Entry<String, Path> each : byName().entrySet()) {
      Durable.write(folder.resolve(each.getKey()), Files.readAllBytes(each.getValue()));
    }
  }

  public void restore(Path folder) throws IOException {
    for (Map.Entry<String, Path> each : byName().entrySet()) {
      Path copy = folder.resolve(each.getKey());
      if (Files.exists(copy)
          && !Arrays.equals(Files.readAllBytes(copy), Files.readAllBytes(each.getValue()))) {
        Durable.write(each.getValue().toAbsolutePath(), Files.readAllBytes(copy));
      }
    }
  }

  /** Two files of one name are told apart by their place in the list. */
  public Map<String, Path> byName() {
    Map<String, Path> byName = new LinkedHashMap<>();
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        String name = file.getFileName().toString();
        byName.put(byName.containsKey(name) ? byName.size() + "-" + name : name, file);
      }
    }
    return byName;
  }
}
