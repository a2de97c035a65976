package org.busbar.marketplace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.busbar.plugin.check.CheckedPlugin;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.plan.Plan;
import org.busbar.plugin.plan.Planner;
import org.busbar.plugin.plan.Request;
import org.busbar.plugin.trust.Policy;

/**
 * {@code ./busbar plugin ...}: asks the gateway that runs on a HOME, or looks at the catalogues and
 * plug-ins of a HOME where none runs. Whatever changes a gateway is done by the gateway.
 */
public final class PluginMain {
  private static final int MOST = 50;

  /** One line a subcommand; a line here makes help and command. */
  private static final List<Subcommand> LOOKING =
      List.of(
          new Subcommand(
              "search",
              "WORD...",
              "plug-ins with all of these words; also nature:meter, protocol:modbus, kind:mode, tier:core",
              PluginMain::search),
          new Subcommand("show", "ID", "all versions of a plug-in on offer", PluginMain::show),
          new Subcommand(
              "plan",
              "ID [--range RANGE] [--assembly NAME]",
              "what installing it beside an assembly would change, or why it cannot be",
              PluginMain::plan),
          new Subcommand(
              "verify", "FILE", "every check on a *.busbar file or folder", PluginMain::verify),
          new Subcommand(
              "list",
              "",
              "plug-ins that are installed; on disk where no gateway runs",
              PluginMain::list),
          new Subcommand(
              "sources", "", "catalogues this gateway looks at, fetched anew", PluginMain::sources),
          new Subcommand(
              "source",
              "NAME LOCATION --root FILE [--yes NAME] [--reason TEXT] [--wait]",
              "believes one more catalogue; its root is trusted from now on",
              PluginMain::source));

  private PluginMain() {}

  /** Exit code 0, 1 where something is refused, 2 where it was not understood. */
  public static void main(String[] args) throws InterruptedException {
    List<Subcommand> table = new ArrayList<>(LOOKING);
    table.addAll(GatewayCommands.TABLE);
    System.exit(Subcommand.run("plugin", table, List.of(args), System.out));
  }

  static Intake intake(Arguments arguments) {
    return intake(arguments, arguments.has("--development"));
  }

  private static Intake intake(Arguments arguments, boolean development) {
    return new Intake(
        home(arguments),
        new Policy(development, Set.of()),
        new Planner(new ResolverImpl(new Logger(0), 1)),
        Audit.none(),
        Clock.system());
  }

  /** A gateway that runs has judged its sources itself, by what it takes. */
  private static Intake judging(Arguments arguments) throws IOException {
    return intake(
        arguments,
        arguments.has("--development") || RunningGateway.find(home(arguments)).isPresent());
  }

  static Path home(Arguments arguments) {
    String home =
        System.getenv()
            .getOrDefault("BUSBAR_HOME", System.getProperty("user.home") + "/.busbar/demo");
    return Path.of(arguments.option("--home", home)).toAbsolutePath().normalize();
  }

  /** What is on offer; a catalogue that is not read says why. */
  private static Market market(Arguments arguments, List<String> lines) throws IOException {
    return market(intake(arguments), lines);
  }

  private static Market market(Intake intake, List<String> lines) throws IOException {
    Market market = intake.read();
    for (Refusal refusal : market.refusals()) {
      lines.add("Not read: " + refusal.text());
    }
    if (market.shelves().isEmpty() && market.refusals().isEmpty()) {
      lines.add(
          "This gateway looks at no catalogue yet: busbar plugin source NAME LOCATION --root FILE");
    }
    return market;
  }

  private static List<String> search(Arguments arguments) throws IOException {
    Optional<List<String>> told = GatewayCommands.search(arguments, MOST);
    if (told.isPresent()) {
      return told.get();
    }
    List<String> lines = new ArrayList<>();
    Market market = market(arguments, lines);
    List<Market.Found> found = market.search(String.join(" ", arguments.words()), MOST);
    for (Market.Found each : found) {
      Card card = each.card();
      lines.add(
          GatewayCommands.row(card.id(), card.version(), Words.word(card.tier()), card.title()));
    }
    lines.add(found.size() + (found.size() == MOST ? " or more" : "") + " found");
    return lines;
  }

