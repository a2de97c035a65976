package org.busbar.plugin.health;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.busbar.api.events.Severity;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.plugin.Containment;
import org.busbar.api.plugin.PluginStatus.Health;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what plug-ins take, and has those go that take too much. */
@Component(
    service = {Containment.class, PluginHealth.class},
    immediate = true)
public final class PluginHealth implements Containment {
  private static final Logger LOG = LoggerFactory.getLogger(PluginHealth.class);
  private static final long PERIOD_S = 5;
  private static final Health UNKNOWN = new Health(Double.NaN, OptionalLong.empty(), 0, 0, 0);

  private final Ledger ledger;
  private final Watch watch;
  private final BareJars bare;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "busbar-plugin-health");
            thread.setDaemon(true);
            return thread;
          });

  private volatile @Nullable Residents residents;
  private volatile @Nullable Gateway gateway;
  private volatile Audit audit = Audit.none();

  /** Looks every few seconds, with the budgets of the framework's properties. */
  @Activate
  public PluginHealth(BundleContext context) {
    this(budgets(context), Clock.system(), () -> List.of(context.getBundles()));
    timer.scheduleWithFixedDelay(this::tick, PERIOD_S, PERIOD_S, TimeUnit.SECONDS);
  }

  /** Looks when it is told to, for programs that put the platform together without components. */
  public PluginHealth(Budgets budgets, Clock clock) {
    this(budgets, clock, List::of);
  }

  private PluginHealth(Budgets budgets, Clock clock, Supplier<List<Bundle>> bundles) {
    bare = new BareJars(bundles);
    Machine machine = Machine.here();
    ledger = new Ledger(machine, this::residents);
    watch = new Watch(ledger, machine, budgets, clock, this::overspent);
  }

  private static Budgets budgets(BundleContext context) {
    try {
      return Budgets.of(context::getProperty);
    } catch (IllegalArgumentException e) {
      LOG.error("the budgets of plug-ins cannot be read, the usual ones hold", e);
      return Budgets.USUAL;
    }
  }

  /** Who starts plug-ins is there. */
  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  public void addResidents(Residents started) {
    residents = started;
  }

  /** Who starts plug-ins goes. */
  public void removeResidents(Residents gone) {
    if (residents == gone) {
      residents = null;
    }
  }

  /** Who keeps records is there. */
  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void addAudit(Audit here) {
    audit = here;
  }

  /** Who keeps records goes. */
  void removeAudit(Audit gone) {
    if (audit == gone) {
      audit = Audit.none();
    }
  }

  /** Whose sites hear of it is there. */
  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void addGateway(Gateway here) {
    gateway = here;
  }

  /** Whose sites hear of it goes. */
  void removeGateway(Gateway gone) {
    if (gateway == gone) {
      gateway = null;
    }
  }

  private Collection<Resident> residents() {
    Residents known = residents;
    return known == null ? List.of() : known.residents();
  }

  private void tick() {
    try {
      look();
      Gateway told = gateway;
      if (told != null) {
        bare.tell(told.sites());
      }
    } catch (RuntimeException e) {
      LOG.error("plug-ins could not be looked at", e);
    }
  }

  /** Looks once at what all take; whoever takes too much goes. */
  public void look() {
    watch.look();
  }

  /** What a plug-in takes in its newest version; nothing is known of one that is not started. */
  public Health health(String plugin) {
    return residents().stream()
        .filter(each -> each.plugin().equals(plugin))
        .reduce((_, newest) -> newest)
        .map(watch::health)
        .orElse(UNKNOWN);
  }

  private void overspent(Resident which, String why) {
    String plugin = which.plugin();
    String text = "The plug-in " + which.title() + " takes too much: " + why + ".";
    alarm(plugin, "plugin-overspent", text);
    Residents known = residents;
    if (known != null) {
      known.overspent(which, why);
    }
  }

  private void alarm(String plugin, String kind, String text) {
    LOG.error("{}", text);
    Gateway told = gateway;
    if (told != null) {
      for (Site site : told.sites()) {
        site.raise(Severity.ALARM, plugin, kind, text);
      }
    }
  }

  /** Hosts that the plug-in of a bundle declared; empty where the bundle is of the assembly. */
  public Optional<List<String>> hosts(Bundle bundle) {
    Optional<Resident> resident = resident(bundle);
    return resident.isEmpty() && !Ledger.isStaged(bundle)
        ? Optional.empty()
        : Optional.of(resident.map(each -> each.needs().hosts()).orElse(List.of()));
  }

  private Optional<Resident> resident(Bundle bundle) {
    return residents().stream()
        .filter(each -> each.bundles().contains(bundle.getBundleId()))
        .findFirst();
  }

  /**
   * Somebody refused a plug-in at run time what it did not declare: an alarm and a record.
   *
   * @param reason the word in the record
   * @param text one sentence for people
   */
  public void refused(Bundle bundle, String reason, String text, Map<String, String> values) {
    String plugin = resident(bundle).map(Resident::plugin).orElse(bundle.getSymbolicName());
    alarm(plugin, "plugin-refused", text);
    Map<String, String> all = new LinkedHashMap<>(values);
    all.put("plugin", plugin);
    all.put("reason", reason);
    all.put("what", text);
    audit.append("plugin-refused", plugin, text, all);
  }

  /** Ends. */
  @Deactivate
  void end() {
    timer.shutdownNow();
  }

  @Override
  public Declared declared(Class<?> type) {
    return ledger.declared(type);
  }

  @Override
  public Span begin(Class<?> type) {
    return ledger.begin(type);
  }

  @Override
  public void late(Class<?> type) {
    ledger.late(type);
  }

  @Override
  public void failed(Class<?> type) {
    ledger.failed(type);
  }
}
