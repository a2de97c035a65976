package org.busbar.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * One module of the house.
 *
 * @param name its symbolic name ({@code org.busbar.core})
 * @param classes its compiled main classes
 * @param sources its main sources by path
 * @param manifest its manifest; empty where it is no bundle
 */
record Room(String name, List<ClassModel> classes, List<Path> sources, Manifest manifest) {
  /** Reads all modules below the folders of a checkout that has been built. */
  static List<Room> of(Path checkout) {
    List<Room> rooms = new ArrayList<>();
    for (String folder : List.of("bundles", "drivers", "marketplace", "runtime", "web-console")) {
      try (Stream<Path> poms = Files.walk(checkout.resolve(folder), 4)) {
        poms.filter(path -> path.endsWith("pom.xml"))
            .filter(path -> !path.toString().contains("node_modules"))
            .map(Path::getParent)
            .sorted()
            .forEach(module -> rooms.add(read(checkout, module)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return rooms;
  }

  /** Reads one module. */
  static Room read(Path checkout, Path module) {
    return read(
        nameOf(checkout.relativize(module)),
        module.resolve("target/classes"),
        module.resolve("src/main/java"));
  }

  /** Reads a module from its folders. */
  static Room read(String name, Path classes, Path sources) {
    List<ClassModel> models = new ArrayList<>();
    for (Path file : files(classes, ".class")) {
      // What JMH generates for the benches is nobody's prose.
      if (!file.endsWith("module-info.class")
          && !file.endsWith("package-info.class")
          && !file.toString().contains("jmh_generated")) {
        models.add(parse(file));
      }
    }
    return new Room(name, models, files(sources, ".java"), manifest(classes));
  }

  /** {@code bundles/control/peakshaving} is {@code org.busbar.control.peakshaving}. */
  static String nameOf(Path module) {
    String path = module.toString().replace('\\', '/');
    String inside = path.startsWith("bundles/") ? path.substring("bundles/".length()) : path;
    return "org.busbar." + inside.replace("-", "").replace('/', '.');
  }

  /** Package of a class given by its internal name. */
  static String packageOf(String internalName) {
    int slash = internalName.lastIndexOf('/');
    return slash < 0 ? "" : internalName.substring(0, slash).replace('/', '.');
  }

  private static List<Path> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Manifest manifest(Path classes) {
    Path file = classes.resolve("META-INF/MANIFEST.MF");
    if (!Files.exists(file)) {
      return new Manifest();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new Manifest(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
