package org.busbar.profile.importing;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.vocabulary.Unit;

/** The point of the vocabulary that a maker's wording most probably means. */
public final class PointGuess {
  private static final Pattern PHASE =
      Pattern.compile(
          "\\bl([123])\\b|\\bphase ([123abcrst])\\b|\\b([abcrst])[- ]?phase\\b|\\b([abcrst])-?n\\b"
              + "|(?:power|voltage|current|spannung|strom|leistung) ([abcrst123])\\b"
              + "|^[upqsi] ?l?([123])\\b");
  private static final Pattern STRING =
      Pattern.compile(
          "\\b(?:pv|string|mppt|mpp|tracker|input) ?([0-9]{1,2})\\b"
              + "|\\b(?:power|voltage|current) ([0-9]{1,2})\\b");
  private static final Pattern BETWEEN =
      Pattern.compile(
          "l1[-/ ]?l2|l2[-/ ]?l3|l3[-/ ]?l1|\\bl(12|23|31)\\b|line to line"
              + "|\\b(ab|bc|ca|a-b|b-c|c-a|r-s|s-t|t-r)\\b");
  private static final Pattern DIRECT = Pattern.compile("\\b(dc|pv|string|mppt|battery|bat)");

  private static final Pattern PERIOD =
      Pattern.compile("\\b(today|daily|day|yesterday|week|weekly|month|monthly|year|yearly)\\b");

  /** What is set, or bounds, or tells of trouble is not what is measured, whatever it is of. */
  private static final String NOT_MEASURED =
      "\\b(set ?-?points?|set|limits?|max(imum)?|min(imum)?|derat\\w*|target|commands?|threshold"
          + "|reference|alarms?|faults?|nominal|rated|cut-?off|sollwert|grenzwert)\\b";

  /** First that fits counts: wording, then the point. */
  private static final Map<Pattern, String> WORDINGS = new LinkedHashMap<>();

  static {
    String[][] wordings = {
      {
        "cell.*\\bmax\\w*.*volt|cell.*volt.*\\bmax|\\b(max\\w*|highest) cell volt",
        "cellVoltageMaxV"
      },
      {
        "cell.*\\bmin\\w*.*volt|cell.*volt.*\\bmin|\\b(min\\w*|lowest) cell volt", "cellVoltageMinV"
      },
      {
        "cell.*\\bmax\\w*.*temp|cell.*temp.*\\bmax|\\b(max\\w*|highest) cell temp",
        "cellTemperatureMaxC"
      },
      {
        "cell.*\\bmin\\w*.*temp|cell.*temp.*\\bmin|\\b(min\\w*|lowest) cell temp",
        "cellTemperatureMinC"
      },
      {"rated power|nominal power|nennleistung", "ratedPowerW"},
      {"power limit", "activePowerLimitPct"},
      {NOT_MEASURED, ""},
      {"power factor|\\bcos ?phi|\\bpf\\b|leistungsfaktor", "powerFactor"},
      {"frequency|frequenz", "frequencyHz"},
      {"state of health|\\bsoh\\b", "stateOfHealthPct"},
      {"state of charge|\\bsoc\\b|ladezustand", "stateOfChargePct"},
      {"reactive energy.*(export|out|neg)", "reactiveEnergyAbsorbedVarh"},
      {"reactive energy", "reactiveEnergyInjectedVarh"},
      {"reactive power|blindleistung", "reactivePowerVar"},
      {"apparent power|scheinleistung", "apparentPowerVa"},
      {
        "(export|feed|reverse|negative|sold|charg(?!er)(?!.*discharg)).*(energy|kwh)",
        "energyAbsorbedWh"
      },
      {"(energy|energie).*(discharged|entladen)", "energyInjectedWh"},
      {"(energy|energie).*(charged|geladen)", "energyAbsorbedWh"},
      {"(energy|energie).*(export|feed|reverse|negative|sold|liefer|einspeis)", "energyAbsorbedWh"},
      {"energy|wirkenergie|yield|total production|total generation|\\bkwh\\b", "energyInjectedWh"},
      {"dc power|pv[0-9 ]* ?power|string.*power|mppt.*power", "dcPowerW"},
      {"power|wirkleistung", "activePowerW"},
      {"voltage|spannung", "voltageLnV"},
      {"current|strom\\b", "currentA"},
      {"irradiance|radiation", "irradianceWPerM2"},
      {"humidity", "humidityPct"},
      {"wind speed", "windSpeedMPerS"},
      {"wind direction", "windDirectionDeg"},
      {"module temperature|panel temperature", "moduleTemperatureC"},
      {"(ambient|outdoor|outside|air) temperature", "outdoorTemperatureC"},
      {"flow temperature|supply temperature", "flowTemperatureC"},
      {"return temperature", "returnTemperatureC"},
      {"temperatur", "temperatureC"},
      {"insulation|isolation resistance", "insulationOhm"},
      {"^u\\b|^u ?l?[123]\\b", "voltageLnV"},
      {"^i\\b|^i ?l?[123]\\b", "currentA"},
      {"^p\\b|^p ?l?[123]\\b", "activePowerW"},
      {"^q\\b|^q ?l?[123]\\b", "reactivePowerVar"},
      {"^s\\b|^s ?l?[123]\\b", "apparentPowerVa"},
    };
    for (String[] wording : wordings) {
      WORDINGS.put(Pattern.compile(wording[0]), wording[1]);
    }
  }

