package org.busbar.marketplace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.RefusedException;

/** The subcommands of {@code ./busbar plugin} that ask or change a gateway that runs. */
final class GatewayCommands {
  private static final String OFFERS = "plugin-offers";
  private static final String VERSION = "version";

  static final List<Subcommand> TABLE =
      List.of(
          new Subcommand(
              "install",
              "ID [--version V] [--yes ID] [--reason TEXT] [--wait]",
              "plans, asks, installs into the running gateway and follows it",
              arguments -> change("install", arguments)),
          new Subcommand(
              "update",
              "ID [--version V] [--yes ID] [--reason TEXT] [--wait]",
              "the same for another version, the newest unless named",
              arguments -> change("update", arguments)),
          new Subcommand(
              "remove",
              "ID [--yes ID] [--reason TEXT] [--wait]",
              "takes a plug-in out",
              arguments -> change("remove", arguments)),
          new Subcommand(
              "import",
              "FILE.busbar [--yes ID] [--reason TEXT] [--wait]",
              "installs or updates from a file, without any catalogue or network",
              GatewayCommands::bring),
          new Subcommand(
              "pin", "ID [--off]", "leaves a plug-in in its version", GatewayCommands::pin),
          new Subcommand(
              "rollback",
              "[GENERATION] [--yes GENERATION] [--reason TEXT] [--wait]",
              "plug-ins and configuration as they were in a generation, by default the one before",
              GatewayCommands::rollback),
          new Subcommand(
              "generations",
              "[FROM TO]",
              "what was kept, or what differs between two",
              GatewayCommands::generations),
          new Subcommand(
              "export",
              "ID FILE.busbar",
              "an installed plug-in as a file",
              GatewayCommands::export),
          new Subcommand(
              "jobs",
              "[NUMBER] [--wait]",
              "what was wanted and came of it; with a number follows that one",
              arguments -> wishes(arguments).jobs()),
          new Subcommand(
              "confirm",
              "NUMBER [--yes ID] [--wait]",
              "says yes to what was begun in a console or over REST",
              arguments -> wishes(arguments).confirmOther(arguments.number(0, "number of a job"))),
          new Subcommand(
              "forget",
              "NAME [--yes NAME] [--reason TEXT] [--wait]",
              "believes a catalogue no longer; what is installed from it stays",
              GatewayCommands::forget),
          new Subcommand("cancel", "NUMBER", "takes back what waits", GatewayCommands::cancel));

  private GatewayCommands() {}

  private static Wishes wishes(Arguments arguments) throws IOException {
    return new Wishes(gateway(arguments), Terminal.standard(), arguments);
  }

  private static RunningGateway gateway(Arguments arguments) throws IOException {
    return RunningGateway.at(PluginMain.home(arguments));
  }

  private static List<String> change(String what, Arguments arguments)
      throws IOException, RefusedException {
    String id = arguments.word(0, "id of a plug-in");
    ObjectNode wish = Wishes.wish(what).put("id", id);
    arguments.option("--version").ifPresent(version -> wish.put(VERSION, version));
    return wishes(arguments).fulfil(wish, id);
  }

  private static List<String> bring(Arguments arguments) throws IOException, RefusedException {
    Path file = Path.of(arguments.word(0, "file"));
    RunningGateway gateway = gateway(arguments);
    String name = file.getFileName().toString().replaceAll("[^A-Za-z0-9._+-]", "-");
    JsonNode card = gateway.upload("plugin-archives?name=" + RunningGateway.word(name), file);
    String id = card.path("id").asText();
    Terminal terminal = Terminal.standard();
    terminal.say(title(card));
    boolean there = false;
    for (JsonNode each : gateway.get("plugins")) {
      there |= each.path("id").asText().equals(id);
    }
    ObjectNode wish =
        Wishes.wish(there ? "update" : "install")
            .put("id", id)
            .put(VERSION, card.path(VERSION).asText());
    return new Wishes(gateway, terminal, arguments).fulfil(wish, id);
  }

  private static String title(JsonNode card) {
    return card.path("title").asText()
        + " "
        + card.path(VERSION).asText()
        + " ("
        + card.path("id").asText()
        + "), signed by "
        + card.path("publisher").asText()
        + ", tier "
        + card.path("tier").asText();
  }

  private static List<String> pin(Arguments arguments) throws IOException {
    String id = arguments.word(0, "id of a plug-in");
    boolean pinned = !arguments.has("--off");
    JsonNode body = JsonNodeFactory.instance.objectNode().put("pinned", pinned);
    JsonNode plugin = gateway(arguments).put("plugins/" + RunningGateway.word(id) + "/pin", body);
    return List.of(
        title(plugin) + (pinned ? " is left in its version." : " may be updated again."));
  }

  private static List<String> rollback(Arguments arguments) throws IOException, RefusedException {
    RunningGateway gateway = gateway(arguments);
    ObjectNode wish = Wishes.wish("back");
    int number =
        arguments.words().isEmpty()
            ? before(gateway)
            : arguments.number(0, "number of a generation");
    wish.put("generation", number);
    return new Wishes(gateway, Terminal.standard(), arguments)
        .fulfil(wish, Integer.toString(number));
  }

  /** Number of the newest generation below the one that runs. */
  private static int before(RunningGateway gateway) throws IOException {
    boolean below = false;
    for (JsonNode each : gateway.get("plugin-generations")) {
      if (below) {
        return each.path("number").asInt();
      }
      below = each.path("current").asBoolean();
    }
    throw new IOException("there is no generation to go back to");
  }

