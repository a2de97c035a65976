package org.busbar.web.rest;

import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.safety.Audit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Keeps in the gateway's audit what requests change or carry out that belongs to no site and no
 * plug-in; these keep records of their own.
 */
@Component(service = Audited.class)
public final class Audited {
  private final AtomicReference<@Nullable Audit> audit = new AtomicReference<>();

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bind(Audit found) {
    audit.set(found);
  }

  void unbind(Audit gone) {
    audit.compareAndSet(gone, null);
  }

  /**
   * One record.
   *
   * @param kind what was done, lower-case words with hyphens
   * @param of to what
   * @param before what was; empty where nothing was
   * @param after what is now; empty where nothing is
   */
  void changed(String kind, SecurityContext by, String of, String before, String after) {
    append(kind, by.getUserPrincipal().getName(), of, Map.of("before", before, "after", after));
  }

  /** One record of what left the gateway. */
  void carriedOut(String kind, SecurityContext by, String what) {
    append(kind, by.getUserPrincipal().getName(), what, Map.of());
  }

  void append(String kind, String by, String of, Map<String, String> more) {
    Audit found = audit.get();
    if (found != null) {
      Map<String, String> values = new TreeMap<>(more);
      values.put("of", of);
      found.append(kind, by, "", values);
    }
  }
}
