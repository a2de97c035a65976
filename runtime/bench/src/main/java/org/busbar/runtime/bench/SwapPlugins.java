package org.busbar.runtime.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Small plug-ins made on the fly, any number of versions of each. */
final class SwapPlugins {
  /** What can be swapped. */
  enum Kind {
    PROFILE(""),
    DRIVER("BenchDriver"),
    MODE("BenchMode"),
    STORE("BenchStore"),
    PAGE("BenchPage");

    private final String source;

    Kind(String source) {
      this.source = source;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final String IMPORTS =
      "org.osgi.framework,org.busbar.api.control,org.busbar.api.vocabulary,org.busbar.api.device,"
          + "org.busbar.api.device.write,org.busbar.api.transport,org.busbar.api.time,"
          + "org.busbar.api.page,org.busbar.api.history,org.busbar.api.site";

  private final Path folder;
  private final String battery;

  /** With the reference battery's profile as text. */
  SwapPlugins(Path folder, String battery) {
    this.folder = folder;
    this.battery = battery;
  }

  /** The battery's profile under another id, read as often as is said. */
  String profile(String id, int version, String poll) {
    return battery
        .replace("id: busbar.battery-inverter", "id: " + id)
        .replaceFirst("(?m)^version: .*$", "version: " + version)
        .replaceFirst("(?m)^poll: .*$", "poll: " + poll);
  }

  /** The bundle of a version. */
  Path jar(Kind kind, int version) throws IOException {
    Path jar = folder.resolve("bench-" + kind.word() + "-" + version + ".jar");
    Path content = folder.resolve(kind.word() + version);
    if (kind == Kind.PROFILE) {
      write(
          content.resolve("profiles/bench/battery.yaml"), profile("bench.battery", version, FAST));
      // A neighbour that is read in the same way and never swapped, and the many that are not.
      if (version == 0) {
        write(content.resolve("profiles/bench/still.yaml"), profile("bench.still", 1, FAST));
        write(content.resolve("profiles/bench/slow.yaml"), profile("bench.slow", 1, "{fast: 1 s}"));
        Files.delete(content.resolve("profiles/bench/battery.yaml"));
      }
    } else {
      compile(kind, content);
    }
    if (kind == Kind.PAGE) {
      write(content.resolve("page/main.js"), "export default {};// " + version);
    }
    pack(kind, version, content, jar);
    return jar;
  }

  private static final String FAST = "{fast: 100 ms, normal: 200 ms}";

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void compile(Kind kind, Path content) throws IOException {
    Files.createDirectories(content);
    Path source = folder.resolve(kind.word() + "-source/Activator.java");
    try (InputStream in = SwapPlugins.class.getResourceAsStream(kind.source + ".txt")) {
      if (in == null) {
        throw new IOException(kind.source + " is missing from the bench");
      }
      write(source, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<String> arguments =
        List.of(
            "-proc:none",
            "-nowarn",
            "-d",
            content.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            source.toString());
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (failed != 0) {
      throw new IOException("the plug-in " + kind + " of the bench does not compile");
    }
  }

  private static void pack(Kind kind, int version, Path content, Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", "bench." + kind.word() + (version == 0 ? ".base" : ""));
    headers.putValue("Bundle-Version", "1.0." + version);
    if (kind == Kind.PROFILE) {
      headers.putValue("Busbar-Profiles", "profiles");
    } else {
      headers.putValue("Import-Package", IMPORTS);
      headers.putValue("Bundle-Activator", "bench." + kind.word() + ".Activator");
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream pack = new JarOutputStream(out, manifest);
        Stream<Path> all = Files.walk(content)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        pack.putNextEntry(new JarEntry(content.relativize(file).toString()));
        Files.copy(file, pack);
      }
    }
  }
}
