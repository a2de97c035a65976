package org.busbar.runtime.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/**
 * Starts an assembly: reads its lock, checks every bundle's bytes, starts the framework, and stops
 * it in order on SIGTERM. Exit code 0 after an orderly stop, 1 otherwise.
 */
public final class Launcher {

  private static final String DEVELOPMENT = "busbar.development";
  private static final int FIRST_PLANT_PORT = 15_020;
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private Launcher() {}

  public static void main(String[] args) throws InterruptedException {
    try {
      Options options = Options.parse(List.of(args), System.getenv());
      if (options.once()) {
        once(List.of(args), options);
      } else {
        keepRunning(options);
      }
    } catch (IOException | IllegalArgumentException | BundleException e) {
      System.err.println("Busbar does not start: " + e.getMessage());
      // Does not return where a signal has come meanwhile; then the orderly stop ends the process.
      System.exit(1);
    }
  }

  private static void keepRunning(Options options)
      throws IOException, BundleException, InterruptedException {
    Files.createDirectories(options.home());
    try (FileChannel _ = onlyOne(options)) {
      run(options);
    }
  }

  /** On a HOME and a port that nobody else knows; leaves nothing. */
  private static void once(List<String> args, Options options)
      throws IOException, BundleException, InterruptedException {
    Path home = Files.createTempDirectory("busbar");
    List<String> all = new ArrayList<>(args);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(free.getLocalPort());
      all.addAll(List.of("--home", home.toString(), "--port", port));
    }
    try {
      if (options.demo()) {
        Path demo = options.site().orElseThrow(() -> new StartException("A demo has a site"));
        all.addAll(List.of("--site", Rehearsal.site(demo, home).toString()));
      }
      run(Options.parse(all, Map.of()));
    } finally {
      try (Stream<Path> files = Files.walk(home)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void run(Options options)
      throws IOException, BundleException, InterruptedException {
    checkPort(options.port());
    if (options.demo()) {
      checkPlantPort();
    }
    Lock lock =
        Lock.read(
            options.dist().resolve("features").resolve(options.assembly() + ".feature.json"),
            options.dist().resolve("bundles"));
    Secrets.ensureToken(options.home());
    boolean development = isDevelopment(options, lock);
    if (development) {
      System.out.println("A development assembly: it takes plug-ins that production refuses.");
    }
    Verdicts known = options.once() ? Verdicts.NONE : Verdicts.read(options.dist());
    Selection selection = Selection.of(lock, options.home().resolve("plugins"), development, known);
    selection.refusals().forEach(refusal -> System.err.println("Refused: " + refusal));
    selection.bare().forEach(name -> System.out.println(name + " is a bare jar, held to nothing."));

    String code = options.headless() && !options.demo() ? "" : Secrets.random();
    configureLogging(options);
    Assembly assembly =
        Assembly.prepare(
            selection, lock.configurations(), properties(options, lock, selection, code));
    Thread stop = stopOnSignal(assembly);
    try {
      start(assembly);
    } catch (BundleException | StartException e) {
      forget(stop);
      throw e;
    }

    String url =
        "http://127.0.0.1:" + options.port() + "/" + (code.isEmpty() ? "" : "#code=" + code);
    System.out.println("Busbar " + lock.version() + " is up: " + url);
    if (!options.headless()) {
      Browser.open(url);
    }
    if (options.once()) {
      if (options.demo()) {
        Rehearsal.awaitValues(options);
        Verdicts.keep(options.dist(), lock, selection);
      }
      forget(stop);
      stopped(assembly);
    }
    assembly.await();
  }

  private static boolean isDevelopment(Options options, Lock lock) {
    return options.demo() || "true".equals(lock.properties().get(DEVELOPMENT));
  }

  /** Two gateways on one HOME would both command its devices. The file tells the port. */
  private static FileChannel onlyOne(Options options) throws IOException {
    FileChannel channel =
        FileChannel.open(
            options.home().resolve("running.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      throw new StartException("another Busbar runs on " + options.home());
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(Integer.toString(options.port()).getBytes(UTF_8)));
    return channel;
  }

  /** Else another program would be shown as the console, and be handed the code that opens it. */
  private static void checkPort(int port) throws StartException {
    checkFree(port, "choose another with --port");
  }

  /** Else the demo would control what answers there: the plant of another demo. */
  private static void checkPlantPort() throws StartException {
    checkFree(
        Integer.getInteger("busbar.simport", FIRST_PLANT_PORT),
        "the simulated plant needs it; stop the other demo first");
  }

  private static void checkFree(int port, String remedy) throws StartException {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      // It can be had; it is taken in a moment.
    } catch (IOException e) {
      throw new StartException(
          "port " + port + " cannot be had (" + e.getMessage() + "); " + remedy);
    }
  }

  private static Map<String, String> properties(
      Options options, Lock lock, Selection selection, String code) {
    Map<String, String> properties = new HashMap<>();
    lock.properties()
        .forEach(
            (key, value) ->
                properties.put(
                    key, value.replace("${busbar.port}", Integer.toString(options.port()))));
    properties.put(Constants.FRAMEWORK_STORAGE, options.home().resolve("cache").toString());
    properties.put("busbar.home", options.home().toString());
    properties.put("busbar.site", options.site().map(Path::toString).orElse(""));
    properties.put("busbar.port", Integer.toString(options.port()));
    properties.put("busbar.version", lock.version());
    properties.put("busbar.demo", Boolean.toString(options.demo()));
    properties.put(DEVELOPMENT, Boolean.toString(isDevelopment(options, lock)));
    properties.put("busbar.dist", options.dist().toString());
    properties.put("busbar.speed", options.speed());
    properties.put("busbar.console", options.headless() ? "headless" : "browser");
    properties.put("busbar.webcode", code);
    properties.put("busbar.refused", String.join("\n", selection.refusals()));
    return properties;
  }

  private static void configureLogging(Options options) {
    // What warns through java.util.logging here, warns of what is normal where bundles come and go.
    Logger.getLogger("").setLevel(Level.SEVERE);
    Path own = options.home().resolve("logback.xml");
    Path file =
        Files.exists(own)
            ? own
            : options
                .dist()
                .resolve(options.jsonLog() ? "lib/logback-json.xml" : "lib/logback.xml");
    if (Files.exists(file)) {
      System.setProperty("logback.configurationFile", file.toString());
    }
  }

  private static void start(Assembly assembly)
      throws StartException, BundleException, InterruptedException {
    assembly.start();
    List<String> problems = assembly.siteProblems();
    if (!problems.isEmpty()) {
      assembly.stop();
      throw new StartException("no site runs.\n" + String.join("\n", problems));
    }
  }

  private static Thread stopOnSignal(Assembly assembly) {
    Thread stop = new Thread(() -> Runtime.getRuntime().halt(stopped(assembly) ? 0 : 1), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    return stop;
  }

  private static void forget(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      System.err.println("Busbar was stopped while it started.");
    }
  }

  private static boolean stopped(Assembly assembly) {
    try {
      if (assembly.stop()) {
        say(System.out, "Busbar has stopped.");
        return true;
      }
      say(System.err, "Busbar did not stop in time.");
    } catch (BundleException | InterruptedException e) {
      say(System.err, "Busbar did not stop in order: " + e);
    }
    return false;
  }

  /** The last words. Whoever reads them may have stalled; the end does not wait for that. */
  private static void say(PrintStream out, String text) {
    Thread speaker = Thread.ofPlatform().daemon().start(() -> out.println(text));
    try {
      speaker.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
