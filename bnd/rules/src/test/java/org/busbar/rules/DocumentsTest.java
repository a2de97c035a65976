package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.View;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents tell to type exists, and what they show compiles and works. */
class DocumentsTest {
  private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern YAML =
      Pattern.compile("(?ms)^( *)```yaml\\n(.*?)^ *```", Pattern.MULTILINE);

  @TempDir Path folder = Path.of("");

  private static SortedMap<String, Set<String>> help() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", CHECKOUT.resolve("busbar").toString(), "help")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return Commands.known(text);
  }

  /** Everything people read; the requirements speak of what is still to come. */
  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    pages.add(CHECKOUT.resolve("README.md"));
    pages.add(CHECKOUT.resolve("CONTRIBUTING.md"));
    for (String name : List.of("docs", "bundles", "drivers", "features", "runtime", "bnd")) {
      try (Stream<Path> files = Files.walk(CHECKOUT.resolve(name))) {
        files
            .filter(path -> path.toString().endsWith(".md"))
            .filter(path -> !path.toString().contains("/target/"))
            .filter(path -> !path.endsWith("reference/requirements.md"))
            .sorted()
            .forEach(pages::add);
      }
    }
    return pages;
  }

  @Test
  void everyCommandOfTheDocumentsExistsWithItsOptions() throws Exception {
    SortedMap<String, Set<String>> known = help();
    assertTrue(known.keySet().containsAll(List.of("demo", "run", "test", "trace")), "no help");
    List<String> unknown = new ArrayList<>();
    for (Path page : pages()) {
      String name = CHECKOUT.relativize(page).toString();
      unknown.addAll(Commands.unknown(name, Files.readString(page), known));
    }
    assertTrue(unknown.isEmpty(), () -> String.join("\n", unknown));
  }

  @Test
  void everyCommandOfTheHelpIsCarriedOut() throws Exception {
    String cases = "";
    for (String name : List.of("busbar", "runtime/distribution/src/bin/busbar")) {
      cases += Files.readString(CHECKOUT.resolve(name));
    }
    for (String command : help().keySet()) {
      assertTrue(
          Pattern.compile(
                  "(?m)^ {2,4}([a-z| -]+ )?%1$s( [a-z| -]+)?\\)|^(  echo ')?%1$s( [a-z]+)?\\|org\\."
                      .formatted(command))
              .matcher(cases)
              .find(),
          command + " is told by the help and not known");
    }
  }

  @Test
  void aCommandOrOptionThatDoesNotExistIsFound() {
    SortedMap<String, Set<String>> known =
        Commands.known(
            "Usage: x\n\n  demo   [--port N]\n         [--speed N]\n  build   all\n\nEnd --other\n");
    assertEquals(Set.of("--port", "--speed"), known.get("demo"));
    assertEquals(
        List.of("a.md:1: ./busbar fly is no command", "a.md:2: ./busbar demo knows no --fast"),
        Commands.unknown(
            "a.md",
            "`./busbar fly` now\n    ./busbar demo --fast --port 1 # --any\n`./busbar build`",
            known));
  }

  @Test
  void everyYamlExampleIsWellFormed() throws IOException, ConfigException {
    int count = 0;
    for (Path page : pages()) {
      Matcher example = YAML.matcher(Files.readString(page));
      while (example.find()) {
        Path file = folder.resolve("example" + count++ + ".yaml");
        Files.writeString(file, example.group(2).replaceAll("(?m)^" + example.group(1), ""));
        Document.read(file);
      }
    }
    assertTrue(count > 5, "the examples were not found");
  }

  @Test
  void theFirstControlModeCompilesAndAsksForWhatItSays() throws Exception {
    String page = Files.readString(CHECKOUT.resolve("docs/how-to/first-control-mode.md"));
    String source = page.split("```java\n")[1].split("```")[0];
    Path file = folder.resolve("SunnyCharge.java");
    Files.writeString(file, source);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-Xlint:all,-classfile",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                file.toString());
    assertEquals(0, result, "the example does not compile");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Object mode =
          loader
              .loadClass("org.busbar.control.sunnycharge.SunnyCharge")
              .getConstructor()
              .newInstance();
      ControlMode<?, ?> example = (ControlMode<?, ?>) mode;
      assertEquals("sunny-charge", example.id());
      List<Ask> asks = asks(example, 3000);
      assertEquals(1, asks.size());
      assertEquals(-1000, asks.getFirst().target());
      assertEquals(new NodeId("bat1"), asks.getFirst().node());
      assertTrue(asks(example, 1999).isEmpty(), "not sunny");
      assertTrue(asks(example, Double.NaN).isEmpty(), "unknown is not sunny");
      assertFalse(page.split("```yaml\n")[1].split("type: sunny-charge").length < 2);
    }
  }

  private static <C extends Record, S extends Record> List<Ask> asks(
      ControlMode<C, S> mode, double pvW) {
    C config = mode.defaults();
    return mode.step(config, view(pvW), mode.initial(config)).asks();
  }

  private static View view(double pvW) {
    return (View)
        Proxy.newProxyInstance(
            View.class.getClassLoader(),
            new Class<?>[] {View.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "value" -> pvW;
                  case "node" -> new NodeId("bat1");
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
