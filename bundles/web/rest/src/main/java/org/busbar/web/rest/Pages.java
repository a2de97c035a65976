package org.busbar.web.rest;

import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.page.Page;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.view.PageView;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that bundles bring to the console, as long as they run. Of those with the same id the
 * oldest is shown, unless another was moved to. Thread-safe.
 */
@Component(service = {Pages.class, Succession.class})
public final class Pages implements Succession {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  private final Map<ServiceReference<Page>, PageShown> known = new ConcurrentHashMap<>();
  private final Map<ServiceReference<Page>, String> leftOut = new ConcurrentHashMap<>();
  private final Map<String, Long> movedTo = new ConcurrentHashMap<>();
  private final Clock clock;

  /** Takes the clock of the machine. */
  @Activate
  public Pages() {
    this(Clock.system());
  }

  Pages(Clock clock) {
    this.clock = clock;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bind(Page page, ServiceReference<Page> reference) {
    Bundle bundle = reference.getBundle();
    try {
      known.put(reference, PageShown.of(page, bundle, order(reference)));
    } catch (RuntimeException e) {
      leftOut.put(reference, String.valueOf(e.getMessage()));
      LOG.warn("a page of {} is left out", bundle.getSymbolicName(), e);
    }
  }

  void unbind(Page page, ServiceReference<Page> reference) {
    leftOut.remove(reference);
    PageShown gone = known.remove(reference);
    if (gone != null) {
      movedTo.remove(gone.id(), gone.bundle().getBundleId());
    }
  }

  private static long order(ServiceReference<Page> reference) {
    return (Long) reference.getProperty(Constants.SERVICE_ID);
  }

  /** All pages by their titles. */
  List<PageView> all() {
    List<PageView> pages = new ArrayList<>();
    known.values().stream()
        .map(PageShown::id)
        .distinct()
        .forEach(id -> shown(id).ifPresent(page -> pages.add(page.view())));
    pages.sort(Comparator.comparing(PageView::title).thenComparing(PageView::id));
    return pages;
  }

  /** The page that is shown under an id. */
  Optional<PageShown> shown(String id) {
    Long chosen = movedTo.get(id);
    return known.values().stream()
        .filter(page -> page.id().equals(id))
        .min(
            Comparator.comparing(
                    (PageShown page) -> chosen == null || page.bundle().getBundleId() != chosen)
                .thenComparing(PageShown::order));
  }

  /**
   * The file of a page at a path as sent, empty where there is none. Also of one that is not shown:
   * a console that was given its address a moment ago still gets it.
   */
  Optional<URL> file(String path) {
    return known.values().stream()
        .map(page -> page.file(path))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Pages that these bundles bring. */
  List<PageShown> of(Set<Long> bundles) {
    return known.values().stream()
        .filter(page -> bundles.contains(page.bundle().getBundleId()))
        .toList();
  }

  /** What is wrong with pages of these bundles that are left out. */
  List<String> leftOut(Set<Long> bundles) {
    return leftOut.entrySet().stream()
        .filter(
            each ->
                Optional.ofNullable(each.getKey().getBundle())
                    .filter(bundle -> bundles.contains(bundle.getBundleId()))
                    .isPresent())
        .map(each -> "A page is left out: " + each.getValue() + ".")
        .toList();
  }

  /** Shows the page of one bundle under an id from now on. */
  void show(String id, long bundle) {
    movedTo.put(id, bundle);
  }

  @Override
  public String what() {
    return "pages";
  }

  @Override
  public Trial tryOut(Set<Long> old, Set<Long> next) {
    return new PageTrial(this, clock, Set.copyOf(old), Set.copyOf(next));
  }
}
