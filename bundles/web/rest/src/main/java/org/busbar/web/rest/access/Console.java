package org.busbar.web.rest.access;

import java.net.URL;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The files of the web console, taken from its bundle as long as that is installed. */
@Component(service = Console.class)
public final class Console {
  private static final String BUNDLE = "org.busbar.webconsole";
  private static final String FOLDER = "console";
  private static final int MOST_LENGTH = 200;
  private static final Pattern FILE =
      Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/[A-Za-z0-9_-][A-Za-z0-9._-]*\\.[a-z0-9]+");

  private final BundleContext context;

  /** Looks for the console's bundle here. */
  @Activate
  public Console(BundleContext context) {
    this.context = context;
  }

  /** The file at a path as sent ({@code /} is the page), empty where there is none. */
  public Optional<URL> file(String path) {
    String file = path.equals("/") ? "/index.html" : path;
    if (file.length() > MOST_LENGTH || !FILE.matcher(file).matches()) {
      return Optional.empty();
    }
    for (Bundle bundle : context.getBundles()) {
      if (BUNDLE.equals(bundle.getSymbolicName())) {
        return Optional.ofNullable(bundle.getEntry(FOLDER + file))
            .filter(found -> !found.getPath().endsWith("/"));
      }
    }
    return Optional.empty();
  }
}
