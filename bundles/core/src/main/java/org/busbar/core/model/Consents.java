package org.busbar.core.model;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.Consent;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;

/** Reads what a person has allowed for a device. */
final class Consents {
  private static final String KEY = "consent";
  private static final String CONTROL = "control";
  private static final Set<String> KNOWN = Set.of(CONTROL, "step-test");

  private Consents() {}

  static List<Consent> read(Section device) {
    List<Consent> consents = new ArrayList<>();
    if (device.isMapping(KEY)) {
      Section all = device.section(KEY).open();
      for (Map.Entry<String, Section> named : device.sections(KEY).entrySet()) {
        requireKnown(all, named.getKey(), named.getKey());
        consents.add(explained(named.getKey(), named.getValue()));
      }
      return consents;
    }
    for (String what : device.texts(KEY)) {
      requireKnown(device, KEY, what);
      if (what.equals(CONTROL)) {
        device.problem(
            KEY,
            "'control' is given by nobody",
            "Write {control: {by: who allows it, on: 2026-11-21, why: the reason}}");
      }
      consents.add(new Consent(what, "", "", ""));
    }
    return consents;
  }

  private static Consent explained(String what, Section section) {
    String on = section.text("on");
    try {
      LocalDate.parse(on);
    } catch (DateTimeParseException notADay) {
      section.problem("on", "is no day", "Write such as 2026-11-21");
    }
    return new Consent(what, said(section, "by"), on, said(section, "why"));
  }

  private static String said(Section section, String key) {
    String text = section.text(key);
    if (section.has(key) && text.isBlank()) {
      section.problem(key, "says nothing", "");
    }
    return text;
  }

  private static void requireKnown(Section section, String key, String what) {
    if (!KNOWN.contains(what)) {
      section.problem(key, "'" + what + "' is not known", Nearest.remedy(what, KNOWN));
    }
  }
}
