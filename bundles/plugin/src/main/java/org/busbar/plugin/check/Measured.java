package org.busbar.plugin.check;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipException;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;

/** Reads no more of a file than was said that there is. */
final class Measured {
  private static final int BUFFER = 1 << 16;

  private Measured() {}

  static String digest(Contents contents, PluginFile file) throws IOException, RefusedException {
    MessageDigest sha = Bytes.sha256();
    try (InputStream in = contents.open(file.path())) {
      byte[] buffer = new byte[BUFFER];
      long all = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        all += read;
        if (all > file.size()) {
          throw new RefusedException(
              Reason.ZIP_BOMB,
              file.path() + " is longer than the " + file.size() + " bytes its feature says",
              contents.where(),
              "Do not install it; tell the publisher");
        }
        sha.update(buffer, 0, read);
      }
    } catch (ZipException | EOFException e) {
      throw Contents.damaged(e, contents.where());
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}