  private PointGuess() {}

  /** The key of a point, {@code voltageLnV.2}; empty where nothing is near. */
  public static Optional<String> of(String name) {
    String words = name.toLowerCase(Locale.ROOT).replace('_', ' ').replaceAll("\\s+", " ").strip();
    if (PERIOD.matcher(words).find()) {
      return Optional.empty(); // A counter of a day or month falls back to 0: no total of ours.
    }
    return WORDINGS.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(words).find())
        .map(Map.Entry::getValue)
        .findFirst()
        .filter(point -> !point.isEmpty())
        .map(point -> placed(words, point));
  }

  private static String placed(String words, String point) {
    boolean electric = point.equals("voltageLnV") || point.equals("currentA");
    boolean direct = electric && DIRECT.matcher(words).find();
    if (direct || point.equals("dcPowerW")) {
      String dc = point.equals("voltageLnV") ? "dcVoltageV" : direct ? "dcCurrentA" : point;
      Matcher string = STRING.matcher(words);
      if (!string.find()) {
        return dc;
      }
      return dc + "." + (string.group(1) == null ? string.group(2) : string.group(1));
    }
    if (point.equals("voltageLnV") && BETWEEN.matcher(words).find()) {
      return "voltageLlV." + between(words);
    }
    Matcher phase = PHASE.matcher(words);
    if (!phase.find() || !(electric || point.endsWith("PowerW") || point.contains("Power"))) {
      return point;
    }
    for (int group = 1; group <= phase.groupCount(); group++) {
      if (phase.group(group) != null) {
        return point + "." + ("123abcrst".indexOf(phase.group(group)) % 3 + 1);
      }
    }
    return point;
  }

  private static int between(String words) {
    if (words.matches(".*(l2[-/ ]?l3|\\bl23\\b|\\bbc\\b|\\bb-c\\b|\\bs-t\\b).*")) {
      return 2;
    }
    return words.matches(".*(l3[-/ ]?l1|\\bl31\\b|\\bca\\b|\\bc-a\\b|\\bt-r\\b).*") ? 3 : 1;
  }

  /** A point of the maker's own: {@code x-acme.fanSpeedRpm}. */
  public static String own(String maker, String name, Unit unit) {
    StringBuilder id = new StringBuilder();
    String plain = Normalizer.normalize(name.replace("ß", "ss"), Normalizer.Form.NFD);
    for (String word : plain.replaceAll("\\p{M}", "").split("[^A-Za-z0-9]+")) {
      if (!word.isEmpty()) {
        String lower = word.toLowerCase(Locale.ROOT);
        id.append(
            id.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
      }
    }
    if (id.isEmpty() || !Character.isLetter(id.charAt(0))) {
      id.insert(0, "value");
    }
    String text = id.substring(0, Math.min(id.length(), 55));
    String whole = text.endsWith(unit.suffix()) ? text : text + unit.suffix();
    return "x-" + maker.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "." + whole;
  }
}