  private static List<String> show(Arguments arguments) throws IOException {
    List<String> lines = new ArrayList<>();
    Market market = market(judging(arguments), lines);
    String id = arguments.word(0, "id");
    for (Market.Found each : market.show(id)) {
      Card card = each.card();
      lines.add(card.title() + " " + card.version() + " (" + card.id() + ")");
      lines.add("  " + card.description());
      lines.add(
          "  "
              + String.join(", ", card.kinds())
              + " of "
              + card.vendor()
              + ", "
              + card.licence()
              + ", "
              + card.size() / 1000
              + " kB");
      lines.add(
          "  tier "
              + Words.word(card.tier())
              + ", signed by "
              + card.publisher()
              + ", in "
              + each.shelf().source().name());
      lines.add("  runs on Busbar " + card.platform());
      add(lines, "  natures ", card.natures());
      add(lines, "  devices ", card.devices());
      add(lines, "  pictures and texts ", card.files());
      each.shelf()
          .catalogue()
          .against(card.id(), Versions.lenient(card.version()), "")
          .forEach(
              said ->
                  lines.add(
                      "  taken back (" + Words.word(said.severity()) + "): " + said.reason()));
    }
    if (market.show(id).isEmpty()) {
      lines.add("no catalogue has " + id);
    }
    return lines;
  }

  private static void add(List<String> lines, String title, List<String> words) {
    if (!words.isEmpty()) {
      lines.add(title + String.join(", ", words));
    }
  }

  private static List<String> plan(Arguments arguments) throws IOException, RefusedException {
    List<String> lines = new ArrayList<>();
    Market market = market(arguments, lines);
    Path dist = Path.of(System.getProperty("busbar.dist", "."));
    Plan plan =
        intake(arguments)
            .plan(
                market,
                AssemblyFile.read(dist, arguments.option("--assembly", "edge")),
                new Request(
                    Request.Action.INSTALL,
                    arguments.word(0, "id"),
                    Versions.range(arguments.option("--range", "0"), "--range")),
                "command line");
    lines.addAll(plan.words());
    return lines;
  }

  private static List<String> verify(Arguments arguments) throws IOException, RefusedException {
    List<String> lines = new ArrayList<>();
    Intake intake = judging(arguments);
    Market market = market(intake, lines);
    CheckedPlugin plugin =
        intake.verify(market, Path.of(arguments.word(0, "file")), "command line");
    lines.add(
        plugin.feature().id().text()
            + " is whole, signed by "
            + plugin.publisher().name()
            + " (key "
            + plugin.publisher().key().id().substring(0, 16)
            + "), tier "
            + Words.word(plugin.tier()));
    plugin.advice().forEach(each -> lines.add("advised against: " + each.reason()));
    return lines;
  }

  private static List<String> list(Arguments arguments) throws IOException, RefusedException {
    Optional<List<String>> told = GatewayCommands.installed(arguments);
    if (told.isPresent()) {
      return told.get();
    }
    List<String> lines = new ArrayList<>();
    Path staged = home(arguments).resolve("plugins").resolve("staged");
    if (Files.isDirectory(staged)) {
      try (Stream<Path> folders = Files.walk(staged, 2)) {
        for (Path folder :
            folders.filter(each -> Files.exists(each.resolve("feature.json"))).sorted().toList()) {
          String digest = Bytes.digest(folder.resolve("feature.json"), Limits.FEATURE);
          PluginFeature feature = StagedCheck.check(folder, digest);
          boolean own = folder.getFileName().toString().endsWith(digest.substring(0, 16));
          lines.add(
              String.format(
                  Locale.ROOT,
                  "%-40s %-14s %s",
                  feature.name(),
                  feature.id().version(),
                  own ? "whole" : "its feature was exchanged"));
        }
      }
    }
    lines.add(lines.size() + " on disk");
    return lines;
  }

  private static List<String> sources(Arguments arguments) throws IOException {
    Optional<List<String>> told = GatewayCommands.sources(arguments);
    if (told.isPresent()) {
      return told.get();
    }
    List<String> lines = new ArrayList<>();
    Market market = intake(arguments).refresh("command line");
    for (Market.Shelf shelf : market.shelves()) {
      lines.add(
          shelf.source().name()
              + ": "
              + shelf.cards().size()
              + " plug-ins, of "
              + shelf.catalogue().publishers().size()
              + " publishers");
    }
    market.refusals().forEach(each -> lines.add("Not read: " + each.text()));
    return lines;
  }

  private static List<String> source(Arguments arguments) throws IOException, RefusedException {
    String name = arguments.word(0, "name");
    String location = place(arguments.word(1, "location"));
    Optional<List<String>> told = GatewayCommands.source(arguments, location);
    if (told.isPresent()) {
      return told.get();
    }
    Source.requireNew(intake(arguments).trust(), name);
    Source source =
        Source.add(
            intake(arguments).trust(),
            name,
            location,
            Bytes.read(Path.of(arguments.required("--root")), Limits.ROLE));
    return List.of(
        "Trusts " + source.name() + " at " + source.fetch().location() + " from now on.");
  }

  /** An address as it is; a folder from the root, since the gateway stands elsewhere. */
  private static String place(String location) {
    return location.contains("://")
        ? location
        : Path.of(location).toAbsolutePath().normalize().toString();
  }
}
