package org.busbar.core.site;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.face.SiteEditor.Flaw;
import org.busbar.api.site.SiteModel;
import org.busbar.config.api.Problem;

/** What is wrong with a file, by its keys. */
final class Flaws {
  /** What drivers and transports say begins with what is meant: {@code option 'x' = 'y' is ...}. */
  private static final Pattern SAID =
      Pattern.compile(
          "(?:connection '[^']*': )?(option|setting|connection|profile|type|unit|driver) '([^']*)'"
              + "(?: = '([^']*)'| is '([^']*)')?.*");

  private static final Pattern REMEDY = Pattern.compile("(.*?)(?:\\. |; |\\? )([A-Zdw].*)");

  private Flaws() {}

  /** What the file itself says. */
  static List<Flaw> of(List<Problem> problems) {
    List<Flaw> flaws = new ArrayList<>();
    for (Problem problem : problems) {
      flaws.add(new Flaw(problem.key(), problem.value(), problem.text(), problem.remedy()));
    }
    return flaws;
  }

  /** What drivers and transports have against it: {@code site.yaml:12: text}. */
  static List<Flaw> of(List<String> lines, SiteModel model) {
    return lines.stream().map(line -> of(line, model)).toList();
  }

  private static Flaw of(String line, SiteModel model) {
    for (DeviceConfig device : model.devices()) {
      if (line.startsWith(device.source() + ": ")) {
        return said("devices." + device.id(), line.substring(device.source().length() + 2));
      }
    }
    for (ConnectionConfig connection : model.connections()) {
      if (line.startsWith(connection.source() + ": ")) {
        String text = line.substring(connection.source().length() + 2);
        return said("connections." + connection.name(), text);
      }
    }
    return new Flaw("", "", line, "");
  }

  private static Flaw said(String path, String line) {
    Matcher remedy = REMEDY.matcher(line);
    String text = remedy.matches() ? remedy.group(1) : line;
    String rest = remedy.matches() ? remedy.group(2) : "";
    Matcher said = SAID.matcher(line);
    if (!said.matches()) {
      return new Flaw(path, "", text, rest);
    }
    String word = said.group(1);
    String named = said.group(2);
    String value = said.group(3) == null ? said.group(4) : said.group(3);
    return switch (word) {
      case "option" -> new Flaw(path + ".options." + named, value == null ? "" : value, text, rest);
      case "setting" -> new Flaw(path + "." + named, value == null ? "" : value, text, rest);
      default -> new Flaw(path + "." + word, named, text, rest);
    };
  }
}
