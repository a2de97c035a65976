package org.busbar.plugin.check;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;

/**
 * Reads a bundle as the framework will, entry by entry, holding at most one class; nothing is
 * loaded. Jars inside are copied to a scratch folder and read too, one deep.
 */
final class BundleScan {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final Pattern LIBRARY =
      Pattern.compile(".*\\.(so|so\\.[0-9.]+|dll|dylib|jnilib|sys|exe)");

  /** What replaces imports of the manifest from a version of Java on. */
  private static final Pattern LATER =
      Pattern.compile("META-INF/versions/[0-9]+/OSGI-INF/MANIFEST\\.MF");

  private static final int CLASS = 0xCAFEBABE;
  private static final int JAR = 0x504B0304;
  private static final int ELF = 0x7F454C46;
  private static final int BUFFER = 1 << 16;

  private final Path scratch;
  private final String where;
  private final Set<String> nativeCode = new TreeSet<>();
  private final Set<String> reserved = new TreeSet<>();
  private final Map<String, Set<Call>> calls = new TreeMap<>();
  private final Set<String> callersOfMain = new TreeSet<>();
  private final byte[] buffer = new byte[BUFFER];
  private Map<String, String> headers = Map.of();
  private boolean exitsInMain;
  private long unpacked;
  private int entries;

  private BundleScan(Path scratch, String where) {
    this.scratch = scratch;
    this.where = where;
  }

  /** Reads a whole bundle. What it writes to the scratch folder is gone when it returns. */
  static BundleFacts read(Path jar, Path scratch, String where)
      throws IOException, RefusedException {
    BundleScan scan = new BundleScan(scratch, where);
    scan.jar(jar, 0);
    String name = scan.headers.getOrDefault("Bundle-SymbolicName", "").split(";", -1)[0].strip();
    if (name.isEmpty()) {
      throw scan.refused(Reason.FORMAT, "this is no bundle: its manifest has no symbolic name");
    }
    if (scan.headers.containsKey("Bundle-NativeCode")) {
      scan.nativeCode.add("Bundle-NativeCode");
    }
    for (String caller : scan.exitsInMain ? scan.callersOfMain : Set.<String>of()) {
      scan.calls.computeIfAbsent(caller, _ -> EnumSet.noneOf(Call.class)).add(Call.EXIT);
    }
    return new BundleFacts(
        Collections.unmodifiableMap(scan.headers),
        name,
        Collections.unmodifiableSet(scan.nativeCode),
        Collections.unmodifiableSet(scan.reserved),
        Collections.unmodifiableMap(scan.calls));
  }

