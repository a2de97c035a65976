package org.busbar.runtime.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads a bundle's bytes and refuses one that reaches for the way to a device without being of the
 * field side. It looks at the manifest and at every class, nested jars included. It is containment,
 * not a sandbox: reflection on assembled names is left to the publish check and to review.
 */
final class ImportCheck {

  /** What only the field side may import. */
  private static final List<String> RESERVED =
      List.of("org.busbar.api.transport", "org.busbar.api.device.write");

  /** First bytes of a class file and of a jar. */
  private static final int CLASS = 0xCAFEBABE;

  private static final int JAR = 0x504B0304;

  private static final byte[] MARK = "busbar".getBytes(StandardCharsets.US_ASCII);
  private static final int MARK_OFFSET = "org.".length();

  /** Where a byte occurs last in the mark, -1 where it does not. */
  private static final int[] LAST_OF_MARK = lastOfMark();

  /** The field side. Names of the platform count only for bundles of the lock. */
  private static final Pattern PLATFORM =
      Pattern.compile("org\\.busbar\\.(api|safety|profile|sim|testkit|runtime\\.supervisor)");

  private static final Pattern PLUG_IN =
      Pattern.compile("org\\.busbar\\.(transport|drivers)(\\..+)?");

  /** Who says that a bundle may start. */
  enum Origin {
    /** The lock of the assembly names it with its digest. */
    LOCK,
    /** The generation of plug-ins does, and that it is a driver or transport. */
    FIELD_SIDE,
    /** The generation of plug-ins does, and that it is neither. */
    PLUG_IN,
    /** Nobody: it lies in a folder, in a development assembly. */
    FOLDER
  }

  private ImportCheck() {}

  private static int[] lastOfMark() {
    int[] last = new int[256];
    Arrays.fill(last, -1);
    for (int i = 0; i < MARK.length; i++) {
      last[MARK[i]] = i;
    }
    return last;
  }

