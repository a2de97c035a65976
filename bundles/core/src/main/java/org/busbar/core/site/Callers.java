package org.busbar.core.site;

import java.util.Objects;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * Tells whether a plug-in is among those who call: a bundle that was started from the plug-in
 * folder. It is containment, not a sandbox.
 */
final class Callers {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final String FOLDER = "plugins";
  private static final String STAGED = "/plugins/staged/";
  private static final boolean FRAMEWORK = isFrameworkThere();

  private Callers() {}

  /** The plug-in that has this thread here, empty where there is none, or no framework. */
  static Optional<String> plugin() {
    if (!FRAMEWORK || FrameworkUtil.getBundle(Callers.class) == null) {
      return Optional.empty();
    }
    return WALKER.walk(
        frames ->
            frames
                .map(frame -> FrameworkUtil.getBundle(frame.getDeclaringClass()))
                .filter(Objects::nonNull)
                .filter(bundle -> isPlugin(bundle.getLocation()))
                .map(Bundle::getSymbolicName)
                .findFirst());
  }

  /** Programs that put the kernel together by themselves have none. */
  private static boolean isFrameworkThere() {
    try {
      Class.forName("org.osgi.framework.FrameworkUtil", false, Callers.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException none) {
      return false;
    }
  }

  /** Bundles of the lock lie below a folder of their name and version. */
  static boolean isPlugin(String location) {
    String[] parts = location.split("/");
    return location.contains(STAGED) || parts.length > 1 && parts[parts.length - 2].equals(FOLDER);
  }
}