  private void jar(Path file, int depth) throws IOException, RefusedException {
    ZipShape.require(file, Limits.FILE, where);
    Set<String> seen = new HashSet<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
        if (++entries > Limits.ENTRIES) {
          throw refused(Reason.ZIP_BOMB, "there are more than " + Limits.ENTRIES + " entries");
        }
        requireInside(entry.getName());
        if (!seen.add(entry.getName())) {
          throw refused(Reason.FORMAT, Names.shown(entry.getName()) + " is in it twice");
        }
        if (!entry.isDirectory()) {
          boolean hidden;
          try (InputStream in = zip.getInputStream(entry)) {
            hidden = entry(entry.getName(), in, depth);
          }
          if (hidden) {
            try (InputStream in = zip.getInputStream(entry)) {
              nested(new byte[0], in, depth, entry.getName());
            }
          }
        }
      }
    } catch (ZipException | EOFException e) {
      throw refused(
          Reason.FORMAT, "this is no readable jar: " + Names.shown(String.valueOf(e.getMessage())));
    }
  }

  private void requireInside(String name) throws RefusedException {
    boolean upwards =
        name.startsWith("/")
            || name.contains("\\")
            || name.contains(":")
            || ("/" + name + "/").contains("/../")
            || name.chars().anyMatch(Character::isISOControl);
    if (upwards) {
      throw refused(
          Reason.PATH_TRAVERSAL, "the entry \"" + Names.shown(name) + "\" leads out of its folder");
    }
  }

  /** Reads an entry; true where it turned out at its end to be an archive. */
  private boolean entry(String name, InputStream in, int depth)
      throws IOException, RefusedException {
    byte[] head = in.readNBytes(Integer.BYTES);
    count(head.length);
    int magic = head.length < Integer.BYTES ? 0 : ByteBuffer.wrap(head).getInt();
    boolean windows = head.length >= 2 && head[0] == 'M' && head[1] == 'Z';
    if (depth == 0 && (name.equals(MANIFEST) || LATER.matcher(name).matches())) {
      manifest(rest(head, in, Limits.MANIFEST, Reason.GIANT_MANIFEST, "the manifest"), name);
    } else if (magic == CLASS) {
      classFile(rest(head, in, Limits.CLASS_FILE, Reason.TOO_LARGE, name), name);
    } else if (magic == JAR) {
      nested(head, in, depth, name);
    } else {
      if (magic == ELF || windows || LIBRARY.matcher(name).matches()) {
        nativeCode.add(name);
      }
      return skip(in, name);
    }
    return false;
  }

  private void nested(byte[] head, InputStream in, int depth, String name)
      throws IOException, RefusedException {
    if (depth > 0) {
      throw refused(Reason.ZIP_BOMB, name + " is an archive in an archive in an archive");
    }
    Path inner = Files.createTempFile(scratch, "inner", ".jar");
    try {
      try (OutputStream out = Files.newOutputStream(inner)) {
        out.write(head);
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          count(read);
          out.write(buffer, 0, read);
        }
      }
      jar(inner, depth + 1);
    } finally {
      Files.delete(inner);
    }
  }

  private void classFile(byte[] bytes, String name) throws RefusedException {
    try {
      ClassScan scan = new ClassScan(bytes);
      reserved.addAll(scan.reserved());
      nativeCode.addAll(scan.nativeCalls());
      if (!scan.calls().isEmpty()) {
        calls.put(scan.name(), scan.calls());
      }
      exitsInMain |= scan.exitsInMain();
      if (scan.callsMain()) {
        callersOfMain.add(scan.name());
      }
    } catch (IllegalArgumentException e) {
      throw refused(Reason.FORMAT, Names.shown(name) + " is no readable class");
    }
  }

  private void manifest(byte[] bytes, String name) throws RefusedException {
    Map<String, String> read;
    try {
      read = BundleHeaders.read(bytes);
    } catch (IOException | IllegalArgumentException e) {
      throw refused(
          Reason.FORMAT,
          "its manifest cannot be read: " + Names.shown(String.valueOf(e.getMessage())));
    }
    if (name.equals(MANIFEST)) {
      headers = read;
    } else {
      BundleRules.imported(read).ifPresent(reserved::add);
    }
  }

  private byte[] rest(byte[] head, InputStream in, int limit, Reason reason, String what)
      throws IOException, RefusedException {
    byte[] rest = in.readNBytes(limit + 1 - head.length);
    if (head.length + rest.length > limit) {
      throw refused(reason, what + " is larger than " + limit + " bytes");
    }
    count(rest.length);
    byte[] all = new byte[head.length + rest.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(rest, 0, all, head.length, rest.length);
    return all;
  }

  /** Whoever opens an archive looks for its end, so it may begin with anything. */
  private boolean skip(InputStream in, String name) throws IOException, RefusedException {
    long length = 0;
    ZipShape.End end = new ZipShape.End();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      length += read;
      count(read);
      end.follow(buffer, read);
      if (length > Limits.FILE * 2) {
        throw refused(Reason.ZIP_BOMB, Names.shown(name) + " grows beyond measure");
      }
    }
    return end.isThere(length);
  }

  private void count(long more) throws RefusedException {
    unpacked += more;
    if (unpacked > Limits.UNPACKED) {
      throw refused(
          Reason.ZIP_BOMB, "it is larger than " + Limits.UNPACKED + " bytes when unpacked");
    }
  }

  private RefusedException refused(Reason reason, String what) {
    return new RefusedException(reason, what, where, "Do not install it; tell the publisher");
  }
}
