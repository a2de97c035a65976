package org.busbar.marketplace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.plugin.check.Contents;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;

/** Checks every plug-in of a folder in a JVM of its own, and prints why each is refused. */
final class SmallHeap {
  private SmallHeap() {}

  public static void main(String[] args) throws IOException, RefusedException {
    Publisher publisher =
        Publisher.read(Fields.parse(Files.readAllBytes(Path.of(args[1])), "publisher"));
    List<Path> plugins;
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      plugins = files.sorted().toList();
    }
    for (Path plugin : plugins) {
      try (Contents contents = Contents.of(plugin)) {
        new PluginCheck(
                new Policy(true, Set.of()), Catalogue.none(), List.of(publisher), Path.of(args[2]))
            .check(contents);
        System.out.println(plugin.getFileName() + " good");
      } catch (RefusedException e) {
        System.out.println(plugin.getFileName() + " " + e.refusal().reason().word());
      }
    }
  }
}