  /**
   * Why a bundle must not start.
   *
   * @param origin who says that it may start
   * @return one sentence, empty where there is nothing against it
   */
  static Optional<String> refusal(Path file, Origin origin) throws IOException {
    boolean locked = origin == Origin.LOCK;
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Manifest manifest = jar.getManifest();
      String name = manifest == null ? "" : symbolicName(manifest.getMainAttributes());
      if (name.isEmpty()) {
        return Optional.of(file.getFileName() + " is no bundle: its manifest has no symbolic name");
      }
      if (!locked && PLATFORM.matcher(name).matches()) {
        return Optional.of(name + " bears a name of the platform but is not in the lock");
      }
      if (!locked && manifest.getMainAttributes().getValue("Fragment-Host") != null) {
        return Optional.of(name + " is a fragment, and a plug-in must not grow into its host");
      }
      boolean named = PLATFORM.matcher(name).matches() || PLUG_IN.matcher(name).matches();
      if (origin == Origin.FIELD_SIDE || named && origin != Origin.PLUG_IN) {
        return Optional.empty();
      }
      Optional<String> header = inManifest(manifest.getMainAttributes(), locked);
      return (header.isPresent() ? header : inEntries(jar, locked))
          .map(found -> name + " " + found + ", which is reserved for the field side");
    }
  }

  static String symbolicName(Attributes headers) {
    return names(headers, "Bundle-SymbolicName").findFirst().orElse("");
  }

  private static Optional<String> inManifest(Attributes headers, boolean locked) {
    Optional<String> imported =
        Stream.concat(
                names(headers, "Import-Package"),
                names(headers, "DynamicImport-Package").filter(name -> !locked || !isWild(name)))
            .filter(ImportCheck::reaches)
            .findFirst()
            .map("imports "::concat);
    Optional<String> required =
        Stream.concat(names(headers, "Require-Bundle"), names(headers, "Fragment-Host"))
            .filter(host -> PLATFORM.matcher(host).matches() || PLUG_IN.matcher(host).matches())
            .findFirst()
            .map("requires or attaches to "::concat);
    return imported.or(() -> required);
  }

  private static boolean isWild(String name) {
    return name.endsWith("*");
  }

  private static boolean reaches(String pattern) {
    return RESERVED.stream()
        .anyMatch(
            reserved ->
                isWild(pattern)
                    ? reserved.startsWith(pattern.substring(0, pattern.length() - 1))
                    : reserved.equals(pattern) || pattern.startsWith(reserved + "."));
  }

  /** Names in a header, without their attributes and directives. */
  private static Stream<String> names(Attributes headers, String header) {
    String value = headers.getValue(header);
    return value == null
        ? Stream.empty()
        : Stream.of(value.replaceAll("\"[^\"]*\"", "").split("[,;]"))
            .map(String::strip)
            .filter(part -> !part.isEmpty() && part.indexOf('=') < 0);
  }

  private static Optional<String> inEntries(JarFile jar, boolean locked) throws IOException {
    Enumeration<? extends ZipEntry> entries = jar.entries();
    Content content = new Content();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      try (InputStream in = jar.getInputStream(entry)) {
        Optional<String> found = inEntry(entry.getName(), in, content, locked);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What an entry is, its first bytes tell; a class path may name any file. Of what is neither
   * class nor jar no more is read: native libraries are the greatest part of all bytes.
   */
  private static Optional<String> inEntry(
      String name, InputStream in, Content content, boolean locked) throws IOException {
    switch (content.begin(in)) {
      case CLASS -> {
        content.readAll(in);
        return inClass(content).map(found -> "uses " + found + " in class " + className(name));
      }
      case JAR -> {
        return inJar(new SequenceInputStream(content.begun(), in), locked);
      }
      default -> {
        // Manifests for later Java versions replace the imports of the first one.
        if (!name.endsWith("OSGI-INF/MANIFEST.MF")) {
          return Optional.empty();
        }
        Manifest manifest = new Manifest(new SequenceInputStream(content.begun(), in));
        return inManifest(manifest.getMainAttributes(), locked);
      }
    }
  }

  private static Optional<String> inJar(InputStream in, boolean locked) throws IOException {
    ZipInputStream nested = new ZipInputStream(in);
    Content content = new Content();
    for (ZipEntry entry = nested.getNextEntry(); entry != null; entry = nested.getNextEntry()) {
      Optional<String> found = inEntry(entry.getName(), nested, content, locked);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The bytes of an entry, in a buffer that serves one entry after the other. */
  private static final class Content {
    private byte[] bytes = new byte[1 << 15];
    private int length;

    /** Reads the first four bytes; 0 where there are fewer. */
    int begin(InputStream in) throws IOException {
      length = in.readNBytes(bytes, 0, Integer.BYTES);
      return length < Integer.BYTES ? 0 : ByteBuffer.wrap(bytes).getInt();
    }

    InputStream begun() {
      return new ByteArrayInputStream(Arrays.copyOf(bytes, length));
    }

    void readAll(InputStream in) throws IOException {
      int read = in.readNBytes(bytes, length, bytes.length - length);
      while (read > 0) {
        length += read;
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, 2 * length);
        }
        read = in.readNBytes(bytes, length, bytes.length - length);
      }
    }
  }

  private static String className(String entry) {
    return entry.replaceFirst("\\.class$", "").replace('/', '.');
  }

  /**
   * The reserved package a class names, be it in a type or in a string. Constants are ASCII here,
   * so they stand in the bytes as they are. Strides over the bytes by the rarest part of the names:
   * with millions of them at every start that is half a second.
   */
  private static Optional<String> inClass(Content content) {
    byte[] bytes = content.bytes;
    int at = MARK.length - 1;
    while (at < content.length) {
      int stride = MARK.length - 1 - LAST_OF_MARK[bytes[at] & 0xff];
      int start = at - MARK.length + 1 - MARK_OFFSET;
      if (stride == 0 && start >= 0) {
        for (String reserved : RESERVED) {
          if (stands(reserved, content, start)) {
            return Optional.of(reserved);
          }
        }
      }
      at += Math.max(1, stride);
    }
    return Optional.empty();
  }

  private static boolean stands(String reserved, Content content, int start) {
    byte[] bytes = content.bytes;
    int end = start + reserved.length();
    if (end >= content.length || !isSeparator(bytes[end])) {
      return false;
    }
    for (int i = 0; i < reserved.length(); i++) {
      char wanted = reserved.charAt(i);
      byte is = bytes[start + i];
      if (is != wanted && !(wanted == '.' && is == '/')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSeparator(byte is) {
    return is == '/' || is == '.';
  }
}
