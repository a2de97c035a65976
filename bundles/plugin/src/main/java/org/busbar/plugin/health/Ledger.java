package org.busbar.plugin.health;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.busbar.api.plugin.Containment;
import org.busbar.api.vocabulary.Level;
import org.busbar.plugin.format.Needs;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.osgi.framework.FrameworkUtil;

/** Holds plug-ins to what they declared, and counts what each of their bundles takes. */
final class Ledger implements Containment {
  private static final Span NOTHING = () -> {};
  private static final String STAGED = "/plugins/staged/";

  /** One that nobody has answered for yet: it came before who starts it has looked. */
  private static final Declared UNKNOWN = new Declared("that is not known", Set.of(), Set.of());

  private final Machine machine;
  private final Supplier<? extends Collection<Resident>> residents;
  private final Map<Long, Account> accounts = new ConcurrentHashMap<>();

  /** Threads that were seen at code of plug-ins by leave: they are the platform's own. */
  private final Set<Thread> platform = ConcurrentHashMap.newKeySet();

  private volatile Map<Long, Declared> declared = Map.of();

  Ledger(Machine machine, Supplier<? extends Collection<Resident>> residents) {
    this.machine = machine;
    this.residents = residents;
  }

  /** Takes in which plug-ins are there now; forgets the bundles of others. */
  Collection<Resident> look() {
    Collection<Resident> now = residents.get();
    Map<Long, Declared> next = new HashMap<>();
    for (Resident resident : now) {
      Needs needs = resident.needs();
      Declared each = new Declared(resident.plugin(), levels(needs), new HashSet<>(needs.reads()));
      resident.bundles().forEach(bundle -> next.put(bundle, each));
    }
    declared = Map.copyOf(next);
    accounts.keySet().retainAll(next.keySet());
    return now;
  }

  private static Set<Level> levels(Needs needs) {
    Set<Level> levels = new TreeSet<>();
    for (Level level : Level.values()) {
      if (needs.levels().contains(level.name())) {
        levels.add(level);
      }
    }
    return levels;
  }

  /** What the bundles of a plug-in have taken. */
  Account.Taken taken(Resident resident) {
    Account.Taken all = Account.Taken.NOTHING;
    for (Long bundle : resident.bundles()) {
      all = all.plus(account(bundle).taken());
    }
    return all;
  }

  /** Names of the threads that the bundles of a plug-in have of their own. */
  List<String> threads(Resident resident) {
    return resident.bundles().stream()
        .flatMap(bundle -> account(bundle).threads().stream())
        .toList();
  }

  /** Looks for threads that bundles of plug-ins began. */
  void findThreads() {
    platform.removeIf(thread -> !thread.isAlive());
    Map<Long, Set<Thread>> found = new HashMap<>();
    for (Thread thread : machine.threads()) {
      Bundle bundle = platform.contains(thread) ? null : bundle(thread);
      if (bundle != null && declared.containsKey(bundle.getBundleId()) && isStarted(bundle)) {
        found.computeIfAbsent(bundle.getBundleId(), _ -> new HashSet<>()).add(thread);
      }
    }
    for (Long bundle : declared.keySet()) {
      account(bundle).own(found.getOrDefault(bundle, Set.of()));
    }
  }

  private static @Nullable Bundle bundle(Thread thread) {
    if (thread instanceof Deadline.Runner) {
      return null;
    }
    Bundle byClass = FrameworkUtil.getBundle(thread.getClass());
    if (byClass != null) {
      return byClass;
    }
    return thread.getContextClassLoader() instanceof BundleReference reference
        ? reference.getBundle()
        : null;
  }

  /** A thread outlives its bundle, and where there was another framework also that. */
  private static boolean isStarted(Bundle bundle) {
    return (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING)) != 0;
  }

  private Account account(long bundle) {
    return accounts.computeIfAbsent(bundle, _ -> new Account(machine));
  }

  /** Whether a bundle lies where verified plug-ins lie. */
  static boolean isStaged(Bundle bundle) {
    return bundle.getLocation().contains(STAGED);
  }

  /** The bundle that brought a class, where it is of a plug-in. */
  private OptionalLong plugin(Class<?> type) {
    Bundle bundle = FrameworkUtil.getBundle(type);
    if (bundle == null) {
      return OptionalLong.empty();
    }
    long id = bundle.getBundleId();
    if (!declared.containsKey(id) && isStaged(bundle)) {
      look(); // It came since the last time.
    }
    return declared.containsKey(id) || isStaged(bundle)
        ? OptionalLong.of(id)
        : OptionalLong.empty();
  }

  @Override
  public Declared declared(Class<?> type) {
    OptionalLong bundle = plugin(type);
    return bundle.isEmpty()
        ? Declared.EVERYTHING
        : declared.getOrDefault(bundle.getAsLong(), UNKNOWN);
  }

  @Override
  public Span begin(Class<?> type) {
    OptionalLong bundle = plugin(type);
    if (bundle.isEmpty()) {
      return NOTHING;
    }
    platform.add(Thread.currentThread());
    return account(bundle.getAsLong()).begin(type.getClassLoader());
  }

  @Override
  public void late(Class<?> type) {
    plugin(type).ifPresent(bundle -> account(bundle).wasLate());
  }

  @Override
  public void failed(Class<?> type) {
    plugin(type).ifPresent(bundle -> account(bundle).hasFailed());
  }
}
