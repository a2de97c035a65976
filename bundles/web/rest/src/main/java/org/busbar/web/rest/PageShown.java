package org.busbar.web.rest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.busbar.api.page.Page;
import org.busbar.web.rest.view.PageView;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * A page as it was when it came: what it says later changes nothing.
 *
 * @param order number of its service: the older is smaller
 * @param folder what of its bundle may be read
 */
record PageShown(PageView view, Bundle bundle, long order, String folder) {
  static final String ROOT = "/pages/";

  private static final int MOST_TITLE_LENGTH = 40;
  private static final int MOST_PATH_LENGTH = 200;
  private static final int MOST_FILE_BYTES = 8 << 20;
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Pattern FILE =
      Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\\.[a-z0-9]+");

  /** What a page says of itself; throws {@link IllegalArgumentException} where it is nonsense. */
  static PageShown of(Page page, Bundle bundle, long order) {
    String id = page.id();
    String title = page.title();
    String module = page.module();
    int slash = module.lastIndexOf('/');
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("no id of a page: " + id);
    }
    if (title.isBlank() || title.length() > MOST_TITLE_LENGTH) {
      throw new IllegalArgumentException("no title of a page: " + title);
    }
    if (slash < 1 || !isFile(module) || bundle.getEntry(module) == null) {
      throw new IllegalArgumentException("no module in a folder of the bundle: " + module);
    }
    // A browser keeps a module by its address, so another content needs another one.
    String revision =
        Long.toString(bundle.getLastModified(), Character.MAX_RADIX) + "-" + bundle.getBundleId();
    String address = ROOT + id + "/" + revision + module.substring(slash);
    return new PageShown(
        new PageView(id, title, address), bundle, order, module.substring(0, slash));
  }

  private static boolean isFile(String path) {
    return path.length() <= MOST_PATH_LENGTH && FILE.matcher(path).matches();
  }

  String id() {
    return view.id();
  }

  /** The file at an address, empty where it is none of this page. */
  Optional<URL> file(String address) {
    String base = view.module().substring(0, view.module().lastIndexOf('/') + 1);
    return Optional.of(address)
        .filter(path -> path.startsWith(base))
        .map(path -> path.substring(base.length()))
        .filter(PageShown::isFile)
        .map(name -> bundle.getEntry(folder + "/" + name))
        .filter(found -> !found.getPath().endsWith("/"));
  }

  /** What is wrong with its files, in one sentence; null where all can be served. */
  @Nullable String fault() {
    Enumeration<URL> found = bundle.findEntries(folder, "*", true);
    List<URL> files = found == null ? List.of() : Collections.list(found);
    String module = folder + view.module().substring(view.module().lastIndexOf('/'));
    if (bundle.getEntry(module) == null) {
      return "Its module " + module + " is not there.";
    }
    for (URL file : files) {
      String path = file.getPath().substring(1);
      if (path.endsWith("/")) {
        continue;
      }
      if (!isFile(path.substring(folder.length() + 1))) {
        return "Its file " + path + " has a name that is never served.";
      }
      try (InputStream in = file.openStream()) {
        int length = in.readNBytes(MOST_FILE_BYTES + 1).length;
        if (length > MOST_FILE_BYTES || (length == 0 && path.equals(module))) {
          return "Its file " + path + (length == 0 ? " is empty." : " is longer than 8 MiB.");
        }
      } catch (IOException e) {
        return "Its file " + path + " cannot be read: " + e.getMessage() + ".";
      }
    }
    return null;
  }
}
