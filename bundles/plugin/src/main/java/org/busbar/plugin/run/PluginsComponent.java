package org.busbar.plugin.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.events.Severity;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.Plugins;
import org.busbar.api.plugin.Succession;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.config.api.Edit;
import org.busbar.plugin.change.Bundles;
import org.busbar.plugin.change.Configurations;
import org.busbar.plugin.change.FullCollections;
import org.busbar.plugin.change.LetGo;
import org.busbar.plugin.change.Roster;
import org.busbar.plugin.change.Settings;
import org.busbar.plugin.change.SiteMigration;
import org.busbar.plugin.change.Surroundings;
import org.busbar.plugin.change.Swaps;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.generation.Avoided;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.Journal;
import org.busbar.plugin.generation.Pins;
import org.busbar.plugin.generation.SiteFiles;
import org.busbar.plugin.generation.Step;
import org.busbar.plugin.generation.Withheld;
import org.busbar.plugin.health.PluginHealth;
import org.busbar.plugin.health.Residents;
import org.busbar.plugin.trust.Policy;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.resolver.Resolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the plug-ins of this gateway. It begins before the core reads the configuration of sites,
 * so that what an end in the middle of a job left is put right by then; everything else is done
 * when it is asked for. Framework properties: {@code busbar.home}, {@code busbar.site}, {@code
 * busbar.version}, {@code busbar.development}; in a development assembly {@code busbar.plugin.halt}
 * ends the process after a step, for tests.
 */
@Component(service = PluginsComponent.class, immediate = true)
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>='org.busbar.api.plugin.Plugins'")
public final class PluginsComponent implements Surroundings {
  private static final Logger LOG = LoggerFactory.getLogger(PluginsComponent.class);

  /** As of a process that was killed. */
  private static final int HALTED = 137;

  private final BundleContext context;
  private final ConfigurationAdmin admin;
  private final AtomicReference<@Nullable Gateway> gateway = new AtomicReference<>();
  private final AtomicReference<@Nullable Audit> audit = new AtomicReference<>();
  private final AtomicReference<@Nullable PluginHealth> health = new AtomicReference<>();
  private final List<Succession> successions = new CopyOnWriteArrayList<>();
  private final Provisioner provisioner;
  private final List<ServiceRegistration<?>> registrations;

  /** Puts right what was left, and offers the rest. */
  @Activate
  public PluginsComponent(BundleContext context, @Reference ConfigurationAdmin admin)
      throws IOException, RefusedException {
    this.context = context;
    this.admin = admin;
    Path home = Path.of(property("busbar.home", "home")).toAbsolutePath().normalize();
    Path plugins = home.resolve("plugins");
    boolean development = Boolean.parseBoolean(property("busbar.development", "false"));
    if (Boolean.parseBoolean(property("busbar.demo", "false"))) {
      OwnCatalogue.believe(home, Path.of(property("busbar.dist", ".")));
    }
    SiteFiles sites = SiteFiles.of(property("busbar.site", ""));
    Generations generations = new Generations(plugins, sites);
    Bundles bundles = new Bundles(context, plugins);
    Supply supply =
        new Supply(
            generations,
            Versions.lenient(property("busbar.version", "0")),
            bundles,
            policy(plugins, development),
            this);
    Roster roster = new Roster(generations, bundles);
    Configurations configurations = new Configurations(generations, this);
    Journal journal = new Journal(plugins, development ? halting() : _ -> {});
    provisioner =
        new Provisioner(
            home,
            generations,
            journal,
            new Worker.Parts(
                supply,
                new Trust(home, supply),
                bundles,
                this,
                configurations,
                new SiteMigration(sites, generations, this),
                new Pins(plugins),
                new Withheld(plugins),
                new Avoided(plugins),
                roster,
                new Swaps(),
                new LetGo(this, FullCollections.here())));
    provisioner.start();
    registrations =
        List.of(
            context.registerService(Residents.class, roster, null),
            context.registerService(Plugins.class, new Recorded(provisioner, this::audit), null));
  }

