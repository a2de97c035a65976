package org.busbar.safety;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.device.write.Driver;
import org.busbar.api.safety.Interlock;
import org.busbar.api.transport.Transport;
import org.jspecify.annotations.Nullable;

/** The types that are there now: drivers and transports by id, interlocks. Thread-safe. */
final class ServiceTypes {
  private final Map<String, Driver> drivers = new ConcurrentHashMap<>();
  private final Map<String, Transport> transports = new ConcurrentHashMap<>();
  private final List<Interlock> interlocks = new CopyOnWriteArrayList<>();

  @Nullable Driver driver(String id) {
    return drivers.get(id);
  }

  @Nullable Transport transport(String id) {
    return transports.get(id);
  }

  List<Interlock> interlocks() {
    return interlocks;
  }

  /** Adds a driver; returns whether its id was free. */
  boolean add(Driver driver) {
    return drivers.putIfAbsent(driver.id(), driver) == null;
  }

  /** Removes a driver; returns whether it was the one in use. */
  boolean remove(Driver driver) {
    return drivers.remove(driver.id(), driver);
  }

  boolean add(Transport transport) {
    return transports.putIfAbsent(transport.id(), transport) == null;
  }

  boolean remove(Transport transport) {
    return transports.remove(transport.id(), transport);
  }

  void add(Interlock interlock) {
    interlocks.add(interlock);
  }

  void remove(Interlock interlock) {
    interlocks.remove(interlock);
  }
}
