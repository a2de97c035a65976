package org.busbar.drivers.registermap;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The class that is made of a record.
 *
 * @param packageName its package
 * @param record name of the record
 * @param places its components in their order
 */
record Made(String packageName, String record, List<Place> places) {
  private static final String TEXT =
      """
      package %1$s;

      import java.time.Duration;
      import java.util.LinkedHashMap;
      import java.util.Map;
      import org.busbar.api.transport.Registers;
      import org.busbar.api.transport.Table;
      import org.busbar.api.transport.Words;
      import org.busbar.api.vocabulary.Address;
      import org.busbar.api.vocabulary.NodeId;
      import org.busbar.api.vocabulary.Points;

      /** The registers of {@link %2$s}; made of it when it was compiled. */
      final class %2$sRegisters {
        private static final int LEAST_EXPONENT = -10;
        private static final int GREATEST_EXPONENT = 10;

        private %2$sRegisters() {}

        /** The piece that holds them all, of a map that begins at a register. */
        static Registers piece(int unit, int base) {
          return new Registers(unit, Table.%3$s, base + %4$d, %5$d);
        }

        /** What the words of that piece mean. */
        static %2$s read(Words words) {
          return new %2$s(
      %6$s);
        }

        /** The points among them. */
        static Map<Address, Duration> points(NodeId device, Duration period) {
          Map<Address, Duration> points = new LinkedHashMap<>();
          values(device, null).keySet().forEach(address -> points.put(address, period));
          return points;
        }

        /** The values of the points; all unknown of none. */
        static Map<Address, Double> values(NodeId device, %2$s read) {
          Map<Address, Double> values = new LinkedHashMap<>();
      %7$s
          return values;
        }

        private static int two(Words words, int at) {
          return words.at(at) << 16 | words.at(at + 1);
        }

        private static double known(double raw, double... invalid) {
          for (double pattern : invalid) {
            if (Double.compare(raw, pattern) == 0) {
              return Double.NaN;
            }
          }
          return raw;
        }

        private static double scaled(double raw, double factor, int exponent) {
          if (exponent < LEAST_EXPONENT || exponent > GREATEST_EXPONENT || Double.isInfinite(raw)) {
            return Double.NaN;
          }
          double power = StrictMath.pow(10, Math.abs(exponent));
          return exponent < 0 ? raw * factor / power : raw * factor * power;
        }
      }
      """;

  String text(RegisterMap map, int from, int count) {
    String arguments =
        places.stream()
            .map(place -> "        " + place.expression(from))
            .collect(Collectors.joining(",\n"));
    String values =
        places.stream()
            .filter(place -> !place.at().inner())
            .map(
                place ->
                    "    values.put(new Address(device, Points.of(\"%1$s\").orElseThrow(), %2$d),"
                            .formatted(place.name(), place.at().index())
                        + " read == null ? Double.NaN : read.%s());".formatted(place.name()))
            .collect(Collectors.joining("\n"));
    return TEXT.formatted(packageName, record, map.value().name(), from, count, arguments, values);
  }
}
