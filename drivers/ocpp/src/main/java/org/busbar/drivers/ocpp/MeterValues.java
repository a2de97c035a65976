package org.busbar.drivers.ocpp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.Map;

/**
 * What a station measured, in our units and with our sign (OCPP 1.6 section 7.43 and 7.31, OCPP
 * 2.0.1 part 2 section 3.74). What is not a number, or in a unit that is not known, is left out.
 *
 * @param activePowerW positive out of the vehicle, negative into it; NaN where it was not told
 * @param currentA by phase from 1, of the same sign; NaN where it was not told
 * @param energyAbsorbedWh reading of the meter; NaN where it was not told
 */
record MeterValues(double activePowerW, double[] currentA, double energyAbsorbedWh) {
  private static final int PHASES = 3;

  /**
   * Reads the sets of values that are news.
   *
   * @param sets array of sets as they came
   * @param since a set taken before is not read: it waited in the station
   */
  static MeterValues of(JsonNode sets, Instant since) {
    Map<String, Double> values = new HashMap<>();
    for (JsonNode set : sets) {
      if (isNews(set.path("timestamp").asText(), since)) {
        set.path("sampledValue").forEach(one -> read(one, values));
      }
    }
    double[] currentA = new double[PHASES + 1];
    for (int phase = 0; phase <= PHASES; phase++) {
      currentA[phase] = -value(values, "Current.Import", phase);
    }
    return new MeterValues(
        -total(values, "Power.Active.Import"),
        currentA,
        total(values, "Energy.Active.Import.Register"));
  }

  /** One without a zone is taken as UTC, which stations are asked to keep. */
  private static boolean isNews(String timestamp, Instant since) {
    try {
      TemporalAccessor at =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              timestamp.strip(), OffsetDateTime::from, LocalDateTime::from);
      Instant moment =
          at instanceof OffsetDateTime zoned
              ? zoned.toInstant()
              : LocalDateTime.from(at).toInstant(ZoneOffset.UTC);
      return !moment.isBefore(since);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static void read(JsonNode one, Map<String, Double> values) {
    String measurand = one.path("measurand").asText("Energy.Active.Import.Register");
    boolean isAtOutlet = one.path("location").asText("Outlet").equals("Outlet");
    boolean isSigned = one.path("format").asText("Raw").equals("SignedData");
    double factor = factor(one, measurand);
    JsonNode value = one.path("value");
    double number = value.isNumber() ? value.doubleValue() : number(value.asText());
    int phase = phase(one.path("phase").asText(""));
    if (isAtOutlet && !isSigned && phase >= 0 && Double.isFinite(number * factor)) {
      values.put(measurand + phase, number * factor);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** 0 for the whole, -1 where it is of a neutral or between two phases. */
  private static int phase(String phase) {
    return switch (phase) {
      case "" -> 0;
      case "L1", "L1-N" -> 1;
      case "L2", "L2-N" -> 2;
      case "L3", "L3-N" -> 3;
      default -> -1;
    };
  }

  /** From the unit told, or the usual one of the measurand, to ours; NaN where it is another. */
  private static double factor(JsonNode one, String measurand) {
    String usual =
        measurand.startsWith("Energy") ? "Wh" : measurand.startsWith("Power") ? "W" : "A";
    JsonNode measure = one.path("unitOfMeasure");
    String unit = measure.path("unit").asText(one.path("unit").asText(usual));
    double power = StrictMath.pow(10, measure.path("multiplier").asInt(0));
    if (unit.equals(usual)) {
      return power;
    }
    return unit.equals("k" + usual) ? 1_000 * power : Double.NaN;
  }

  private static double value(Map<String, Double> values, String measurand, int phase) {
    return values.getOrDefault(measurand + phase, Double.NaN);
  }

  /** The whole, or the sum of the phases that were told. */
  private static double total(Map<String, Double> values, String measurand) {
    double whole = value(values, measurand, 0);
    if (Double.isFinite(whole)) {
      return whole;
    }
    double sum = Double.NaN;
    for (int phase = 1; phase <= PHASES; phase++) {
      double one = value(values, measurand, phase);
      if (Double.isFinite(one)) {
        sum = Double.isNaN(sum) ? one : sum + one;
      }
    }
    return sum;
  }

  /** How long a set may have been under way. */
  static Instant since(Instant now, Duration interval) {
    return now.minus(interval.multipliedBy(3)).minusSeconds(30);
  }
}