  private static Policy policy(Path plugins, boolean development)
      throws IOException, RefusedException {
    Set<String> unsigned = Settings.read(plugins).unsigned();
    if (!development && !unsigned.isEmpty()) {
      LOG.error("Only a development assembly takes {} without a signature", unsigned);
      return Policy.production();
    }
    return new Policy(development, unsigned);
  }

  /** Ends the process as a power cut would: {@code at-moved}, {@code before-moved}. */
  private Step.Listener halting() {
    String point = property("busbar.plugin.halt", "");
    return new Step.Listener() {
      @Override
      public void done(Step step) {
        end("at-" + step.word());
      }

      @Override
      public void before(Step step) {
        end("before-" + step.word());
      }

      private void end(String here) {
        if (here.equals(point)) {
          Runtime.getRuntime().halt(HALTED);
        }
      }
    };
  }

  private String property(String name, String otherwise) {
    String value = context.getProperty(name);
    return value == null ? otherwise : value;
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindGateway(Gateway found) {
    gateway.set(found);
  }

  void unbindGateway(Gateway gone) {
    gateway.compareAndSet(gone, null);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindAudit(Audit found) {
    audit.set(found);
  }

  void unbindAudit(Audit gone) {
    audit.compareAndSet(gone, null);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindHealth(PluginHealth found) {
    health.set(found);
  }

  void unbindHealth(PluginHealth gone) {
    health.compareAndSet(gone, null);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSuccession(Succession found) {
    successions.add(found);
  }

  void removeSuccession(Succession gone) {
    successions.remove(gone);
  }

  /** What is under way is left to the next start. */
  @Deactivate
  void end() throws IOException {
    registrations.forEach(ServiceRegistration::unregister);
    provisioner.close();
  }

  @Override
  public Clock clock() {
    return Clock.system();
  }

  @Override
  public Audit audit() {
    Audit found = audit.get();
    return found == null ? Audit.none() : found;
  }

  @Override
  public List<Succession> successions() {
    return List.copyOf(successions);
  }

  @Override
  public Resolver resolver() {
    ServiceReference<Resolver> reference = context.getServiceReference(Resolver.class);
    if (reference == null) {
      throw new IllegalStateException("there is no resolver");
    }
    return context.getService(reference);
  }

  @Override
  public PluginStatus.Health health(String plugin) {
    PluginHealth found = health.get();
    return found == null
        ? new PluginStatus.Health(Double.NaN, OptionalLong.empty(), 0, 0, 0)
        : found.health(plugin);
  }

  @Override
  public void raise(Severity severity, String source, String kind, String text) {
    Gateway found = gateway.get();
    if (found != null) {
      for (Site site : found.sites()) {
        site.raise(severity, source, kind, text);
      }
    }
  }

  @Override
  public Optional<SiteEditor> editor(Path file) {
    Gateway found = gateway.get();
    if (found == null) {
      return Optional.empty();
    }
    try {
      Map<String, Object> site = Edit.plain(Files.readString(file));
      Object org = site.getOrDefault("org", SiteId.DEFAULT_ORG);
      return found.editor(new SiteId(String.valueOf(org), String.valueOf(site.get("site"))));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} cannot be read", file, e);
      return Optional.empty();
    }
  }

  @Override
  public void configure(Map<String, Map<String, Object>> byPid, boolean present) {
    byPid.forEach(
        (pid, values) -> {
          try {
            Configuration configuration = configuration(pid);
            if (present) {
              Dictionary<String, Object> all = new Hashtable<>();
              values.forEach(all::put);
              configuration.updateIfDifferent(all);
            } else {
              configuration.delete();
            }
          } catch (IOException e) {
            LOG.error("The configuration {} cannot be changed", pid, e);
          }
        });
  }

  private Configuration configuration(String pid) throws IOException {
    String[] name = pid.split("~", 2);
    return name.length == 1
        ? admin.getConfiguration(pid, "?")
        : admin.getFactoryConfiguration(name[0], name[1], "?");
  }

  @Override
  public Map<String, Map<String, Object>> stored(Collection<String> pids) {
    try {
      return StoredValues.of(admin, pids);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void pause(Duration time) throws InterruptedException {
    LockSupport.parkNanos(this, time.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
