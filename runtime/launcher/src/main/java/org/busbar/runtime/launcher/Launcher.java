package org.busbar.runtime.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/**
 * Starts an assembly: reads its lock, checks every bundle's bytes, starts the framework, and stops
 * it in order on SIGTERM. Exit code 0 after an orderly stop, 1 otherwise.
 */
public final class Launcher {

  /** Devices get this long to be given their releases. */
  private static final long STOP_TIMEOUT_MS = 10_000;

  /**
   * Held, because a logger nobody holds forgets its level. Jersey warns of what OSGi makes normal.
   */
  private static final Logger JERSEY = Logger.getLogger("org.glassfish.jersey");

  private Launcher() {}

  public static void main(String[] args) throws BundleException, InterruptedException {
    try {
      run(Options.parse(List.of(args)));
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("Busbar does not start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(Options options)
      throws IOException, BundleException, InterruptedException {
    Lock lock =
        Lock.read(
            options.dist().resolve("features").resolve(options.assembly() + ".feature.json"),
            options.dist().resolve("bundles"));
    Files.createDirectories(options.home());
    Secrets.ensureToken(options.home());
    Selection selection = Selection.of(lock, options.home().resolve("plugins"));
    selection.refusals().forEach(refusal -> System.err.println("Refused: " + refusal));

    String code = options.headless() && !options.demo() ? "" : Secrets.random();
    configureLogging(options);
    Map<String, String> properties = properties(options, lock, selection, code);
    properties.put(Constants.FRAMEWORK_STORAGE, options.home().resolve("cache").toString());
    Assembly assembly = Assembly.start(selection, lock.configurations(), properties);
    stopOnSignal(assembly);
    List<String> failed = assembly.failed();
    if (!failed.isEmpty()) {
      System.err.println("Not running: " + String.join(", ", failed));
    }
    String url =
        "http://127.0.0.1:" + options.port() + "/" + (code.isEmpty() ? "" : "#code=" + code);
    System.out.println("Busbar " + lock.version() + " is up: " + url);
    if (!options.headless()) {
      Browser.open(url);
    }
    assembly.await();
  }

  private static Map<String, String> properties(
      Options options, Lock lock, Selection selection, String code) {
    Map<String, String> properties = new HashMap<>();
    lock.properties()
        .forEach(
            (key, value) ->
                properties.put(
                    key, value.replace("${busbar.port}", Integer.toString(options.port()))));
    properties.put("busbar.home", options.home().toString());
    properties.put("busbar.site", options.site().toString());
    properties.put("busbar.port", Integer.toString(options.port()));
    properties.put("busbar.version", lock.version());
    properties.put("busbar.demo", Boolean.toString(options.demo()));
    properties.put("busbar.speed", options.speed());
    properties.put("busbar.console", options.headless() ? "headless" : "browser");
    properties.put("busbar.webcode", code);
    properties.put("busbar.refused", String.join("\n", selection.refusals()));
    return properties;
  }

  private static void configureLogging(Options options) {
    // Libraries that log through java.util.logging have nothing to say below a warning.
    Logger.getLogger("").setLevel(Level.WARNING);
    JERSEY.setLevel(Level.SEVERE);
    Path own = options.home().resolve("logback.xml");
    Path file = Files.exists(own) ? own : options.dist().resolve("lib/logback.xml");
    if (Files.exists(file)) {
      System.setProperty("logback.configurationFile", file.toString());
    }
  }

  private static void stopOnSignal(Assembly assembly) {
    Thread stop = new Thread(() -> Runtime.getRuntime().halt(stopped(assembly) ? 0 : 1), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
  }

  private static boolean stopped(Assembly assembly) {
    try {
      if (assembly.stop(STOP_TIMEOUT_MS)) {
        System.out.println("Busbar has stopped.");
        return true;
      }
      System.err.println("Busbar did not stop in " + STOP_TIMEOUT_MS / 1000 + " s.");
    } catch (BundleException | InterruptedException e) {
      System.err.println("Busbar did not stop in order: " + e);
    }
    return false;
  }
}
