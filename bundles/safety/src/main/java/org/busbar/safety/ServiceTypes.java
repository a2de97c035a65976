package org.busbar.safety;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.write.Driver;
import org.busbar.api.safety.Interlock;
import org.busbar.api.transport.Transport;
import org.busbar.safety.stop.Judge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The types that are there now: drivers and transports by id, interlocks. Where two have the same
 * id the first is used; the other takes over when it goes. Thread-safe.
 */
final class ServiceTypes {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceTypes.class);

  private final Map<String, List<Driver>> drivers = new ConcurrentHashMap<>();
  private final Map<String, List<Transport>> transports = new ConcurrentHashMap<>();
  private final Map<Driver, Long> bundles = Collections.synchronizedMap(new IdentityHashMap<>());
  private final List<Interlock> interlocks = new CopyOnWriteArrayList<>();
  private volatile Function<String, Judge> judges = Judge::thread;

  /** With what safety itself makes: virtual devices. */
  ServiceTypes() {
    add(new VirtualDriver());
    add(new VirtualTransport());
  }

  @Nullable Driver driver(String id) {
    return first(drivers, id);
  }

  @Nullable Transport transport(String id) {
    return first(transports, id);
  }

  List<Interlock> interlocks() {
    return interlocks;
  }

  /** The drivers in use. */
  List<Driver> drivers() {
    return drivers.values().stream().filter(l -> !l.isEmpty()).map(List::getFirst).toList();
  }

  /** What the drivers make now, ordered by driver and type; one with a bug makes nothing. */
  List<DeviceType> deviceTypes() {
    List<DeviceType> all = new ArrayList<>();
    for (List<Driver> each : drivers.values()) {
      if (!each.isEmpty()) {
        try {
          all.addAll(each.getFirst().types());
        } catch (RuntimeException e) {
          LOG.error("driver {} does not tell what it makes", each.getFirst().id(), e);
        }
      }
    }
    all.sort(Comparator.comparing(DeviceType::driver).thenComparing(DeviceType::type));
    return List.copyOf(all);
  }

  /** Adds a driver of no bundle; returns whether it is the one in use. */
  boolean add(Driver driver) {
    return add(driver, 0);
  }

  /** Adds a driver; returns whether it is the one in use. */
  boolean add(Driver driver, long bundle) {
    bundles.put(driver, bundle);
    return add(drivers, driver.id(), driver);
  }

  /** Removes a driver; returns whether it was the one in use. */
  boolean remove(Driver driver) {
    bundles.remove(driver);
    return remove(drivers, driver.id(), driver);
  }

  /** Drivers that these bundles brought, by id. */
  Map<String, Driver> driversOf(Set<Long> of) {
    Map<String, Driver> found = new TreeMap<>();
    drivers.forEach(
        (id, all) ->
            all.stream()
                .filter(driver -> of.contains(bundles.getOrDefault(driver, 0L)))
                .findFirst()
                .ifPresent(driver -> found.put(id, driver)));
    return found;
  }

  /** Has this driver be the one in use, where it is still there; sessions stay as they are. */
  void use(Driver driver) {
    drivers.computeIfPresent(
        driver.id(),
        (id, all) -> {
          List<Driver> next = new ArrayList<>(all);
          if (next.removeIf(each -> each == driver)) {
            next.addFirst(driver);
          }
          return new CopyOnWriteArrayList<>(next);
        });
  }

  /** Adds a transport; returns whether it is the one in use. */
  boolean add(Transport transport) {
    return add(transports, transport.id(), transport);
  }

  /** Removes a transport; returns whether it was the one in use. */
  boolean remove(Transport transport) {
    return remove(transports, transport.id(), transport);
  }

  /** Where an interlock of a bundle is asked. */
  Judge judge(String name) {
    return judges.apply(name);
  }

  /** Has interlocks asked elsewhere than on threads of their own. */
  void judgeBy(Function<String, Judge> elsewhere) {
    judges = elsewhere;
  }

  void add(Interlock interlock) {
    interlocks.add(interlock);
  }

  void remove(Interlock interlock) {
    interlocks.remove(interlock);
  }

  private static <T> @Nullable T first(Map<String, List<T>> types, String id) {
    List<T> all = types.get(id);
    return all == null || all.isEmpty() ? null : all.getFirst();
  }

  private static <T> boolean add(Map<String, List<T>> types, String id, T type) {
    List<T> all =
        types.compute(
            id,
            (key, before) -> {
              List<T> next = before == null ? new CopyOnWriteArrayList<>() : before;
              next.add(type);
              return next;
            });
    return all.getFirst() == type;
  }

  private static <T> boolean remove(Map<String, List<T>> types, String id, T type) {
    boolean used = first(types, id) == type;
    types.computeIfPresent(
        id,
        (key, all) -> {
          List<T> next = new CopyOnWriteArrayList<>(all);
          next.removeIf(each -> each == type);
          return next.isEmpty() ? null : next;
        });
    return used;
  }
}
