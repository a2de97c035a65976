package org.busbar.plugin.change;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.busbar.api.events.Severity;

/** Whether nobody holds what is gone. */
public final class LetGo {
  private static final int COLLECTIONS = 5;
  private static final Duration LOOK = Duration.ofMillis(250);

  private LetGo() {}

  /** Only a collection proves that a class loader died, and collections are not for asking. */
  public static String text(
      List<WeakReference<ClassLoader>> loaders, boolean collect, Surroundings around)
      throws InterruptedException {
    if (loaders.isEmpty()) {
      return "Nothing was left to be let go of";
    }
    if (!collect) {
      return "The class loaders of " + loaders.size() + " bundles go with the next full collection";
    }
    for (int i = 0; i < COLLECTIONS && remain(loaders) > 0; i++) {
      System.gc();
      around.pause(LOOK);
    }
    long remain = remain(loaders);
    if (remain == 0) {
      return "The class loaders of all " + loaders.size() + " bundles are gone";
    }
    String text = "The class loaders of " + remain + " bundles of the old version are held";
    around.raise(Severity.WARNING, "plugin", "plugin-held", text + " by somebody.");
    return text + " by somebody";
  }

  private static long remain(List<WeakReference<ClassLoader>> loaders) {
    return loaders.stream().filter(each -> each.get() != null).count();
  }
}
