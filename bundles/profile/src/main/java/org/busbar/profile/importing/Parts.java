package org.busbar.profile.importing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.busbar.api.vocabulary.Unit;

/** Tells values of a device from those of something beside or inside it, by their names. */
final class Parts {
  /** Parts whose flows are not those of the device itself, unless its nature says so. */
  private static final Pattern FLOWS =
      Pattern.compile(
          "\\b(load|loss(es)?|consumption|grid|generator|gen|external|ct|bypass|import|export|"
              + "bought|sold|charge|charging|discharge|discharging|input)\\b");

  /** What is no measurement of the device itself, whatever its unit. */
  private static final Pattern NEVER =
      Pattern.compile(
          "\\b(battery|bat|backup|ups|eps|bus|rated|nominal|max|maximum|min|minimum|limit|target|set|"
              + "setpoint)\\b");

  private static final Map<String, String> OWN =
      Map.of(
          "meter", "grid|external|ct|import|export|bought|sold",
          "battery", "battery|bat|charge|charging|discharge|discharging",
          "bms", "battery|bat|charge|charging|discharge|discharging|max|min|maximum|minimum",
          "load", "load|consumption",
          "charger", "charge|charging",
          "generator", "generator|gen");

  private Parts() {}

  /** Whether a value with this name is not that of a device of this nature itself. */
  static boolean isOfAnother(String name, Unit unit, String nature) {
    boolean flows =
        List.of(Unit.WATT, Unit.WATT_HOUR, Unit.VAR, Unit.VOLT_AMPERE, Unit.AMPERE).contains(unit);
    String words = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", " ");
    String own = OWN.get(nature);
    if (own != null) {
      words = words.replaceAll("\\b(" + own + ")\\b", "");
    }
    return NEVER.matcher(words).find() || (flows && FLOWS.matcher(words).find());
  }
}