  private static List<String> generations(Arguments arguments) throws IOException {
    RunningGateway gateway = gateway(arguments);
    List<String> lines = new ArrayList<>();
    if (!arguments.words().isEmpty()) {
      int from = arguments.number(0, "number of a generation");
      int to = arguments.number(1, "number of a generation");
      gateway
          .get("plugin-generations/" + from + "/difference?to=" + to)
          .path("lines")
          .forEach(line -> lines.add(line.asText()));
      return lines.isEmpty() ? List.of("They are the same.") : lines;
    }
    for (JsonNode each : gateway.get("plugin-generations")) {
      List<String> plugins = new ArrayList<>();
      for (JsonNode plugin : each.path("plugins")) {
        plugins.add(plugin.path("id").asText() + " " + plugin.path(VERSION).asText());
      }
      lines.add(
          String.format(
              Locale.ROOT,
              "%s %-4s %s  %s: %s",
              each.path("current").asBoolean() ? "*" : " ",
              each.path("number").asText(),
              each.path("at").asText(),
              each.path("by").asText(),
              each.path("reason").asText()));
      lines.add("       " + (plugins.isEmpty() ? "no plug-ins" : String.join(", ", plugins)));
    }
    return lines.isEmpty() ? List.of("Nothing was kept yet.") : lines;
  }

  private static List<String> export(Arguments arguments) throws IOException {
    String id = arguments.word(0, "id of a plug-in");
    Path file = Path.of(arguments.word(1, "file")).toAbsolutePath();
    if (Files.isDirectory(file) || !Files.isDirectory(file.getParent())) {
      throw new IOException(file + " is a folder, or in none that is there: name a file");
    }
    gateway(arguments).download("plugins/" + RunningGateway.word(id) + "/archive", file);
    return List.of(file + ", " + Files.size(file) / 1000 + " kB");
  }

  private static List<String> forget(Arguments arguments) throws IOException, RefusedException {
    String name = arguments.word(0, "name of a catalogue");
    return wishes(arguments).fulfil(Wishes.wish("remove-source").put("name", name), name);
  }

  private static List<String> cancel(Arguments arguments) throws IOException {
    int number = arguments.number(0, "number of a job");
    gateway(arguments).delete("plugin-jobs/" + number);
    return List.of("Job " + number + " is taken back.");
  }

  // What can be asked of a gateway that runs and of its folder alike.

  static Optional<List<String>> search(Arguments arguments, int most) throws IOException {
    Optional<RunningGateway> gateway = RunningGateway.find(PluginMain.home(arguments));
    if (gateway.isEmpty()) {
      return Optional.empty();
    }
    String words = RunningGateway.word(String.join(" ", arguments.words()));
    JsonNode found = gateway.get().get(OFFERS + "?limit=" + most + "&words=" + words);
    List<String> lines = new ArrayList<>();
    for (JsonNode card : found.path("plugins")) {
      lines.add(
          row(
              card.path("id").asText(),
              card.path(VERSION).asText(),
              card.path("tier").asText(),
              card.path("title").asText()));
    }
    lines.add(found.hasNonNull("why") ? found.path("why").asText() : lines.size() + " found");
    return Optional.of(lines);
  }

  static String row(String id, String version, String third, String last) {
    return String.format(Locale.ROOT, "%-40s %-14s %-10s %s", id, version, third, last);
  }

  static Optional<List<String>> installed(Arguments arguments) throws IOException {
    Optional<RunningGateway> gateway = RunningGateway.find(PluginMain.home(arguments));
    if (gateway.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode each : gateway.get().get("plugins")) {
      List<String> more = new ArrayList<>();
      if (each.path("pinned").asBoolean()) {
        more.add("pinned");
      }
      if (each.hasNonNull("update")) {
        more.add("update to " + each.path("update").asText());
      }
      for (JsonNode swap : each.path("swaps")) {
        more.add("swap gap " + swap.path("gapMs").asText() + " ms");
      }
      if (each.hasNonNull("text")) {
        more.add(each.path("text").asText());
      }
      lines.add(
          row(
              each.path("id").asText(),
              each.path(VERSION).asText(),
              each.path("state").asText(),
              String.join(", ", more)));
    }
    lines.add(lines.size() + " installed");
    return Optional.of(lines);
  }

  static Optional<List<String>> sources(Arguments arguments) throws IOException {
    Optional<RunningGateway> gateway = RunningGateway.find(PluginMain.home(arguments));
    if (gateway.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    JsonNode nothing = JsonNodeFactory.instance.objectNode();
    for (JsonNode each : gateway.get().post("plugin-sources/refresh", nothing)) {
      lines.add(
          each.path("name").asText()
              + ": "
              + each.path("plugins").asText()
              + " versions of plug-ins, at "
              + each.path("place").asText()
              + (each.hasNonNull("problem") ? ". " + each.path("problem").asText() : ""));
    }
    return Optional.of(lines.isEmpty() ? List.of("No catalogue is believed here.") : lines);
  }

  /** Believes a catalogue whose first root was got on another way. */
  static Optional<List<String>> source(Arguments arguments, String location)
      throws IOException, RefusedException {
    Optional<RunningGateway> gateway = RunningGateway.find(PluginMain.home(arguments));
    if (gateway.isEmpty()) {
      return Optional.empty();
    }
    String name = arguments.word(0, "name");
    ObjectNode wish =
        Wishes.wish("add-source")
            .put("name", name)
            .put("place", location)
            .put("root", Bytes.digest(Path.of(arguments.required("--root")), Limits.ROLE));
    return Optional.of(
        new Wishes(gateway.get(), Terminal.standard(), arguments).fulfil(wish, name));
  }
}
