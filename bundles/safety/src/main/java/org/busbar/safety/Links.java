package org.busbar.safety;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.events.Severity;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Transport;
import org.busbar.safety.discover.Scout;
import org.busbar.safety.succession.Claim;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections and sessions of one site. They are opened when both their services are there and
 * closed when one goes; nobody else is ever given one. Guarded by its own lock; blocks for
 * releases.
 */
final class Links {
  private static final Logger LOG = LoggerFactory.getLogger(Links.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Ground ground;
  private final ServiceTypes types;
  private volatile List<FieldDevice> devices;
  private final Map<String, Connection> connections = new HashMap<>();
  private boolean closed;

  Links(Ground ground, ServiceTypes types, List<FieldDevice> devices) {
    this.ground = ground;
    this.types = types;
    this.devices = devices;
  }

  /**
   * Compiles what can be described already; returns one line per problem, empty where none is. What
   * has no driver yet is described when it comes.
   */
  synchronized List<String> describe() {
    List<String> problems = new ArrayList<>();
    for (FieldDevice device : devices) {
      DeviceConfig config = device.config();
      Driver driver = types.driver(config.driver());
      if (connectionOf(config) == null) {
        problems.add(config.source() + ": connection '" + config.connection() + "' is not defined");
      }
      if (driver != null) {
        try {
          describe(device, driver);
        } catch (IllegalArgumentException e) {
          problems.add(config.source() + ": " + e.getMessage());
        } catch (RuntimeException e) {
          failed(device, e);
        }
      }
    }
    return problems;
  }

  /**
   * Opens every device whose services are there; returns one line per problem of the configuration.
   */
  synchronized List<String> open() {
    List<String> problems = new ArrayList<>();
    if (closed) {
      return problems;
    }
    for (FieldDevice device : devices) {
      if (device.open() == null) {
        try {
          open(device);
        } catch (IllegalArgumentException e) {
          problems.add(e.getMessage());
        } catch (RuntimeException e) {
          failed(device, e);
        }
      }
    }
    return problems;
  }

  /** A driver or transport with a bug costs its own devices only. */
  private void failed(FieldDevice device, RuntimeException cause) {
    LOG.error("{}: its driver or transport failed", device.id(), cause);
    notOpened(device, "its driver or transport failed: " + cause);
  }

  /** Tells which devices could not be opened because a service is not there. */
  void tellMissing() {
    for (FieldDevice device : devices) {
      DeviceConfig config = device.config();
      ConnectionConfig connection = connectionOf(config);
      if (device.open() == null && connection != null) {
        boolean driver = types.driver(config.driver()) != null;
        notOpened(
            device,
            driver
                ? "transport '" + connection.transport() + "' is not there"
                : "driver '" + config.driver() + "' is not there");
      }
    }
  }

  private void notOpened(FieldDevice device, String why) {
    String text = device.id() + " is not opened: " + why + ".";
    ground.events().raise(Severity.ALARM, device.id().toString(), "device-not-opened", text);
  }

  /** Whether every device has an open session. */
  boolean isComplete() {
    return devices.stream().allMatch(device -> device.open() != null);
  }

  private void describe(FieldDevice device, Driver driver) {
    Findings.requireCarried(driver, device.config(), connectionOf(device.config()));
    if (device.plant() == null) {
      device.describe(
          new Plant(
              device.config(), driver.describe(device.config()), ground.model().limits(), null));
    }
  }

  private void open(FieldDevice device) {
    DeviceConfig config = device.config();
    Driver driver = types.driver(config.driver());
    ConnectionConfig wanted = connectionOf(config);
    Transport transport = wanted == null ? null : types.transport(wanted.transport());
    if (driver == null || wanted == null || transport == null) {
      return;
    }
    try {
      describe(device, driver);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(config.source() + ": " + e.getMessage(), e);
    }
    Connection connection = connections.get(wanted.name());
    if (connection == null) {
      connection = open(wanted, transport);
      connections.put(wanted.name(), connection);
    }
    Claim claim =
        connection instanceof VirtualConnection
            ? Claim.bare(connection, ground.clock())
            : Claim.writing(connection, ground.clock());
    Inlet inlet = Inlet.live(device);
    try {
      DeviceSession session = driver.open(claim.view(), config, inlet, ground.clock());
      Writer writer = new Writer(ground, device, connection, session);
      device.opened(new FieldDevice.Open(claim, session, writer, inlet));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(config.source() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Closes a connection whose thread does not come back, so that its devices can be opened anew;
   * what they were told and have read is kept. Waits until it is closed.
   *
   * @return the sessions that were on it; they are still to be ended
   */
  synchronized List<FieldDevice.Open> abandon(String name) {
    List<FieldDevice.Open> left = new ArrayList<>();
    for (FieldDevice device : devices) {
      FieldDevice.Open open = device.open();
      if (open != null && isNamed(device, name)) {
        left.add(open);
        device.park();
      }
    }
    close(connections.remove(name));
    return left;
  }

  private Connection open(ConnectionConfig config, Transport transport) {
    if (transport instanceof VirtualTransport) {
      return new VirtualConnection(ground.store());
    }
    try {
      return transport.open(config, new Told(ground, config.name()), ground.clock());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(config.source() + ": " + e.getMessage(), e);
    }
  }

  /** A driver goes: its devices are released, then their sessions are closed. */
  synchronized void driverGone(String id) {
    end(device -> device.config().driver().equals(id));
  }

  /** A transport goes: its devices are released, sessions and connections closed. */
  synchronized void transportGone(String id) {
    end(device -> isOn(device, id));
    ground.model().connections().stream()
        .filter(config -> config.transport().equals(id))
        .forEach(config -> close(connections.remove(config.name())));
  }

  private boolean isOn(FieldDevice device, String transport) {
    ConnectionConfig config = connectionOf(device.config());
    return config != null && config.transport().equals(transport);
  }

  /** Ends everything in order; waits for the releases at most 5 s. */
  synchronized void close() {
    closed = true;
    end(device -> true);
    connections.values().forEach(this::close);
    connections.clear();
  }

  /** Some devices are to go: they are released, then their sessions are closed. */
  synchronized void end(List<FieldDevice> gone) {
    end(gone::contains);
  }

  /** Other devices are here now; connections that none of them uses are closed. */
  synchronized void takeOver(List<FieldDevice> next) {
    devices = next;
    for (String name : List.copyOf(connections.keySet())) {
      if (next.stream().noneMatch(each -> each.open() != null && isNamed(each, name))) {
        close(connections.remove(name));
      }
    }
  }

  /** The open connection with these settings, with the devices on it; empty where none is. */
  synchronized Optional<Scout.Live> live(String transport, Map<String, String> wire) {
    for (ConnectionConfig config : ground.model().connections()) {
      Connection connection = connections.get(config.name());
      if (connection != null
          && config.transport().equals(transport)
          && Scout.isSame(config.settings(), wire)) {
        Map<Integer, String> units = new HashMap<>();
        devices.stream()
            .filter(device -> isNamed(device, config.name()))
            .forEach(device -> units.put(device.config().unit(), device.id().value()));
        return Optional.of(new Scout.Live(connection, units));
      }
    }
    return Optional.empty();
  }

  private static boolean isNamed(FieldDevice device, String connection) {
    return device.config().connection().equals(connection);
  }

  private void end(Predicate<FieldDevice> which) {
    List<FieldDevice> ending =
        devices.stream().filter(device -> device.open() != null).filter(which).toList();
    // Contactors open last, when what they carry was released.
    release(ending.stream().filter(device -> device.coil() == null).toList());
    release(ending.stream().filter(device -> device.coil() != null).toList());
    ending.forEach(FieldDevice::closeSession);
  }

  private void release(List<FieldDevice> ending) {
    CountDownLatch written = new CountDownLatch(ending.size());
    ending.forEach(device -> device.withdraw(written));
    try {
      if (!written.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        ground
            .events()
            .raise(
                Severity.CRITICAL,
                "site",
                "release-not-confirmed",
                written.getCount()
                    + " devices did not confirm their release in time; their own timers end it.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("{}: interrupted while releases were written", ground.model().id());
    }
  }

  private void close(@Nullable Connection connection) {
    if (connection != null) {
      connection.close();
    }
  }

  private @Nullable ConnectionConfig connectionOf(DeviceConfig device) {
    return ground.model().connections().stream()
        .filter(config -> config.name().equals(device.connection()))
        .findFirst()
        .orElse(null);
  }

  /** Tells of a connection once per change. */
  private record Told(Alarm lost, String name) implements ConnectionListener {
    Told(Ground ground, String name) {
      this(new Alarm(ground.events(), Severity.WARNING, name, "connection-lost"), name);
    }

    @Override
    public void connected() {
      lost.end("Connection " + name + " is there again.");
    }

    @Override
    public void lost(DeviceException cause) {
      lost.raise("Connection " + name + " was lost: " + cause.getMessage());
    }
  }
}
