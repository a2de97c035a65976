package org.busbar.web.rest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.busbar.api.face.Gateway;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.plugin.Plugins;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A framework with the bundles of this class path, this module and a server on a free port. The
 * contracts come from the class path, so that a test can register a gateway of its own.
 */
final class Framework {
  private static final Pattern NOT_INSTALLED =
      Pattern.compile(
          "org\\.apache\\.felix\\.(framework|http\\.base|http\\.jetty)"
              + "|(junit|org\\.opentest4j|net\\.jqwik|org\\.apiguardian|org\\.busbar|osgi\\.core"
              + "|org\\.objectweb\\.asm\\."
              + "|org\\.eclipse\\.jetty|org\\.osgi\\.annotation|org\\.osgi\\.namespace).*");

  /** Nothing is logged here, so nobody needs to find Logback. */
  private static final String LOADERS =
      Stream.of("processor", "registrar")
          .map(
              kind ->
                  "osgi.extender;osgi.extender=osgi.serviceloader." + kind + ";version:Version=1.0")
          .collect(Collectors.joining(","));

  /** Held, because a logger nobody holds forgets its level. */
  private static final Logger LOGGERS = Logger.getLogger("");

  private final org.osgi.framework.launch.Framework framework;
  private final Bundle rest;
  private final int port;

  Framework(Path home, String webcode) throws Exception {
    LOGGERS.setLevel(Level.WARNING);
    Logger.getLogger("org.glassfish.jersey").setLevel(Level.SEVERE);
    Map<String, String> settings = new HashMap<>();
    settings.put(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
    settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, sharedPackages());
    settings.put(Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA, LOADERS);
    settings.put("org.osgi.service.http.port", "0");
    settings.put("org.apache.felix.http.host", "127.0.0.1");
    settings.put("org.apache.felix.jetty.websocket.enable", "true");
    settings.put("busbar.home", home.toString());
    settings.put("busbar.webcode", webcode);
    framework = new FrameworkFactory().newFramework(settings);
    framework.start();
    List<Bundle> bundles = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (isWanted(entry)) {
        bundles.add(context().installBundle("file:" + entry));
      }
    }
    for (Bundle bundle : bundles) {
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        bundle.start();
      }
    }
    configureRest();
    rest = context().installBundle("reference:file:" + Path.of("target/classes").toAbsolutePath());
    rest.start();
    Bundle console = context().installBundle("console", console());
    console.start();
    port = port();
  }

  private static InputStream console() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", "org.busbar.webconsole");
    try (var jar = new JarOutputStream(bytes, manifest)) {
      for (String file : List.of("index.html", "assets/app-1a2b.js", "icon.svg")) {
        jar.putNextEntry(new ZipEntry("console/" + file));
        jar.write(file.getBytes(StandardCharsets.UTF_8));
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static String sharedPackages() throws IOException {
    Path api = Path.of("../../api/src/main/java/org/busbar/api");
    try (Stream<Path> files = Files.walk(api)) {
      String contracts =
          files
              .filter(file -> file.endsWith("package-info.java"))
              .map(Framework::exported)
              .collect(Collectors.joining(","));
      return contracts + ",org.osgi.service.cm;version=1.6.1";
    }
  }

  /** Name and version of a contract, as its package-info says. */
  private static String exported(Path packageInfo) {
    try {
      String text = Files.readString(packageInfo);
      Matcher version = Pattern.compile("@Version\\(\"([^\"]+)\"\\)").matcher(text);
      Matcher name = Pattern.compile("(?m)^package ([^;]+);").matcher(text);
      if (!version.find() || !name.find()) {
        throw new IllegalStateException(packageInfo + " exports nothing");
      }
      return name.group(1) + ";version=" + version.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isWanted(String entry) throws IOException {
    if (!entry.endsWith(".jar")) {
      return false;
    }
    try (JarFile jar = new JarFile(entry)) {
      String name =
          jar.getManifest() == null
              ? null
              : jar.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      return name != null && !NOT_INSTALLED.matcher(name.split(";")[0]).matches();
    }
  }

  private void configureRest() throws Exception {
    ServiceReference<ConfigurationAdmin> reference =
        context().getServiceReference(ConfigurationAdmin.class);
    Dictionary<String, Object> settings = new Hashtable<>(Map.of("jersey.context.path", "/api"));
    context()
        .getService(reference)
        .getFactoryConfiguration("JakartarsServletWhiteboardRuntimeComponent", "main", "?")
        .update(settings);
  }

  private int port() throws Exception {
    String runtime = "org.osgi.service.servlet.runtime.HttpServiceRuntime";
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      ServiceReference<?>[] found = context().getAllServiceReferences(runtime, null);
      Object endpoints = found == null ? null : found[0].getProperty("osgi.http.endpoint");
      if (endpoints instanceof String[] all && all.length > 0) {
        return URI.create(all[0]).getPort();
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new IllegalStateException("no server came up");
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  int serverPort() {
    return port;
  }

  Bundle rest() {
    return rest;
  }

  ServiceRegistration<Gateway> register(Gateway gateway) {
    return context().registerService(Gateway.class, gateway, null);
  }

  void register(HistoryStore store) {
    context().registerService(HistoryStore.class, store, null);
  }

  void register(Plugins plugins) {
    context().registerService(Plugins.class, plugins, null);
  }

  void close() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(TimeUnit.SECONDS.toMillis(20));
  }
}
