package org.busbar.runtime.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Bundle under test: writes down what it was given and that it was stopped. */
public final class StopMarker implements BundleActivator {

  @Override
  public void start(BundleContext context) throws IOException {
    Files.writeString(
        home(context).resolve("started"),
        context.getProperty("busbar.site")
            + "\n"
            + context.getProperty("test.port")
            + "\n"
            + context.getProperty("busbar.refused"));
    if (Files.exists(home(context).resolve("chatty"))) {
      Thread.ofPlatform().daemon().start(StopMarker::chat);
    }
    if (Files.exists(home(context).resolve("slow"))) {
      LockSupport.parkNanos(1_000_000_000);
    }
  }

  @Override
  public void stop(BundleContext context) throws IOException {
    Files.writeString(home(context).resolve("stopped"), "in order");
  }

  private static void chat() {
    while (true) {
      System.out.println("and on");
    }
  }

  private static Path home(BundleContext context) {
    return Path.of(context.getProperty("busbar.home"));
  }
}
