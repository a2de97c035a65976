package org.busbar.plugin.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.busbar.api.plugin.PluginSource;
import org.busbar.api.plugin.PluginWish;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.intake.Fetch;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.Role;
import org.busbar.plugin.trust.RoleHeader;
import org.busbar.plugin.trust.Root;

/** The catalogues that are believed. */
final class Trust {
  private static final String FIRST_ROOT = "roots/1.json";

  private final Path folder;
  private final Supply supply;

  Trust(Path home, Supply supply) {
    this.folder = home.resolve("trust");
    this.supply = supply;
  }

  /** What believing a catalogue means, in sentences. */
  List<String> plan(PluginWish.AddSource add) throws IOException, RefusedException {
    Source.requireNew(folder, add.name());
    Root root = Root.read(root(add), "root of " + add.name());
    List<String> words = new ArrayList<>();
    words.add("Believes the catalogue " + add.name() + " at " + add.place() + " from now on.");
    words.add(
        "Its root must be signed by "
            + root.of(Role.ROOT).threshold()
            + " of the keys "
            + String.join(", ", keys(root))
            + ".");
    return words;
  }

  /** What believing one no longer means. */
  List<String> plan(PluginWish.RemoveSource remove) throws IOException, RefusedException {
    if (find(remove.name()).isEmpty()) {
      throw new RefusedException(
          Reason.MISSING_FILE,
          "there is none of this name",
          "source " + Names.shown(remove.name()),
          "Look at the list of sources");
    }
    return List.of(
        "Believes the catalogue " + remove.name() + " no longer; what is installed from it stays.");
  }

  void add(PluginWish.AddSource add) throws IOException, RefusedException {
    Source.add(folder, add.name(), add.place(), root(add));
    supply.forget();
  }

  void remove(PluginWish.RemoveSource remove) throws IOException {
    Path gone = folder.resolve(remove.name());
    try (var files = Files.walk(gone)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    supply.forget();
  }

  private Optional<Source> find(String name) throws IOException {
    return Source.all(folder).stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private byte[] root(PluginWish.AddSource add) throws IOException, RefusedException {
    Path file = Files.createTempFile("busbar", ".root");
    try {
      if (!Fetch.of(add.place()).get(FIRST_ROOT, file, Limits.ROLE)) {
        throw new RefusedException(
            Reason.MISSING_FILE,
            FIRST_ROOT + " is not there",
            add.place(),
            "Look whether this is the folder or address of a catalogue");
      }
      byte[] root = Bytes.read(file, Limits.ROLE);
      if (!Bytes.digest(root).equals(add.root())) {
        throw new RefusedException(
            Reason.WRONG_KEY,
            "its first root is not the one you named: the SHA-256 is " + Bytes.digest(root),
            add.place(),
            "Ask the operator of the catalogue for the SHA-256 of its first root");
      }
      return root;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** All, in the order of trust. */
  List<PluginSource> sources(Market market) throws IOException {
    List<PluginSource> sources = new ArrayList<>();
    for (Source source : Source.all(folder)) {
      Optional<Market.Shelf> shelf =
          market.shelves().stream()
              .filter(each -> each.source().name().equals(source.name()))
              .findFirst();
      sources.add(shown(source, shelf, problem(source, market)));
    }
    return sources;
  }

  private static String problem(Source source, Market market) {
    return market.refusals().stream()
        .filter(each -> each.where().contains(source.name()))
        .findFirst()
        .map(Refusal::text)
        .orElse("");
  }

  private PluginSource shown(Source source, Optional<Market.Shelf> shelf, String problem)
      throws IOException {
    Path timestamp = source.copy().resolve(Role.TIMESTAMP.file());
    Optional<Instant> refreshed =
        Files.exists(timestamp)
            ? Optional.of(Files.getLastModifiedTime(timestamp).toInstant())
            : Optional.empty();
    Optional<Instant> expires = Optional.empty();
    List<String> keys = List.of();
    String place = "";
    String why = problem;
    try {
      place = source.fetch().location();
      if (shelf.isPresent()) {
        keys = keys(shelf.get().catalogue().root());
        expires =
            Optional.of(
                RoleHeader.read(
                        Fields.parse(Bytes.read(timestamp, Limits.ROLE), source.name()),
                        Role.TIMESTAMP)
                    .expires());
      } else if (problem.isEmpty()) {
        why = "It was not fetched yet, or what was fetched is not good any more; refresh it.";
      }
    } catch (RefusedException e) {
      why = e.getMessage();
    }
    return new PluginSource(
        source.name(),
        place,
        shelf.map(each -> each.cards().size()).orElse(0),
        refreshed,
        expires,
        why,
        keys);
  }

  private static List<String> keys(Root root) {
    return root.of(Role.ROOT).keys().stream().map(Key::id).toList();
  }
}
