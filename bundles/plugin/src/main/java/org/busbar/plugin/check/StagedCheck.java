package org.busbar.plugin.check;

import java.io.IOException;
import java.nio.file.Path;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.FeatureReader;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;

/** Reads a staged plug-in from disk again: what was verified once must still be that. */
public final class StagedCheck {
  private StagedCheck() {}

  /**
   * At each start, for each plug-in of the generation.
   *
   * @param folder where it was staged
   * @param featureSha256 digest of its feature, as the generation says
   */
  public static PluginFeature check(Path folder, String featureSha256)
      throws IOException, RefusedException {
    PluginFeature feature = feature(folder, featureSha256);
    for (PluginFile file : feature.files()) {
      Path path = folder.resolve(file.path());
      require(Bytes.digest(path, file.size()).equals(file.sha256()), path);
    }
    return feature;
  }

  /** Its feature alone. */
  public static PluginFeature feature(Path folder, String featureSha256)
      throws IOException, RefusedException {
    byte[] bytes = Bytes.read(folder.resolve(PluginCheck.FEATURE), Limits.FEATURE);
    require(Bytes.digest(bytes).equals(featureSha256), folder.resolve(PluginCheck.FEATURE));
    return FeatureReader.read(bytes, folder.toString());
  }

  private static void require(boolean same, Path file) throws RefusedException {
    if (!same) {
      throw new RefusedException(
          Reason.DIGEST,
          "it is not the file that was installed: its SHA-256 differs",
          file.toString(),
          "Go back to the generation before, or install the plug-in again");
    }
  }
}
