package org.busbar.runtime.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Builds real bundles and locks for the tests. */
final class Jars {

  private final Manifest manifest = new Manifest();
  private final Map<String, byte[]> entries = new TreeMap<>();

  private Jars() {}

  static Jars bundle(String symbolicName) {
    return new Jars()
        .header("Manifest-Version", "1.0")
        .header("Bundle-ManifestVersion", "2")
        .header("Bundle-Version", "1.0.0")
        .header("Bundle-SymbolicName", symbolicName);
  }

  Jars header(String name, String value) {
    manifest.getMainAttributes().put(new Attributes.Name(name), value);
    return this;
  }

  /** A class with one field of the given type. */
  Jars classWithField(String name, String type) {
    return entry(name.replace('.', '/') + ".class", classBytes(name, type));
  }

  /** A class of the test class path. */
  Jars with(Class<?> type) throws IOException {
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream in = Jars.class.getClassLoader().getResourceAsStream(file)) {
      return entry(file, in.readAllBytes());
    }
  }

  Jars entry(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return file;
  }

  static byte[] classBytes(String name, String fieldType) {
    return ClassFile.of()
        .build(
            ClassDesc.of(name),
            builder -> builder.withField("held", ClassDesc.of(fieldType), ClassFile.ACC_PRIVATE));
  }

  static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
