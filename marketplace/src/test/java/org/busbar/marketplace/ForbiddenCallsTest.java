package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.busbar.plugin.check.Contents;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.trust.Policy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one of a kind must not call is found in what the compiler made of it, before any of it is
 * loaded: each class here would leave a mark when it is.
 */
class ForbiddenCallsTest {
  private static final String MARK = "org.busbar.forbidden-calls-test";

  @TempDir Path folder = Path.of("");
  private Workshop workshop;
  private int made;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      textBlock =
          """
          starts threads  | new Thread(() -> {}).start();
          starts threads  | new Thread() { @Override public void run() {} };
          starts threads  | Thread.ofVirtual().start(() -> {});
          starts threads  | Thread.Builder b = null; b.factory();
          starts threads  | new Timer();
          starts threads  | Executors.newCachedThreadPool();
          starts threads  | new ForkJoinPool();
          starts threads  | ForkJoinPool.commonPool().execute(() -> {});
          starts threads  | new RecursiveAction() { @Override protected void compute() {} }.fork();
          starts threads  | CompletableFuture.runAsync(() -> {});
          starts threads  | new CompletableFuture<String>().orTimeout(1, TimeUnit.SECONDS);
          starts threads  | List.of(1, 2).parallelStream().count();
          starts threads  | new ArrayList<>(List.of(1)).parallelStream().count();
          starts threads  | java.util.stream.IntStream.range(0, 9).parallel().sum();
          starts threads  | Arrays.parallelSort(new int[9]);
          starts threads  | java.lang.ref.Cleaner.create();
          starts threads  | Runtime.getRuntime().addShutdownHook(null);
          starts threads  | CompletableFuture.completedStage(1).thenRunAsync(() -> {});
          starts threads  | java.util.stream.StreamSupport.stream(List.of(1).spliterator(), true).count();
          starts threads  | new ConcurrentHashMap<String, String>().forEach(1, (a, b) -> {});
          starts threads  | class Later extends CompletableFuture<String> {} Later.runAsync(() -> {});
          starts threads  | java.awt.EventQueue.invokeLater(() -> {});
          opens conn      | new InetSocketAddress("example.org", 1);
          opens conn      | new Socket("localhost", 1);
          opens conn      | new DatagramSocket();
          opens conn      | new ServerSocket(0);
          opens conn      | java.nio.channels.SocketChannel.open();
          opens conn      | java.net.http.HttpClient.newHttpClient();
          opens conn      | java.net.URI.create("http://x").toURL().openStream();
          opens conn      | InetAddress.getByName("example.org");
          opens conn      | javax.net.ssl.SSLSocketFactory.getDefault();
          opens conn      | InetAddress.getLoopbackAddress().isReachable(9);
          opens conn      | java.nio.channels.spi.SelectorProvider.provider().openSocketChannel();
          opens conn      | java.net.URI.create("https://x").toURL().getContent();
          opens files     | new java.io.PrintWriter("site.yaml");
          opens files     | new java.io.PrintStream(new java.io.File("site.yaml"));
          opens files     | new Scanner(java.nio.file.Path.of("site.yaml"));
          opens files     | new Formatter("site.yaml");
          opens files     | new java.util.zip.ZipFile("x.zip");
          opens files     | new java.util.logging.FileHandler();
          opens files     | new java.io.FileInputStream("/dev/ttyUSB0");
          opens files     | new java.io.RandomAccessFile("/dev/ttyUSB0", "rw");
          opens files     | java.nio.file.Files.delete(java.nio.file.Path.of("site.yaml"));
          opens files     | new java.io.File("x").delete();
          opens files     | class Gone extends java.io.File { Gone() { super("x"); } } new Gone().delete();
          opens files     | java.nio.file.FileSystems.getDefault().newWatchService();
          ends the        | System.exit(1);
          ends the        | Runtime.getRuntime().exit(1);
          ends the        | Runtime.getRuntime().halt(1);
          ends the        | java.util.function.IntConsumer end = System::exit; end.accept(1);
          ends the        | class End { public static void main(String[] a) { System.exit(1); } } End.main(null);
          starts another  | Runtime.getRuntime().exec(new String[] {"sh"});
          starts another  | new ProcessBuilder("sh").start();
          by reflection   | Class.forName("java.lang.System");
          by reflection   | String.class.getMethod("length").invoke("x");
          by reflection   | String.class.getDeclaredField("value").setAccessible(true);
          by reflection   | java.lang.invoke.MethodHandles.privateLookupIn(String.class, null);
          by reflection   | java.lang.invoke.MethodHandles.lookup().findStatic(null, null, null);
          by reflection   | new ClassLoader() {};
          by reflection   | new java.beans.Statement(System.class, "exit", new Object[] {1}).execute();
          by reflection   | java.lang.constant.ConstantDescs.CD_int.resolveConstantDesc(java.lang.invoke.MethodHandles.lookup());
          by reflection   | ServiceLoader.load(Runnable.class);
          the whole proc  | System.setOut(null);
          the whole proc  | System.setProperty("a", "b");
          the whole proc  | Locale.setDefault(Locale.ROOT);
          the whole proc  | Thread.currentThread().setPriority(10);
          the whole proc  | Thread.getAllStackTraces();
          the whole proc  | new ThreadLocal<String>();
          """)
  void ofAMode(String finding, String statement) throws Exception {
    Refusal refusal = refused("mode", statement);
    assertEquals(Reason.FORBIDDEN_CALL, refusal.reason(), refusal.text());
    assertTrue(refusal.what().contains(finding.strip()), refusal.text());
    assertTrue(refusal.what().contains("com.acme.Bad"), refusal.text());
    assertFalse(refusal.remedy().isBlank());
  }

  @Test
  void byUnsafe() throws Exception {
    byte[] unsafe =
        Workshop.call("com.acme.Bad", "sun.misc.Unsafe", "getUnsafe", "()Lsun/misc/Unsafe;");
    Workshop.Draft draft = draft("mode").entry("com/acme/Bad.class", unsafe);
    assertTrue(refused(draft).what().contains("by reflection"));
  }

  @Test
  void whatRunsOtherBundlesIsNobodysButThePlatforms() throws Exception {
    byte[] stop = Workshop.call("com.acme.Bad", "org.osgi.framework.Bundle", "stop", "()V");
    Workshop.Draft draft = draft("service").entry("com/acme/Bad.class", stop);
    assertTrue(refused(draft).what().contains("changes which bundles run"));
  }

  /** With a higher rank it would be found in its place, and hold nobody to anything. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.busbar.api.plugin.Containment",
        "org.busbar.api.plugin.Plugins",
        "org.busbar.api.safety.Audit",
        "org.busbar.api.face.Gateway",
        "org.busbar.api.http.HttpAccess",
        "org.osgi.framework.hooks.service.FindHook",
        "jakarta.servlet.Filter",
      })
  void nothingTakesThePlaceOfThePlatform(String part) throws Exception {
    ClassDesc type = ClassDesc.of(part);
    byte[] own =
        ClassFile.of()
            .build(ClassDesc.of("com.acme.Bad"), made -> made.withInterfaceSymbols(List.of(type)));
    for (String kind : List.of("mode", "service", "page")) {
      Refusal refusal = refused(draft(kind).entry("com/acme/Bad.class", own));
      assertEquals(Reason.FORBIDDEN_CALL, refusal.reason(), refusal.text());
    }
  }

  @Test
  void norDoesALambda() throws Exception {
    Refusal refusal = refused("service", "org.busbar.api.safety.Audit audit = (a, b, c, d) -> {};");
    assertTrue(refusal.what().contains("takes the place"), refusal.text());
  }

  @Test
  void aModeDoesNotCommandSites() throws Exception {
    byte[] face = Workshop.call("com.acme.Bad", "org.busbar.api.face.Gateway", "sites", "()V");
    Workshop.Draft draft = draft("mode").entry("com/acme/Bad.class", face);
    assertTrue(refused(draft).what().contains("as a console would"));
  }

  @Test
  void aServiceMayTalkToHostsThatItNames() throws Exception {
    String talks = "new Socket(\"prices.example\", 443);";
    Refusal refusal = refused("protocol", talks);
    assertEquals(Reason.UNDECLARED, refusal.reason(), refusal.text());
    assertTrue(refusal.what().contains("names no host"), refusal.text());
    List<String> hosts = List.of("prices.example:443");
    Refusal own = refused(draft("service", talks).need("hosts", hosts));
    assertEquals(Reason.FORBIDDEN_CALL, own.reason(), own.text());
    assertTrue(own.remedy().contains("org.busbar.api.http"), own.text());
    try (Contents verified =
        Contents.of(workshop.make(draft("service", talks).need("hosts", hosts)))) {
      workshop.check(Policy.production()).check(verified, Tier.VERIFIED);
    }
    workshop.checked(workshop.make(draft("protocol", talks).need("hosts", hosts)));
  }

  @Test
  void aServiceAsksThePlatformForHttpOfHostsThatItNames() throws Exception {
    Refusal unnamed = refused(asking("service"));
    assertEquals(Reason.UNDECLARED, unnamed.reason(), unnamed.text());
    workshop.checked(workshop.make(asking("service").need("hosts", List.of("prices.example:443"))));
    for (String kind : List.of("driver", "mode", "grid")) {
      Refusal refusal = refused(asking(kind).need("hosts", List.of("prices.example:443")));
      assertTrue(refusal.what().contains("talks to hosts"), refusal.text());
    }
  }

  private Workshop.Draft asking(String kind) {
    byte[] asks = Workshop.call("com.acme.Bad", "org.busbar.api.http.HttpAccess", "get", "()V");
    return draft(kind).entry("com/acme/Bad.class", asks);
  }

  @Test
  void whatAModeIsMadeOfIsNot() throws Exception {
    String honest =
        """
        record Pair(int a, String b) {}
        var pairs = new ArrayList<>(List.of(new Pair(1, "x")));
        pairs.sort(Comparator.comparing(Pair::b));
        String said = switch (pairs.getFirst()) { case Pair(int a, String b) when a > 0 -> a + b; default -> ""; };
        Map<String, Integer> count = pairs.stream().collect(java.util.stream.Collectors.toMap(Pair::b, Pair::a));
        EnumMap<TimeUnit, Object> units = new EnumMap<>(TimeUnit.class);
        new java.util.concurrent.ConcurrentHashMap<>(Map.of(said, count, "u", units));
        java.util.concurrent.locks.ReentrantLock lock = new java.util.concurrent.locks.ReentrantLock();
        lock.lock();
        Bad.class.getResourceAsStream("curve.csv");
        java.time.ZoneId.of("Europe/Berlin");
        """;
    workshop.checked(workshop.make(draft("mode", honest)));
  }

  @Test
  void aProgramOfItsOwnMayEndAsLongAsNobodyCallsIt() throws Exception {
    String program = "class End { public static void main(String[] a) { System.exit(1); } }";
    workshop.checked(workshop.make(draft("history", program)));
    Refusal refusal = refused("history", program + " Runnable end = () -> End.main(null);");
    assertTrue(refusal.what().contains("ends the process"), refusal.text());
  }

  private Refusal refused(String kind, String statement) throws Exception {
    return refused(draft(kind, statement));
  }

  private Refusal refused(Workshop.Draft draft) throws Exception {
    Path plugin = workshop.make(draft);
    RefusedException e =
        assertThrows(RefusedException.class, () -> workshop.checked(plugin), "nothing was found");
    assertNull(System.getProperty(MARK), "its class was loaded");
    return e.refusal();
  }

  private Workshop.Draft draft(String kind) {
    return workshop.draft("com.acme.bad" + made++, "1.0.0").kind(kind);
  }

  private Workshop.Draft draft(String kind, String statement) throws IOException {
    Workshop.Draft draft = draft(kind);
    compiled(statement).forEach(draft::entry);
    return draft;
  }

  private Map<String, byte[]> compiled(String statement) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources" + made + "/com/acme"));
    Path classes = folder.resolve("classes" + made);
    Path source =
        Files.writeString(
            sources.resolve("Bad.java"),
            """
            package com.acme;
            import java.net.*;
            import java.util.*;
            import java.util.concurrent.*;
            public final class Bad {
              static { Mark.leave("%s"); }
              public void bad() throws Throwable { %s }
            }
            final class Mark {
              static void leave(String name) { System.getProperties().put(name, "loaded"); }
            }
            """
                .formatted(MARK, statement));
    List<String> arguments =
        List.of("-d", classes.toString(), "-proc:none", "-Xlint:none", source.toString());
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)),
        statement);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : new ArrayList<>(files.filter(Files::isRegularFile).toList())) {
        entries.put(classes.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return entries;
  }
}
