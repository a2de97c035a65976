package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the how-to and of a broken bundle, in a browser on the assembly that ships. */
class PagesIT {
  private static final Pattern CODE = Pattern.compile("(http://\\S+)/#code=(\\S+)");
  private static final String PACKAGE = "org.busbar.battery.page";

  /** Registers the page, and stops its own bundle when a file is there. */
  private static final String ACTIVATOR =
      """
      package %1$s;
      import java.nio.file.*;
      import org.busbar.api.page.Page;
      import org.osgi.framework.*;
      public final class Activator implements BundleActivator {
        public void start(BundleContext context) {
          context.registerService(Page.class, new BatteryPage(), null);
          Path file = Path.of(context.getProperty("busbar.home"), "stop-page");
          Thread.ofVirtual().start(() -> {
            while (!Files.exists(file)) {
              java.util.concurrent.locks.LockSupport.parkNanos(50_000_000L);
            }
            try { context.getBundle().stop(); } catch (BundleException e) { throw new IllegalStateException(e); }
          });
        }
        public void stop(BundleContext context) {}
      }
      """;

  private static final String BROKEN =
      """
      package broken;
      import org.busbar.api.page.Page;
      import org.osgi.framework.*;
      public final class Activator implements BundleActivator, Page {
        public void start(BundleContext context) { context.registerService(Page.class, this, null); }
        public void stop(BundleContext context) {}
        public String id() { return "broken"; }
        public String title() { return "Broken"; }
        public String module() { return "page/main.js"; }
      }
      """;

  @TempDir Path folder = Path.of("");

  private static String example(String language) throws IOException {
    String page = Files.readString(Path.of("../../docs/how-to/first-page.md"));
    return page.split("```" + language + "\n")[1].split("```")[0];
  }

  private void dropPages(Path home) throws IOException {
    Path plugins = Files.createDirectories(home.resolve("plugins"));
    String imports = "org.busbar.api.page;version=\"[0.1,1)\",org.osgi.framework";
    PluginJar battery = new PluginJar(PACKAGE, folder.resolve("battery"));
    // A bundle made by hand has an activator where the build would have made a component.
    battery.source(
        PACKAGE + ".BatteryPage",
        example("java").replaceAll("(?m)^(import .*Component;|@Component.*)$", ""));
    battery.source(PACKAGE + ".Activator", ACTIVATOR.formatted(PACKAGE));
    battery.file("page/main.js", example("js"));
    battery.imports(imports);
    battery.write(plugins.resolve("battery.jar"), PACKAGE + ".Activator");
    PluginJar broken = new PluginJar("broken", folder.resolve("broken"));
    broken.source("broken.Activator", BROKEN);
    broken.file("page/main.js", "export default () => { throw new Error('no sun today'); };");
    broken.imports(imports);
    broken.write(plugins.resolve("broken.jar"), "broken.Activator");
  }

  @Test
  void aBundleBringsAPageThatLivesAndGoesWithIt() throws Exception {
    Path console = Path.of("../../web-console").toAbsolutePath().normalize();
    Peer.require(
        "a browser (Debian: chromium)",
        List.of("node", console.resolve("test/browser.mjs").toString(), "--find"));
    Path home = folder.resolve("home");
    dropPages(home);
    String ownPlant = "-Dbusbar.simport=" + RunningGateway.freePort();
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"), "--speed", "30");
        RunningGateway gateway =
            RunningGateway.start("demo", plant.writeSite(folder), home, ownPlant)) {
      gateway.run();
      Matcher address = CODE.matcher(gateway.program().output());
      assertTrue(address.find(), () -> "no code: " + gateway.program().output());
      List<String> command =
          List.of(
              "bash",
              "-c",
              "cd '"
                  + console
                  + "' && BUSBAR_URL=$0 BUSBAR_CODE=$1 BUSBAR_STOP_FILE=$2 exec node test/page.mjs",
              address.group(1),
              address.group(2),
              home.resolve("stop-page").toAbsolutePath().toString());
      try (Program browser = Program.start(folder.resolve("browser.log"), command)) {
        int code = browser.exitCode(Duration.ofMinutes(2));
        System.out.println(browser.output());
        assertEquals(0, code, browser::output);
      }
      assertEquals("RUNNING", gateway.state());
    }
  }
}
