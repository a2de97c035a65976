package org.busbar.marketplace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Coordinates;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.plan.Installed;
import org.busbar.plugin.plan.Part;
import org.busbar.plugin.plan.PlatformParts;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** What an assembly on disk is made of, for plans without a running gateway. */
public final class AssemblyFile {
  private AssemblyFile() {}

  /** The lock of an assembly in the folder of a distribution, without any plug-in. */
  public static Installed read(Path dist, String assembly) throws IOException, RefusedException {
    Path file = dist.resolve("features").resolve(assembly + ".feature.json");
    Fields lock = Fields.parse(Bytes.read(file, Limits.FEATURE), file.toString());
    List<Part> parts = new ArrayList<>(List.of(framework()));
    for (Fields bundle : lock.list("bundles")) {
      Coordinates id = Coordinates.parse(bundle.text("id"), bundle.where());
      parts.add(PlatformParts.of(dist.resolve("bundles").resolve(id.repositoryPath()), ""));
    }
    String id = lock.text("id");
    return new Installed(
        Versions.of(id.substring(id.lastIndexOf(':') + 1), file.toString()), parts, List.of());
  }

  private static Part framework() throws IOException {
    Path storage = Files.createTempDirectory("busbar");
    Framework framework =
        new FrameworkFactory()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    try {
      framework.init();
      Part part = PlatformParts.framework(framework);
      framework.stop();
      framework.waitForStop(10_000);
      return part;
    } catch (BundleException e) {
      throw new IOException("the framework does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      try (Stream<Path> files = Files.walk(storage)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
