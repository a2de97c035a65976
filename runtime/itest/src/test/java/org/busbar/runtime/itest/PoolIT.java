package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.plan.Assembling;
import org.busbar.plugin.plan.Part;
import org.busbar.plugin.plan.PlatformParts;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** The resolver of the running gateway agrees with that of the build. */
class PoolIT {
  private static final Path FEATURES = Path.of("../../features").toAbsolutePath().normalize();
  private static final Pattern REQUIRED = Pattern.compile("bnd\\.identity;id='([\\w.-]+)'");

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"edge", "demo", "cloud"})
  void thePoolOfTheBuildGivesTheLockOfTheBuild(String assembly) throws Exception {
    List<Part> pool = new ArrayList<>(List.of(framework()));
    Map<Part, String> digests = new HashMap<>();
    for (Path jar : jars()) {
      if (PlatformParts.headers(jar).containsKey("Bundle-SymbolicName")
          && !jar.toString().contains("org.apache.felix.framework")) {
        Part part = PlatformParts.of(jar, "");
        pool.add(part);
        digests.put(part, Bytes.digest(jar, 1 << 28));
      }
    }
    Set<String> chosen = new TreeSet<>();
    for (Part part :
        new Assembling(new ResolverImpl(new Logger(0), 1)).resolve(pool, required(assembly))) {
      if (digests.containsKey(part)) {
        chosen.add(part.name() + " " + digests.get(part));
      }
    }
    Set<String> locked = new TreeSet<>();
    Map<String, String> names = new HashMap<>();
    digests.forEach((part, digest) -> names.put(digest, part.name()));
    for (Fields bundle :
        Fields.parse(
                Files.readAllBytes(FEATURES.resolve("target/" + assembly + ".feature.json")),
                assembly)
            .list("bundles")) {
      locked.add(names.get(bundle.text("sha256")) + " " + bundle.text("sha256"));
    }
    assertFalse(locked.isEmpty());
    Set<String> more = new TreeSet<>(chosen);
    more.removeAll(locked);
    locked.removeAll(chosen);
    assertEquals(Set.of(), more, "chosen here and not in the lock");
    assertEquals(Set.of(), locked, "in the lock and not chosen here");
  }

  private static List<Path> jars() throws IOException {
    Path pool = FEATURES.resolve("target/pool");
    assertTrue(Files.isDirectory(pool), "build features first: mvn -pl features -am package");
    try (Stream<Path> files = Files.walk(pool)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /** What the bndrun files and the settings they share require. */
  private static List<String> required(String assembly) throws IOException {
    Path bnd = FEATURES.resolveSibling("bnd");
    String text =
        Files.readString(FEATURES.resolve(assembly + ".bndrun"))
            + Files.readString(bnd.resolve("stack.bnd"))
            + (assembly.equals("cloud") ? "" : Files.readString(bnd.resolve("edge.bnd")));
    List<String> required = new ArrayList<>();
    Matcher matcher = REQUIRED.matcher(text);
    while (matcher.find()) {
      required.add(matcher.group(1));
    }
    return required;
  }

  private Part framework() throws Exception {
    Framework framework =
        new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.toString()));
    framework.init();
    try {
      return PlatformParts.framework(framework);
    } finally {
      framework.stop();
      framework.waitForStop(10_000);
    }
  }
}
