package org.busbar.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Element;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Profiles;
import org.busbar.sim.plant.Battery;
import org.busbar.sim.plant.Bms;
import org.busbar.sim.plant.Charger;
import org.busbar.sim.plant.Grid;
import org.busbar.sim.plant.HourShape;
import org.busbar.sim.plant.HourlyEnergy;
import org.busbar.sim.plant.Hybrid;
import org.busbar.sim.plant.Load;
import org.busbar.sim.plant.OcvCurve;
import org.busbar.sim.plant.PccMeter;
import org.busbar.sim.plant.Plant;
import org.busbar.sim.plant.PvInverter;
import org.busbar.sim.plant.Replay;
import org.busbar.sim.plant.SimDevice;

/**
 * A plant as {@code plant.yaml} describes it, ready to be served.
 *
 * @param plant the physics
 * @param served which device answers where
 */
record PlantFile(Plant plant, List<Served> served) {
  private static final int SECONDS_OF_DAY = 86_400;

  /**
   * Where a device answers.
   *
   * @param device the device
   * @param profile id of the profile that describes its registers
   * @param port port as written in the file
   * @param unit unit id
   * @param update how often it renews its registers
   */
  record Served(SimDevice device, String profile, int port, int unit, Duration update) {}

  /** Kinds of devices. */
  private enum Kind {
    METER,
    LOAD,
    PV,
    BATTERY,
    HYBRID,
    CHARGER,
    BMS
  }

  PlantFile {
    served = List.copyOf(served);
  }

  /**
   * Reads a plant.
   *
   * @param root the file
   * @param localS local time of day, at which the replay begins where the file does not say another
   * @param speed seconds of the day per second
   * @throws ConfigException naming what is wrong in the file
   */
  static PlantFile read(Section root, double localS, double speed) throws ConfigException {
    long seed = root.integer("seed", 1, 0, Integer.MAX_VALUE);
    double startS = root.text("start", "local").equals("local") ? localS : start(root);
    Reader reader = new Reader(new Grid(seed, startS), seed, energies(root));
    root.optionalText("name");
    Map<String, Section> devices = root.sections("devices");
    // Meters last: they show what the others have done in the same step.
    devices.forEach((id, section) -> reader.add(id, section, false));
    devices.forEach((id, section) -> reader.add(id, section, true));
    root.finish();
    return new PlantFile(new Plant(reader.grid, reader.devices, speed), reader.served);
  }

  private static double start(Section root) {
    return root.duration("start", Duration.ZERO, Duration.ZERO, Duration.ofDays(7)).toSeconds();
  }

  /** Whether every device's profile is known. */
  boolean profilesKnown(Profiles profiles) {
    return served.stream()
        .map(Served::profile)
        .allMatch(id -> id.equals(PlantHost.SUNSPEC) || profiles.find(id).isPresent());
  }

  private static HourlyEnergy energies(Section root) {
    String name = root.text("replay", "fontana-week");
    try (InputStream in = PlantFile.class.getResourceAsStream(name + ".txt")) {
      if (in != null) {
        return HourlyEnergy.read(new InputStreamReader(in, StandardCharsets.UTF_8));
      }
      root.problem("replay", "is not carried by the simulator", "Write fontana-week");
    } catch (IOException e) {
      root.problem("replay", "cannot be read: " + e.getMessage(), "");
    }
    return new HourlyEnergy(Collections.nCopies(24, 0.0), Collections.nCopies(24, 0.0));
  }

  private static final class Reader {
    private final Grid grid;
    private final long seed;
    private final HourlyEnergy energies;
    private final List<SimDevice> devices = new ArrayList<>();
    private final List<Served> served = new ArrayList<>();

    Reader(Grid grid, long seed, HourlyEnergy energies) {
      this.grid = grid;
      this.seed = seed;
      this.energies = energies;
    }

