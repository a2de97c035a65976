package org.busbar.sim;

import java.util.StringJoiner;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.sim.modbus.UnitCounters;
import org.busbar.sim.plant.SimDevice;

/** The truth about a plant as JSON. Unknown is null. */
final class PlantJson {
  private PlantJson() {}

  static String of(PlantHost host) {
    return host.plant()
        .with(
            plant -> {
              StringJoiner devices = new StringJoiner(",", "{", "}");
              host.places().values().forEach(place -> devices.add(device(place)));
              return "{\"secondOfDay\":%s,\"replayS\":%s,\"speed\":%s,\"devices\":%s}"
                  .formatted(
                      number(plant.grid().secondOfDay()),
                      number(plant.grid().endS()),
                      number(plant.speed()),
                      devices);
            });
  }

  private static String device(PlantHost.Place place) {
    SimDevice device = place.unit().device();
    UnitCounters counters = place.counters();
    StringJoiner points = new StringJoiner(",", "{", "}");
    for (Point point : Points.all()) {
      double value = device.value(point, 0);
      if (!Double.isNaN(value)) {
        points.add(text(point.id()) + ":" + number(value));
      }
    }
    return """
    %s:{"profile":%s,"port":%d,"unit":%d,"fault":"%s","activePowerW":%s,\
    "energyInjectedWh":%s,"energyAbsorbedWh":%s,"requests":%d,"writes":%d,"points":%s}"""
        .formatted(
            text(device.id()),
            text(place.profile()),
            place.port(),
            place.unitId(),
            place.unit().fault().word(),
            number(device.activePowerW()),
            number(device.energyInjectedWh()),
            number(device.energyAbsorbedWh()),
            counters.requests(),
            counters.writeRequests(),
            points);
  }

  /** The last writes of each device, with the monotonic time at which they came in. */
  static String writes(PlantHost host) {
    StringJoiner devices = new StringJoiner(",", "{", "}");
    host.places()
        .forEach(
            (id, place) -> {
              StringJoiner writes = new StringJoiner(",", "[", "]");
              for (UnitCounters.Write write : place.counters().writes()) {
                writes.add(
                    "{\"nanos\":%d,\"function\":%d,\"address\":%d,\"words\":%s}"
                        .formatted(
                            write.nanos(), write.function(), write.address(), write.words()));
              }
              devices.add(text(id) + ":" + writes);
            });
    return devices.toString();
  }

  static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "null";
  }

  static String text(String value) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
