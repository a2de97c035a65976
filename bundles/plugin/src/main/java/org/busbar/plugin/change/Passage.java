package org.busbar.plugin.change;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;
import org.busbar.plugin.generation.Change;
import org.busbar.plugin.generation.Generation;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One change on its way through the framework. On the worker thread alone. */
public final class Passage {
  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

  private final Change change;
  private final Bundles bundles;
  private final SiteMigration.Way sites;
  private final List<Bundle> next = new ArrayList<>();
  private final List<Bundle> old = new ArrayList<>();
  private final List<Bundle> leaving = new ArrayList<>();
  private final List<Tried> trials = new ArrayList<>();
  private Duration gap = Duration.ZERO;
  private int users;

  /** A trial and who makes it. */
  private static final class Tried {
    private final String what;
    private final Trial trial;
    private boolean moved;

    Tried(String what, Trial trial) {
      this.what = what;
      this.trial = trial;
    }
  }

  public Passage(Change change, Bundles bundles, SiteMigration.Way sites) {
    this.change = change;
    this.bundles = bundles;
    this.sites = sites;
  }

  /** The longest time that something was without either. */
  public Duration gap() {
    return gap;
  }

  /** How many devices, modes, pages went over. */
  int users() {
    return users;
  }

  /** Puts the new beside the old. */
  public void install() throws BundleException, SetbackException {
    Set<String> leaves = change.leaves();
    for (Generation.Jar jar : change.goes()) {
      bundles
          .at(jar)
          .ifPresent(bundle -> (leaves.contains(jar.plugin()) ? leaving : old).add(bundle));
    }
    List<Bundle> all = allOld();
    Set<Bundle> hanging = bundles.hangingOn(all);
    if (!all.isEmpty() && !hanging.isEmpty()) {
      throw new SetbackException(
          hanging.iterator().next().getSymbolicName() + " hangs on it and would restart with it");
    }
    for (Generation.Jar jar : change.comes()) {
      if (bundles.at(jar).isPresent() || bundles.foreign(jar.name(), jar.version()).isPresent()) {
        throw new SetbackException(
            jar.title() + " is there already; two of one name and version cannot be told apart");
      }
      next.add(bundles.install(jar));
    }
  }

  /** After a restart there is only the new, and it runs already. */
  void adopt() throws SetbackException {
    for (Generation.Jar jar : change.comes()) {
      next.add(
          bundles
              .at(jar)
              .orElseThrow(() -> new SetbackException(jar.title() + " was not started")));
    }
  }

  public void start() throws BundleException, SetbackException {
    for (Bundle bundle : next) {
      bundles.start(bundle);
    }
    requireRunning();
  }

  /** Has the files of sites say what the new reads, for whoever tries it out. */
  void prepareSites() throws SetbackException {
    sites.go();
  }

  /** Asks everybody who uses types of plug-ins to try out what came. */
  public void tryOut(List<Succession> successions) {
    if (next.isEmpty()) {
      return;
    }
    for (Succession succession : successions) {
      trials.add(new Tried(succession.what(), succession.tryOut(ids(old), ids(next))));
    }
  }

  private static Set<Long> ids(List<Bundle> of) {
    return of.stream().map(Bundle::getBundleId).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether every trial is good; what is awaited is added. */
  boolean isGood(List<String> awaited) throws SetbackException {
    boolean good = true;
    for (Tried each : trials) {
      Trial.Standing standing = each.trial.standing();
      if (standing.state() == Trial.State.BAD) {
        throw new SetbackException(
            "The trial of " + each.what + " is not good: " + String.join(" ", standing.words()));
      }
      if (standing.state() == Trial.State.TRYING) {
        good = false;
        standing.words().forEach(word -> awaited.add(each.what + ": " + word));
      }
    }
    return good;
  }

  public void move() throws SetbackException, BundleException {
    for (Tried each : trials) {
      try {
        Trial.Moved moved = each.trial.move();
        each.moved = true;
        users += moved.users();
        gap = gap.compareTo(moved.gap()) >= 0 ? gap : moved.gap();
      } catch (IllegalStateException e) {
        throw new SetbackException(each.what + " could not go over: " + e.getMessage());
      }
    }
    for (Bundle bundle : leaving.reversed()) {
      bundles.stop(bundle);
    }
  }

  /** Throws as soon as something is wrong. */
  public void watch() throws SetbackException {
    isGood(new ArrayList<>());
    requireRunning();
  }

  private void requireRunning() throws SetbackException {
    for (Bundle bundle : next) {
      if (!Bundles.runs(bundle)) {
        throw new SetbackException(bundle.getSymbolicName() + " does not run");
      }
    }
  }

  /** The old goes for good. */
  List<WeakReference<ClassLoader>> retire() throws BundleException, InterruptedException {
    closeTrials();
    List<Bundle> all = allOld();
    return all.isEmpty() ? List.of() : bundles.takeOut(all);
  }

  /** Everything as before. What goes wrong here is said and does not stop the rest. */
  public void back() throws InterruptedException {
    sites.back();
    for (Tried each : trials.reversed()) {
      if (each.moved) {
        try {
          each.trial.back();
        } catch (RuntimeException e) {
          LOG.error("{} did not go back", each.what, e);
        }
      }
    }
    for (Bundle bundle : leaving) {
      try {
        bundles.start(bundle);
      } catch (BundleException e) {
        LOG.error("{} does not start again", bundle.getSymbolicName(), e);
      }
    }
    closeTrials();
    try {
      if (!next.isEmpty()) {
        bundles.takeOut(next);
      }
    } catch (BundleException e) {
      LOG.error("What was tried out cannot be taken out", e);
    }
  }

  private List<Bundle> allOld() {
    List<Bundle> all = new ArrayList<>(old);
    all.addAll(leaving);
    return all;
  }

  private void closeTrials() {
    for (Tried each : trials) {
      try {
        each.trial.close();
      } catch (RuntimeException e) {
        LOG.error("The trial of {} does not end", each.what, e);
      }
    }
    trials.clear();
  }
}
