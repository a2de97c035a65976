package org.busbar.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.site.SiteChange;
import org.busbar.config.api.Edit;
import org.busbar.plugin.change.Job;
import org.busbar.plugin.change.SetbackException;
import org.busbar.plugin.change.SiteMigration;
import org.busbar.plugin.change.Surroundings;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.SiteFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteMigrationTest {
  private static final String OLD =
      "site: a\nmodes:\n  sunny: {node: a, config: {power-w: 0 W}}   # as agreed\n";
  private static final String NEW = OLD.replace("power-w", "target-w");

  @TempDir Path folder = Path.of("");

  private final List<String> by = new ArrayList<>();
  private final Job job =
      new Job(7, new PluginWish.Back(1), "ada", "it was better", PluginJob.State.RUNNING);
  private Path one = Path.of("");
  private Path two = Path.of("");
  private Generations generations = new Generations(Path.of(""), new SiteFiles(List.of()));
  private SiteMigration migration =
      new SiteMigration(new SiteFiles(List.of()), generations, surroundings());

  @BeforeEach
  void twoSitesInTwoGenerations() throws IOException {
    one = Files.writeString(folder.resolve("one.yaml"), OLD);
    two = Files.writeString(folder.resolve("two.yaml"), OLD.replace("site: a", "site: b"));
    SiteFiles sites = new SiteFiles(List.of(one, two));
    generations = new Generations(folder.resolve("plugins"), sites);
    migration = new SiteMigration(sites, generations, surroundings());
    generations.copyConfiguration(1);
    Files.writeString(one, NEW);
    Files.writeString(two, NEW.replace("site: a", "site: b"));
    generations.copyConfiguration(2);
  }

  /** Everything but editors is never asked for. */
  private Surroundings surroundings() {
    return (Surroundings)
        Proxy.newProxyInstance(
            Surroundings.class.getClassLoader(),
            new Class<?>[] {Surroundings.class},
            (_, method, args) -> {
              if (method.getName().equals("editor")) {
                return Optional.of(new PlainEditor((Path) args[0]));
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  /** Writes whatever is wanted; of the second file only where that says nothing of 'latched'. */
  private final class PlainEditor implements SiteEditor {
    private final Path file;

    PlainEditor(Path file) {
      this.file = file;
    }

    @Override
    public Map<String, Object> document() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Generation> generations() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Edited check(List<SiteChange> changes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Edited change(List<SiteChange> changes, String who, String reason) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Edited prepare(List<SiteChange> changes, String who, String reason) {
      by.add(who + " " + reason);
      try {
        String text = Files.readString(file);
        if (text.contains("latched")) {
          return new Edited.Refused(false, List.of(new Flaw("devices", "", "it is latched", "")));
        }
        Files.writeString(file, Edit.apply(text, changes).text());
        return new Edited.Done(1, true, false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Edited undo(String who, String reason) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void theFilesGoTheWayOfTheGenerationsAndBack() throws Exception {
    List<SiteMigration.Part> parts = migration.between(2, 1);
    assertEquals(2, parts.size());
    assertTrue(
        SiteMigration.difference(parts)
            .contains("+   sunny: {node: a, config: {power-w: 0 W}}   # as agreed"),
        parts.toString());
    SiteMigration.Way way = migration.way(parts, job);
    way.go();
    assertEquals(OLD, Files.readString(one));
    assertEquals("ada Job 7 of plug-ins. it was better", by.getFirst());
    way.back();
    assertEquals(NEW, Files.readString(one));
    way.back();
    assertEquals(4, by.size(), "what is back is not taken back again");
  }

  @Test
  void whatAPersonChangedMeanwhileStays() throws Exception {
    Files.writeString(one, NEW.replace("site: a\n", "site: a\nname: Ours\n"));
    migration.way(migration.between(2, 1), job).go();
    assertEquals(OLD.replace("site: a\n", "site: a\nname: Ours\n"), Files.readString(one));
  }

  @Test
  void whereOneFileIsRefusedNoneIsChanged() throws Exception {
    Files.writeString(two, Files.readString(two) + "# latched\n");
    SetbackException e =
        assertThrows(
            SetbackException.class, () -> migration.way(migration.between(2, 1), job).go());
    assertEquals("two.yaml cannot be changed: devices it is latched", e.getMessage());
    assertEquals(NEW, Files.readString(one));
  }

  @Test
  void nothingIsSaidWhereNothingChanges() throws Exception {
    assertEquals(List.of(), migration.between(1, 1));
    assertEquals(List.of(), migration.between(1, 9), "what was not kept is left alone");
  }
}
