package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A bundle compiled by a test, as a stranger would bring it. */
final class PluginJar {
  private final String name;
  private final Path sources;
  private final Path classes;
  private final List<String> files = new ArrayList<>();
  private String imports = "";
  private String version = "1.0.0";

  PluginJar(String name, Path folder) throws IOException {
    this.name = name;
    this.sources = Files.createDirectories(folder.resolve("java"));
    this.classes = Files.createDirectories(folder.resolve("classes"));
  }

  void source(String type, String text) throws IOException {
    Path file = sources.resolve(type.replace('.', '/') + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    files.add(file.toString());
  }

  /** A file that is no code. */
  void file(String path, String text) throws IOException {
    Path file = classes.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  void imports(String packages) {
    imports = packages;
  }

  void version(String of) {
    version = of;
  }

  /** Compiles against the bundles of the distribution and packs. */
  void write(Path jar, String activator) throws IOException {
    compile();
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", name);
    headers.putValue("Bundle-Version", version);
    headers.putValue("Import-Package", imports);
    if (!activator.isEmpty()) {
      headers.putValue("Bundle-Activator", activator);
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream pack = new JarOutputStream(out, manifest);
        Stream<Path> all = Files.walk(classes)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        pack.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, pack);
      }
    }
  }

  private void compile() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", Program.classPath()));
    arguments.addAll(files);
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)),
        "the plug-in of the test does not compile");
  }
}
