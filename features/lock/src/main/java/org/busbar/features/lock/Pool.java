package org.busbar.features.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The jars an assembly may be made of, in a folder laid out as a Maven repository. */
record Pool(Map<String, List<Path>> jarsByName, Path root) {

  static Pool read(Path root) throws IOException {
    Map<String, List<Path>> jars = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    for (Path file : files) {
      String name = symbolicName(file);
      if (!name.isEmpty()) {
        jars.merge(name, List.of(file), Pool::joined);
      }
    }
    return new Pool(jars, root);
  }

  /** The jar with this symbolic name and, qualifier aside, this version. */
  Path jar(String name, String version) throws IOException {
    for (Path file : jarsByName.getOrDefault(name, List.of())) {
      if (numbers(header(file, "Bundle-Version")).equals(numbers(version))) {
        return file;
      }
    }
    throw new IOException("No jar in the pool is " + name + " " + version);
  }

  /** Maven coordinates of a jar of the pool, {@code group:artifact[:jar:classifier]:version}. */
  String coordinates(Path jar) {
    Path inside = root.relativize(jar);
    String version = inside.getName(inside.getNameCount() - 2).toString();
    String artifact = inside.getName(inside.getNameCount() - 3).toString();
    String group =
        inside
            .subpath(0, inside.getNameCount() - 3)
            .toString()
            .replace('/', '.')
            .replace('\\', '.');
    String rest = jar.getFileName().toString().substring((artifact + "-" + version).length());
    String classifier = rest.startsWith("-") ? ":jar:" + rest.substring(1, rest.length() - 4) : "";
    return group + ":" + artifact + classifier + ":" + version;
  }

  private static String numbers(String version) {
    String[] parts = (version + ".0.0").split("\\.");
    return parts[0] + "." + parts[1] + "." + parts[2];
  }

  private static String symbolicName(Path jar) throws IOException {
    String value = header(jar, "Bundle-SymbolicName");
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).strip();
  }

  private static String header(Path jar, String name) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Attributes main =
          file.getManifest() == null ? new Attributes() : file.getManifest().getMainAttributes();
      String value = main.getValue(name);
      return value == null ? "" : value;
    }
  }

  private static List<Path> joined(List<Path> first, List<Path> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
