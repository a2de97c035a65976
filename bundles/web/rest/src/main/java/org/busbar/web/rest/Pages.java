package org.busbar.web.rest;

import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.busbar.api.page.Page;
import org.busbar.web.rest.view.PageView;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages that bundles bring to the console, as long as they run. Thread-safe. */
@Component(service = Pages.class)
public final class Pages {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  private static final String ROOT = "/pages/";
  private static final int MOST_TITLE_LENGTH = 40;
  private static final int MOST_PATH_LENGTH = 200;
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Pattern FILE =
      Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\\.[a-z0-9]+");

  private final Map<ServiceReference<Page>, Shown> shown =
      new ConcurrentSkipListMap<>(Comparator.reverseOrder());

  /** A page as it was when it came: what it says later changes nothing. */
  private record Shown(PageView view, Bundle bundle, String folder) {}

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bind(Page page, ServiceReference<Page> reference) {
    Bundle bundle = reference.getBundle();
    try {
      shown.put(reference, look(page, bundle));
    } catch (RuntimeException e) {
      LOG.warn("a page of {} is left out", bundle.getSymbolicName(), e);
    }
  }

  void unbind(Page page, ServiceReference<Page> reference) {
    shown.remove(reference);
  }

  private static Shown look(Page page, Bundle bundle) {
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
    String revision = Long.toString(bundle.getLastModified(), Character.MAX_RADIX);
    String address = ROOT + id + "/" + revision + module.substring(slash);
    return new Shown(new PageView(id, title, address), bundle, module.substring(0, slash));
  }

  private static boolean isFile(String path) {
    return path.length() <= MOST_PATH_LENGTH && FILE.matcher(path).matches();
  }

  /** All pages by their titles; of those with the same id the oldest. */
  List<PageView> all() {
    List<PageView> pages = new ArrayList<>(distinct().stream().map(Shown::view).toList());
    pages.sort(Comparator.comparing(PageView::title).thenComparing(PageView::id));
    return pages;
  }

  private List<Shown> distinct() {
    Set<String> ids = new HashSet<>();
    return shown.values().stream().filter(page -> ids.add(page.view().id())).toList();
  }

  /** The file of a page at a path as sent, empty where there is none. */
  Optional<URL> file(String path) {
    if (!path.startsWith(ROOT)) {
      return Optional.empty();
    }
    return distinct().stream()
        .filter(page -> path.startsWith(base(page)))
        .map(page -> file(page, path.substring(base(page).length())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static String base(Shown page) {
    return page.view().module().substring(0, page.view().module().lastIndexOf('/') + 1);
  }

  private static Optional<URL> file(Shown page, String file) {
    return Optional.of(file)
        .filter(Pages::isFile)
        .map(name -> page.bundle().getEntry(page.folder() + "/" + name))
        .filter(found -> !found.getPath().endsWith("/"));
  }
}
