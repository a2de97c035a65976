package org.busbar.sim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.time.Clock;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.Profiles;
import org.busbar.profile.api.SunSpecModel;
import org.busbar.sim.modbus.ModbusServer;
import org.busbar.sim.modbus.UnitCounters;
import org.busbar.sim.plant.Plant;
import org.busbar.sim.served.DeviceUnit;
import org.busbar.sim.served.FixedWords;
import org.busbar.sim.served.SunSpecPv;
import org.jspecify.annotations.Nullable;

/** A plant that is served: physics, registers and servers, and the thread that lets time pass. */
public final class PlantHost implements AutoCloseable {
  /** Named in a plant in place of a profile: a PV inverter that describes itself. */
  static final String SUNSPEC = "sunspec";

  private static final long STEP_NANOS = 20_000_000;
  private static final double STEP_S = STEP_NANOS / 1e9;

  /** Steps made up for at once after a pause of the machine; what is more is lost. */
  private static final int MOST_STEPS_AT_ONCE = 100;

  /**
   * A device and where it answers.
   *
   * @param unit the device behind its registers
   * @param profile id of its profile
   * @param port port that is served
   * @param unitId unit id on that port
   * @param counters what it has been asked
   */
  public record Place(
      DeviceUnit unit, String profile, int port, int unitId, UnitCounters counters) {}

  private final Plant plant;
  private final Clock clock;
  private final List<ModbusServer> servers = new ArrayList<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private volatile @Nullable Thread ticker;

  /**
   * Opens the servers; time does not pass yet.
   *
   * @param basePort port to which the lowest port of the file is moved, 0 for any that are free
   * @throws IOException if a profile is missing or a port cannot be bound; nothing stays open
   */
  PlantHost(PlantFile file, Profiles profiles, Clock clock, int basePort) throws IOException {
    this.plant = file.plant();
    this.clock = clock;
    int lowest = file.served().stream().mapToInt(PlantFile.Served::port).min().orElse(basePort);
    Map<Integer, List<PlantFile.Served>> byPort = new TreeMap<>();
    List<PlantFile.Served> byUnit =
        file.served().stream().sorted(Comparator.comparingInt(PlantFile.Served::unit)).toList();
    for (PlantFile.Served served : byUnit) {
      byPort.computeIfAbsent(served.port(), _ -> new ArrayList<>()).add(served);
    }
    try {
      for (Map.Entry<Integer, List<PlantFile.Served>> entry : byPort.entrySet()) {
        open(basePort == 0 ? 0 : entry.getKey() - lowest + basePort, entry.getValue(), profiles);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void open(int port, List<PlantFile.Served> devices, Profiles profiles)
      throws IOException {
    Map<Integer, DeviceUnit> units = new TreeMap<>();
    for (PlantFile.Served served : devices) {
      DeviceUnit unit = unit(served, profiles);
      if (units.putIfAbsent(served.unit(), unit) != null) {
        throw new IOException("unit %d of port %d stands twice".formatted(served.unit(), port));
      }
    }
    ModbusServer server = new ModbusServer(port, units, clock);
    servers.add(server);
    for (PlantFile.Served served : devices) {
      places.put(
          served.device().id(),
          new Place(
              units.get(served.unit()),
              served.profile(),
              server.port(),
              served.unit(),
              server.counters(served.unit())));
    }
  }

  private DeviceUnit unit(PlantFile.Served served, Profiles profiles) throws IOException {
    if (served.profile().equals(SUNSPEC)) {
      List<SunSpecModel> models =
          SunSpecPv.MODELS.stream().flatMap(id -> profiles.sunSpecModel(id).stream()).toList();
      SunSpecPv pv = new SunSpecPv(models);
      return new DeviceUnit(plant, served.device(), pv.profile(), served.update(), pv.words());
    }
    Profile profile =
        profiles
            .find(served.profile())
            .orElseThrow(
                () ->
                    new IOException(
                        "profile '%s' of %s is not known"
                            .formatted(served.profile(), served.device().id())));
    return new DeviceUnit(plant, served.device(), profile, served.update(), FixedWords.NONE);
  }

  /** The devices by id, in the order of their ports. */
  public Map<String, Place> places() {
    return Collections.unmodifiableMap(places);
  }

  /** The place of a device, empty where there is none with this id. */
  public Optional<Place> place(String id) {
    return Optional.ofNullable(places.get(id));
  }

  public Plant plant() {
    return plant;
  }

  /** Lets one step of time pass in plant and registers. */
  public void step(double dtS) {
    plant.step(dtS);
    places.values().forEach(place -> place.unit().step(dtS));
  }

  /** Starts the thread that lets real time pass. */
  public void start() {
    Thread thread = Thread.ofPlatform().name("plant").daemon().unstarted(this::run);
    ticker = thread;
    thread.start();
  }

  private void run() {
    long due = clock.nanos();
    while (Thread.currentThread() == ticker) {
      int steps = 0;
      while (due - clock.nanos() <= 0) {
        due += STEP_NANOS;
        if (++steps > MOST_STEPS_AT_ONCE) {
          due = clock.nanos() + STEP_NANOS;
        }
        step(STEP_S);
      }
      LockSupport.parkNanos(due - clock.nanos());
    }
  }

  @Override
  public void close() throws IOException {
    Thread running = ticker;
    ticker = null;
    LockSupport.unpark(running);
    for (ModbusServer server : servers) {
      server.close();
    }
  }
}
