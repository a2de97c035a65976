package org.busbar.web.rest;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.device.DeviceType;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.safety.Discovery;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The sites of this runtime as long as there is a gateway; it may come late and go. */
@Component(service = Sites.class)
public final class Sites {
  private final AtomicReference<@Nullable Gateway> gateway = new AtomicReference<>();

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bind(Gateway found) {
    gateway.set(found);
  }

  void unbind(Gateway gone) {
    gateway.compareAndSet(gone, null);
  }

  /** All sites, ordered by id. */
  public Collection<Site> all() {
    Gateway now = gateway.get();
    return now == null ? List.of() : now.sites();
  }

  /** Who looks for devices; ends the request with 503 where nobody does. */
  Discovery discovery() {
    return Optional.ofNullable(gateway.get())
        .flatMap(Gateway::discovery)
        .orElseThrow(() -> new ProblemException(Problem.noSite(problems())));
  }

  /** Kinds of devices that can be made now. */
  List<DeviceType> deviceTypes() {
    Gateway now = gateway.get();
    if (now == null) {
      throw new ProblemException(Problem.noSite(List.of()));
    }
    return now.deviceTypes();
  }

  /** Who edits the file of the first site; ends the request with 503 where there is none. */
  SiteEditor editor() {
    Site site = required();
    Gateway now = gateway.get();
    return Optional.ofNullable(now)
        .flatMap(found -> found.editor(site.model().id()))
        .orElseThrow(() -> new ProblemException(Problem.noSite(problems())));
  }

  /** Why sites could not be built; empty where all stand. */
  public List<String> problems() {
    Gateway now = gateway.get();
    return now == null ? List.of() : now.problems();
  }

  /** The first site, empty where there is none. */
  public Optional<Site> first() {
    return all().stream().findFirst();
  }

  /** The first site; ends the request with 503 where there is none. */
  Site required() {
    return first().orElseThrow(() -> new ProblemException(Problem.noSite(problems())));
  }
}
