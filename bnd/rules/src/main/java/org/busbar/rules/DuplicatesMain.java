package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code ./busbar duplicates}: pairs of places in the Java sources that say the same. */
public final class DuplicatesMain {
  private DuplicatesMain() {}

  /** Argument: checkout. */
  public static void main(String[] args) throws IOException {
    Path checkout = Path.of(args[0]);
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("bnd", "bundles", "drivers", "features", "runtime")) {
      try (Stream<Path> all = Files.walk(checkout.resolve(folder))) {
        all.filter(path -> path.toString().endsWith(".java"))
            .filter(path -> !path.toString().contains("/target/"))
            .sorted()
            .forEach(files::add);
      }
    }
    List<Duplicates.Pair> pairs = Duplicates.of(checkout, files);
    pairs.forEach(System.out::println);
    System.out.printf(
        "%d pairs of at least %d lines in %d files%n",
        pairs.size(), Duplicates.LEAST, files.size());
  }
}
