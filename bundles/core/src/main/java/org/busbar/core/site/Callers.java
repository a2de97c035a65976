package org.busbar.core.site;

import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * Tells whether a plug-in is among those who call: a bundle that was started from the plug-in
 * folder. It is containment, not a sandbox.
 */
final class Callers {
  private static final StackWalker WALKER =
      StackWalker.getInstance(
          Set.of(
              StackWalker.Option.RETAIN_CLASS_REFERENCE,
              // A method reference leaves no other frame where somebody else's thread runs it.
              StackWalker.Option.SHOW_HIDDEN_FRAMES));
  private static final String FOLDER = "plugins";
  private static final String STAGED = "/plugins/staged/";
  private static final boolean FRAMEWORK = isFrameworkThere();

  private Callers() {}

  /** The plug-in that has this thread here, empty where there is none, or no framework. */
  static Optional<String> plugin() {
    return type().map(FrameworkUtil::getBundle).map(Bundle::getSymbolicName);
  }

  /** The class of a plug-in that has this thread here, the nearest of several. */
  static Optional<Class<?>> type() {
    if (!FRAMEWORK || FrameworkUtil.getBundle(Callers.class) == null) {
      return Optional.empty();
    }
    return WALKER.walk(
        frames ->
            frames
                .<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                .filter(Callers::isOfPlugin)
                .findFirst());
  }

  private static boolean isOfPlugin(Class<?> type) {
    Bundle bundle = FrameworkUtil.getBundle(type);
    return bundle != null && isPlugin(bundle.getLocation());
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
