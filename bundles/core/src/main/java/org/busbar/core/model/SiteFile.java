package org.busbar.core.model;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Problem;
import org.busbar.config.api.Section;

/** Reads {@code site.yaml}: a model of all of it, or every problem in it at once. */
public final class SiteFile {
  private static final String FORMAT = "site/1";
  private static final Duration LEAST_CYCLE = Duration.ofMillis(10);
  private static final Duration USUAL_CYCLE = Duration.ofMillis(100);
  private static final Duration GREATEST_CYCLE = Duration.ofMinutes(1);
  private static final int MOST_UNIT = 65_535;

  private SiteFile() {}

  /**
   * What a file says, read to its end whatever is wrong.
   *
   * @param model with stand-ins where there are problems; it must not run then
   * @param problems all problems of the file itself, in the order of its lines
   */
  public record Draft(SiteModel model, List<Problem> problems) {}

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read or is no YAML mapping
   */
  public static Draft draft(Path file) throws ConfigException {
    return draft(Document.read(file));
  }

  /**
   * Reads a text.
   *
   * @param name what to call it in messages
   * @throws ConfigException if it is no YAML mapping
   */
  public static Draft draft(String name, String text) throws ConfigException {
    return draft(Document.parse(name, text));
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with all problems of it
   */
  public static SiteModel read(Path file) throws ConfigException {
    return model(Document.read(file));
  }

  /**
   * Reads a text.
   *
   * @param name what to call it in messages
   * @throws ConfigException with all problems of it
   */
  public static SiteModel parse(String name, String text) throws ConfigException {
    return model(Document.parse(name, text));
  }

  private static SiteModel model(Section file) throws ConfigException {
    Draft draft = draft(file);
    if (!draft.problems().isEmpty()) {
      throw new ConfigException(draft.problems());
    }
    return draft.model();
  }

  private static Draft draft(Section file) {
    if (!file.text("busbar").equals(FORMAT) && file.has("busbar")) {
      file.problem("busbar", "is not the format this version reads", "Write 'site/1'");
    }
    SiteId id = id(file);
    String name = file.text("name", id.site());
    Duration cycle = file.duration("cycle", USUAL_CYCLE, LEAST_CYCLE, GREATEST_CYCLE);
    boolean autostart = file.flag("autostart", false);
    ZoneId zone = zone(file);
    List<ConnectionConfig> connections = connections(file);
    Protections protections = new Protections();
    Contactors contactors = new Contactors();
    List<DeviceConfig> devices = devices(file, connections, protections, contactors);
    protections.check(devices);
    Tree tree = Tree.read(file, new NodeId(id.site()), devices);
    Rules rules = Rules.read(file, tree);
    EmergencyConfig emergency = Stops.read(file, tree);
    List<InterlockConfig> interlocks = Interlocks.read(file, tree);
    SiteModel model =
        new SiteModelBuilder(id)
            .name(name)
            .zone(zone)
            .cycle(cycle)
            .autostart(autostart)
            .connections(connections)
            .devices(devices)
            .nodes(tree.nodes())
            .limits(rules.limits())
            .modes(rules.modes())
            .protections(protections.all())
            .emergency(emergency)
            .interlocks(interlocks)
            .contactors(contactors.all(tree))
            .history(Keeps.read(file))
            .contacts(Contacts.read(file))
            .build();
    return new Draft(model, file.problems());
  }

  private static SiteId id(Section file) {
    String org = file.text("org", SiteId.DEFAULT_ORG);
    String site = file.text("site");
    try {
      return new SiteId(org, site);
    } catch (IllegalArgumentException e) {
      if (!site.isEmpty()) {
        file.problem("site", String.valueOf(e.getMessage()), "Write a word such as 'home'");
      }
      return new SiteId(SiteId.DEFAULT_ORG, "unnamed");
    }
  }

  private static ZoneId zone(Section file) {
    String text = file.text("timezone", "UTC");
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      file.problem("timezone", "is not known", "Write one such as 'Europe/Zurich'");
      return ZoneId.of("UTC");
    }
  }

  private static List<ConnectionConfig> connections(Section file) {
    List<ConnectionConfig> connections = new ArrayList<>();
    file.sections("connections")
        .forEach(
            (name, section) -> {
              String transport = section.text("transport");
              Map<String, String> settings = new LinkedHashMap<>();
              // Which settings there are is for the transport to say, once it is there.
              section.open();
              for (String key : section.keys()) {
                if (!key.equals("transport")) {
                  section.optionalText(key).ifPresent(text -> settings.put(key, text));
                }
              }
              String at = section.at("transport");
              connections.add(new ConnectionConfig(name, transport, settings, at));
            });
    return connections;
  }

  private static List<DeviceConfig> devices(
      Section file,
      List<ConnectionConfig> connections,
      Protections protections,
      Contactors contactors) {
    Set<String> known = new TreeSet<>();
    connections.forEach(connection -> known.add(connection.name()));
    List<DeviceConfig> devices = new ArrayList<>();
    VirtualDevices virtuals = new VirtualDevices(file);
    virtuals.connection().ifPresent(connections::add);
    if (!file.has("devices")) {
      file.problem("devices", "is missing", "Name at least one device");
    }
    file.sections("devices")
        .forEach(
            (name, section) ->
                Names.node(section, name)
                    .ifPresent(
                        id -> {
                          if (id.isTerminal()) {
                            section.problem(
                                "", "must not contain a dot", "Terminals are declared by devices");
                          }
                          devices.add(
                              section.has(VirtualDevices.VIRTUAL)
                                  ? virtuals.read(id, section)
                                  : device(id, section, known));
                          protections.read(id, section);
                          contactors.read(id, section);
                        }));
    return devices;
  }

  private static DeviceConfig device(NodeId id, Section section, Set<String> connections) {
    boolean profile = section.has("profile");
    boolean driver = section.has("driver");
    if (profile == driver) {
      section.problem(
          profile ? "driver" : "profile",
          profile ? "must not stand beside a profile" : "is missing",
          "Name a profile, or a driver");
    }
    String connection = section.text("connection");
    if (!connection.isEmpty() && !connections.contains(connection)) {
      section.problem("connection", "is not defined", Nearest.remedy(connection, connections));
    }
    String type = profile ? section.text("profile") : section.text("type", "");
    return new DeviceConfig(
        id,
        profile ? "profile" : section.text("driver", ""),
        type,
        connection,
        section.integer("unit", 1, 0, MOST_UNIT),
        section.scalars("options"),
        Consents.read(section),
        section.at(profile ? "profile" : "driver"));
  }
}
