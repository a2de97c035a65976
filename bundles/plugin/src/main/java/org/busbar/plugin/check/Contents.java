package org.busbar.plugin.check;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;

/** The files of a plug-in as they came: in a folder, or in one archive that is not unpacked. */
public sealed interface Contents extends AutoCloseable {
  /** Ending of an archive. */
  String ENDING = ".busbar";

  /** Where it is, for messages. */
  String where();

  /** Whether the file is there. */
  boolean has(String path);

  /** Opens a file that is there. What comes out may be longer than anybody said. */
  InputStream open(String path) throws IOException, RefusedException;

  /** The file on disk: its own, or a copy in a scratch folder that the caller deletes. */
  Path onDisk(String path, Path scratch) throws IOException, RefusedException;

  /** Paths of all files where they can be listed: nothing else may be in an archive. */
  List<String> paths();

  @Override
  void close() throws IOException;

  /** A folder or an archive, by what the path is. */
  static Contents of(Path path) throws IOException, RefusedException {
    return Files.isDirectory(path) ? new Folder(path) : Archive.open(path);
  }

  /** At most so many bytes of a file. */
  default byte[] read(String path, int limit) throws IOException, RefusedException {
    try (InputStream in = open(path)) {
      byte[] bytes = unharmed(in, limit + 1);
      if (bytes.length > limit) {
        throw new RefusedException(
            Reason.TOO_LARGE,
            path + " is larger than the " + limit + " bytes it may have",
            where(),
            "Do not install it; tell the publisher");
      }
      return bytes;
    }
  }

  private byte[] unharmed(InputStream in, int most) throws IOException, RefusedException {
    try {
      return in.readNBytes(most);
    } catch (ZipException | EOFException e) {
      throw damaged(e, where());
    }
  }

  /** Of an archive that cannot be read to its end. */
  static RefusedException damaged(IOException e, String where) {
    return new RefusedException(
        Reason.FORMAT,
        "the archive is damaged or cut short: " + Names.shown(String.valueOf(e.getMessage())),
        where,
        "Fetch or copy it again, whole");
  }

  /** A folder, as in a catalogue. */
  record Folder(Path folder) implements Contents {
    @Override
    public String where() {
      return folder.toString();
    }

    @Override
    public boolean has(String path) {
      return Files.isRegularFile(folder.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public InputStream open(String path) throws IOException, RefusedException {
      Path file = folder.resolve(path);
      Bytes.requireFile(file);
      for (Path up = file.getParent(); !up.equals(folder); up = up.getParent()) {
        if (Files.isSymbolicLink(up)) {
          throw new RefusedException(
              Reason.PATH_TRAVERSAL,
              folder.relativize(up) + " is a link that leads elsewhere",
              folder.toString(),
              "Copy the plug-in whole, with folders instead of links");
        }
      }
      return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Path onDisk(String path, Path scratch) {
      return folder.resolve(path);
    }

    @Override
    public List<String> paths() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  /** One archive, for an installation without a network. */
  record Archive(String where, ZipFile zip, List<String> paths) implements Contents {

    private static Archive open(Path file) throws IOException, RefusedException {
      ZipShape.require(file, Limits.PLUGIN + Limits.FEATURE, file.toString());
      ZipFile zip = zip(file);
      List<String> paths = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      try {
        for (ZipEntry entry : zip.stream().toList()) {
          paths.add(Names.path(entry.getName(), file.toString()));
          if (!seen.add(entry.getName().toLowerCase(Locale.ROOT))) {
            throw new RefusedException(
                Reason.FORMAT,
                entry.getName() + " is in the archive twice, large or small",
                file.toString(),
                "Do not install it; tell the publisher");
          }
        }
      } catch (RefusedException e) {
        zip.close();
        throw e;
      }
      return new Archive(file.toString(), zip, List.copyOf(paths));
    }

    private static ZipFile zip(Path file) throws IOException, RefusedException {
      try {
        return new ZipFile(file.toFile());
      } catch (ZipException e) {
        throw damaged(e, file.toString());
      }
    }

    @Override
    public boolean has(String path) {
      return zip.getEntry(path) != null;
    }

    @Override
    public InputStream open(String path) throws IOException {
      return zip.getInputStream(zip.getEntry(path));
    }

    @Override
    public Path onDisk(String path, Path scratch) throws IOException {
      Path copy = Files.createTempFile(scratch, "bundle", ".jar");
      try (InputStream in = open(path)) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      return copy;
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }

  /** SHA-256 of a file; it must be exactly as long as was said. */
  default String digest(PluginFile file) throws IOException, RefusedException {
    return Measured.digest(this, file);
  }
}
