package org.busbar.web.rest;

import jakarta.ws.rs.core.Application;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.access.Access;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.json.JsonBodies;
import org.busbar.web.rest.json.ProblemMapper;
import org.busbar.web.rest.live.message.LiveInterface;
import org.busbar.web.rest.openapi.OpenApi;
import org.busbar.web.rest.openapi.Operation;
import org.busbar.web.rest.view.Projection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsApplicationBase;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsName;

/**
 * The REST interface as one application: all its resources come and go together, and none of them
 * holds state.
 */
@Component(service = Application.class)
@JakartarsName("busbar")
@JakartarsApplicationBase("/v1")
public final class RestApplication extends Application {
  private static final String BASE = "/api/v1";

  private final List<Object> resources;
  private final PersonalReads reads;

  /** Serves the sites to who is let in. */
  @Activate
  public RestApplication(
      @Reference Installed installed,
      @Reference Sites sites,
      @Reference Histories histories,
      @Reference Access access,
      @Reference Pages pages) {
    Clock clock = Clock.system();
    Audited audited = installed.audited();
    Projection projection = new Projection(clock);
    this.reads = new PersonalReads(audited, clock);
    List<Object> all = new ArrayList<>();
    all.add(new HealthResource(sites, clock));
    all.add(new SiteResource(sites, projection));
    Edits edits = new Edits(sites, clock);
    all.add(new DevicesResource(sites, projection, edits, reads));
    all.add(new DeviceTypesResource(sites));
    all.add(new GroupsResource(sites, edits));
    all.add(new DeviceCommandsResource(sites));
    all.add(new GroupCommandsResource(sites));
    all.add(new DiscoveryResource(sites, audited));
    all.add(new DeviceTestsResource(sites, projection, audited));
    all.add(new GenerationsResource(sites, edits));
    all.add(new PointsResource(sites, projection));
    all.add(new RecordsResource(sites, histories, projection, reads));
    all.add(new HistoryResource(sites, histories, clock, audited, reads));
    all.add(new ModesResource(sites, projection));
    all.add(new ProposalsResource(sites, projection));
    all.add(new ResetResource(sites, projection));
    all.add(new RecordingsResource(sites, clock, audited));
    all.add(new BundlesResource(installed));
    all.add(new PagesResource(pages));
    all.add(new PluginsResource(installed));
    all.add(new PluginOffersResource(installed));
    all.add(new PluginPlansResource(installed));
    all.add(new PluginJobsResource(installed));
    all.add(new PluginGenerationsResource(installed));
    all.add(new PluginSourcesResource(installed));
    all.add(new PluginArchivesResource(installed));
    all.add(new LoggingResource(sites, audited));
    all.add(new SessionResource(access, audited));
    List<Operation> operations = new ArrayList<>();
    all.forEach(resource -> operations.addAll(Operation.of(BASE, resource.getClass())));
    operations.addAll(Operation.of(BASE, OpenApiResource.class));
    operations.addAll(ofServlets());
    all.add(new OpenApiResource(new OpenApi(operations).document()));
    this.resources = List.copyOf(all);
  }

  /** What is counted is told. */
  @Deactivate
  void end() {
    reads.end();
  }

  private static List<Operation> ofServlets() {
    List<Operation> operations = new ArrayList<>(Operation.of("", RootServlet.Described.class));
    operations.addAll(Operation.of("", EmergencyStopServlet.Described.class));
    operations.addAll(Operation.of(BASE, LiveInterface.class));
    return operations;
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of(
        "jersey.config.server.wadl.disableWadl", true,
        "jersey.config.server.response.setStatusOverSendError", true);
  }

  @Override
  @SuppressWarnings("deprecation") // the only way to hand over instances instead of classes
  public Set<Object> getSingletons() {
    Set<Object> singletons = new HashSet<>(resources);
    singletons.add(new JsonBodies(new Json()));
    singletons.add(new ProblemMapper());
    singletons.add(new CallerGuard());
    return singletons;
  }
}
