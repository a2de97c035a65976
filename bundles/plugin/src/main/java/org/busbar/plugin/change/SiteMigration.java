package org.busbar.plugin.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.site.SiteChange;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.SiteFiles;
import org.busbar.plugin.migrate.Migrations;
import org.busbar.plugin.migrate.Migrations.Migrated;
import org.busbar.plugin.plan.Plan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a change of plug-ins makes of the files of sites. It goes through the editor of each site,
 * so that it is judged as a whole, kept and audited; what runs goes on as it was set up until it is
 * exchanged.
 */
public final class SiteMigration {
  private static final Logger LOG = LoggerFactory.getLogger(SiteMigration.class);

  private final SiteFiles sites;
  private final Generations generations;
  private final Surroundings around;

  public SiteMigration(SiteFiles sites, Generations generations, Surroundings around) {
    this.sites = sites;
    this.generations = generations;
    this.around = around;
  }

  /**
   * What becomes of one file.
   *
   * @param changes in order, at least one
   * @param back what takes them back
   * @param difference lines for people
   */
  public record Part(
      Path file, List<SiteChange> changes, List<SiteChange> back, List<String> difference) {}

  /** Of an update, from the files as they are. */
  public List<Part> of(Plan plan) throws IOException, RefusedException {
    Migrations migrations = Migrations.of(plan);
    List<Part> parts = new ArrayList<>();
    if (!migrations.due().isEmpty()) {
      for (Map.Entry<String, Path> site : sites.byName().entrySet()) {
        String text = Files.readString(site.getValue());
        add(
            site.getValue(),
            text,
            read(site.getKey(), () -> migrations.site(site.getKey(), text)),
            parts);
      }
    }
    return parts;
  }

  /** Of the way from one generation to another: what plug-ins read of the files, and no more. */
  public List<Part> between(int from, int to) throws IOException, RefusedException {
    Map<String, String> before = generations.configuration(from);
    Map<String, String> after = generations.configuration(to);
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, Path> site : sites.byName().entrySet()) {
      String name = site.getKey();
      if (before.containsKey(name) && after.containsKey(name)) {
        String text = Files.readString(site.getValue());
        Migrated made =
            read(
                name,
                () ->
                    Migrations.changed(
                        name, text, Migrations.between(before.get(name), after.get(name))));
        add(site.getValue(), text, made, parts);
      }
    }
    return parts;
  }

  private interface Reading {
    Migrated make();
  }

  private static Migrated read(String name, Reading reading) throws RefusedException {
    try {
      return reading.make();
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          Reason.FORMAT,
          "it " + e.getMessage() + ", so nothing can be changed in it",
          name,
          "Mend the file, then try again");
    }
  }

  private static void add(Path file, String text, Migrated made, List<Part> parts) {
    if (!made.text().equals(text)) {
      List<SiteChange> back = Migrations.between(made.text(), text);
      parts.add(new Part(file, made.changes(), back, made.difference()));
    }
  }

  /** For people. */
  public static List<String> difference(List<Part> parts) {
    return parts.stream().flatMap(part -> part.difference().stream()).toList();
  }

  /** The files of one job, on their way there and back. */
  public final class Way {
    private final List<Part> parts;
    private final Job job;
    private final List<Part> done = new ArrayList<>();

    private Way(List<Part> parts, Job job) {
      this.parts = parts;
      this.job = job;
    }

    /** Changes the files; where one is refused all are as they were. */
    public void go() throws SetbackException {
      for (Part part : parts) {
        Optional<String> refused = edit(part.file(), part.changes(), job);
        if (refused.isPresent()) {
          back();
          throw new SetbackException(
              part.file().getFileName() + " cannot be changed: " + refused.get());
        }
        done.add(part);
      }
    }

    /** Takes back what was changed. */
    public void back() {
      for (Part part : done.reversed()) {
        edit(part.file(), part.back(), job)
            .ifPresent(why -> LOG.error("{} is not as it was before: {}", part.file(), why));
      }
      done.clear();
    }
  }

  public Way way(List<Part> parts, Job job) {
    return new Way(parts, job);
  }

  /** Why it was refused; empty where it was not. */
  private Optional<String> edit(Path file, List<SiteChange> changes, Job job) {
    Optional<SiteEditor> editor = around.editor(file);
    if (editor.isEmpty()) {
      return Optional.of("its site does not run");
    }
    String reason = "Job " + job.number() + " of plug-ins. " + job.reason();
    return switch (editor.get().prepare(changes, job.by(), reason)) {
      case SiteEditor.Edited.Done _ -> Optional.empty();
      case SiteEditor.Edited.Refused refused ->
          Optional.of(
              (refused.flaws().getFirst().path() + " " + refused.flaws().getFirst().text())
                  .strip());
    };
  }
}