    void add(String id, Section section, boolean meters) {
      Kind kind = section.choice("kind", Kind.class, Kind.LOAD);
      if ((kind == Kind.METER) != meters) {
        return;
      }
      long own = seed * 31 + id.hashCode();
      SimDevice device =
          switch (kind) {
            case METER -> new PccMeter(id, devices, grid, own);
            case LOAD -> load(id, section, own);
            case PV -> pv(id, section, own);
            case BATTERY -> battery(id, section);
            case HYBRID -> hybrid(id, section, own);
            case CHARGER -> charger(id, section);
            case BMS -> bms(id, section);
          };
      devices.add(device);
      served.add(
          new Served(
              device,
              section.text("profile"),
              section.integer("port", 1, 65_535),
              section.integer("unit", 1, 247),
              section.duration(
                  "update", Duration.ofMillis(100), Duration.ofMillis(10), Duration.ofMinutes(1))));
    }

    private SimDevice load(String id, Section section, long own) {
      Replay demand =
          new HourShape(energies.loadWh(), texture(section, HourShape.Texture.APPLIANCES), own);
      return new Load(id, demand.scaled(section.number("scale", 1)), grid, own);
    }

    private static HourShape.Texture texture(Section section, HourShape.Texture usual) {
      return section.choice("texture", HourShape.Texture.class, usual);
    }

    private SimDevice hybrid(String id, Section section, long own) {
      return new Hybrid(
          id, pv(id, section.section("pv"), own), battery(id, section.section("battery")), grid);
    }

    private PvInverter pv(String id, Section section, long own) {
      Replay sun = new HourShape(energies.pvWh(), texture(section, HourShape.Texture.CLOUDS), own);
      PvInverter.Data data =
          new PvInverter.Data(
              section.quantity("rated", Unit.WATT, 5000),
              seconds(section, "dead-time", 0.1),
              section.quantity("ramp-per-second", Unit.PERCENT, 20),
              seconds(section, "reversion", Double.POSITIVE_INFINITY));
      return new PvInverter(id, data, sun.scaled(section.number("scale", 1)), grid);
    }

    private Battery battery(String id, Section section) {
      Battery.Data data =
          new Battery.Data(
              section.quantity("capacity", Unit.WATT_HOUR, 10_000),
              section.quantity("rated", Unit.WATT, 5000),
              section.quantity("start-soc", Unit.PERCENT, 50),
              section.quantity("one-way-efficiency", Unit.PERCENT, 96.5) / 100,
              section.quantity("self-consumption", Unit.WATT, 12),
              seconds(section, "dead-time", 0.06),
              seconds(section, "lag", 0.25),
              seconds(section, "reversion", 10),
              section.choice("cell", OcvCurve.class, OcvCurve.LFP),
              section.integer("cells-in-series", 16, 1, 1000));
      return new Battery(id, data, grid);
    }

    /** Shows the cells of a battery that stands before it in the file. */
    private SimDevice bms(String id, Section section) {
      String name = section.text("battery");
      Battery battery =
          devices.stream()
              .filter(device -> device.id().equals(name) && device instanceof Battery)
              .map(Battery.class::cast)
              .findFirst()
              .orElse(null);
      if (battery == null) {
        section.problem("battery", "is no battery above", "Name one that stands before it");
        battery = battery(name, section);
      }
      return new Bms(
          id,
          battery,
          section.quantity("charge-max", Unit.AMPERE, 50),
          section.quantity("discharge-max", Unit.AMPERE, 100),
          grid);
    }

    private SimDevice charger(String id, Section section) {
      List<Charger.Session> sessions = new ArrayList<>();
      for (Element item : section.items("sessions")) {
        if (item instanceof Section stay) {
          sessions.add(
              new Charger.Session(
                  seconds(stay, "from", 0),
                  seconds(stay, "until", 0),
                  stay.quantity("energy", Unit.WATT_HOUR, 0)));
        }
      }
      Charger.Data data =
          new Charger.Data(
              section.integer("phases", 1, 1, 3),
              section.quantity("max", Unit.AMPERE, 16),
              section.quantity("offline", Unit.AMPERE, 6),
              seconds(section, "dead-time", 0.5),
              seconds(section, "reversion", 60),
              sessions);
      return new Charger(id, data, grid);
    }

    private static double seconds(Section section, String key, double fallback) {
      if (!section.has(key)) {
        return fallback;
      }
      Duration value =
          section.duration(key, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(SECONDS_OF_DAY));
      return value.toNanos() / 1e9;
    }
  }
}
