package org.busbar.plugin.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.plugin.format.Tier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After an end at any step there is one whole generation. */
class RecoveryTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<Step> WAY =
      List.of(
          Step.PLANNED,
          Step.CONFIRMED,
          Step.VERIFIED,
          Step.STAGED,
          Step.CONFIGURATION_COPIED,
          Step.INSTALLED,
          Step.STARTED,
          Step.TRIED,
          Step.MOVED,
          Step.GENERATION_WRITTEN,
          Step.POINTER_MOVED,
          Step.WATCHED,
          Step.RETIRED,
          Step.DONE);

  @TempDir Path plugins = Path.of("");
  private Path site = Path.of("");
  private Generations generations = new Generations(plugins, new SiteFiles(List.of()));

  @BeforeEach
  void oneSite() throws IOException {
    site = Files.writeString(plugins.resolve("site.yaml"), "site: one\n");
    generations = new Generations(plugins, new SiteFiles(List.of(site)));
  }

  /** Does what a job does to the disk, up to and with a step. */
  private void until(Step last) throws Exception {
    Pointer before = generations.begin(NOW);
    Journal journal = new Journal(plugins, _ -> {});
    Pointer next = before;
    for (Step step : WAY) {
      switch (step) {
        case MOVED -> Files.writeString(site, "site: two\n");
        case GENERATION_WRITTEN -> next = generations.keep(second());
        case POINTER_MOVED -> generations.move(next.watched(before));
        case WATCHED -> generations.move(next);
        default -> {}
      }
      int to = step.compareTo(Step.STAGED) < 0 ? 0 : 2;
      journal.write(new Journal.Line(NOW, 7, step, 1, to, "Install"));
      if (step == last) {
        return;
      }
    }
  }

  private Generation second() throws IOException {
    return new Generation(2, 1, NOW, "anna", "test", List.of(), List.of(), Map.of());
  }

  private Optional<Recovery> recovery() throws IOException {
    return Recovery.of(
        new Journal(plugins, _ -> {}).lines(), generations.pointer().orElseThrow().number());
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"DONE", "ROLLED_BACK", "ENDED"},
      mode = EnumSource.Mode.EXCLUDE)
  void anEndAfterEachStepLeadsIntoExactlyOneGeneration(Step last) throws Exception {
    until(last);
    boolean moved = last.compareTo(Step.POINTER_MOVED) >= 0;

    Recovery found = recovery().orElseThrow();
    assertEquals(moved, found.forward());
    assertEquals(moved ? 2 : 1, generations.current(NOW).number());
    if (found.configurationMayDiffer()) {
      generations.restore(found.from());
    }
    assertEquals(moved ? "site: two\n" : "site: one\n", Files.readString(site));
    assertTrue(found.text().contains(last.text()));
  }

  @Test
  void aJobThatWasFinishedNeedsNothing() throws Exception {
    until(Step.DONE);
    assertTrue(recovery().isEmpty());
    assertEquals(2, generations.current(NOW).number());
  }

  @Test
  void aLineThatIsTornDoesNotCountAndIsMended() throws Exception {
    until(Step.TRIED);
    Files.writeString(
        plugins.resolve("journal"), "2026-03-01T12:00:00Z\t7\tmov", StandardOpenOption.APPEND);
    assertEquals(Step.TRIED, recovery().orElseThrow().last());
    Journal journal = new Journal(plugins, _ -> {});
    journal.tidy();
    journal.write(new Journal.Line(NOW, 7, Step.ROLLED_BACK, 1, 2, "end"));
    assertTrue(recovery().isEmpty());
  }

  @Test
  void tenGenerationsAreKeptAndTheFilesOfTheirPlugIns() throws Exception {
    for (int number = 1; number <= 12; number++) {
      Path folder = Files.createDirectories(plugins.resolve("staged/com.acme.a/" + number));
      Generation.Plugin plugin =
          new Generation.Plugin(
              "com.acme.a",
              number + ".0.0",
              plugins.relativize(folder).toString(),
              "0".repeat(64),
              Tier.CORE,
              "Acme",
              "",
              NOW,
              false);
      generations.keep(
          new Generation(
              number, number - 1, NOW, "anna", "test", List.of(plugin), List.of(), Map.of()));
    }
    generations.move(generations.to(1));
    generations.prune();
    assertEquals(11, generations.all().size());
    assertTrue(Files.exists(plugins.resolve("staged/com.acme.a/1")));
    assertFalse(Files.exists(plugins.resolve("staged/com.acme.a/2")));
    assertTrue(Files.exists(plugins.resolve("staged/com.acme.a/12")));
    assertFalse(Files.exists(plugins.resolve("generations/2")));
  }

  @Test
  void aFailedGenerationIsNotListedAndItsNumberNotUsedAgain() throws Exception {
    until(Step.GENERATION_WRITTEN);
    generations.leave(2);
    assertEquals(List.of(1), generations.all().stream().map(Generation::number).toList());
    assertEquals(3, generations.next());
  }

  @Test
  void theListenerHearsOfAStepOnceItIsOnTheDisk() throws Exception {
    List<Step> heard = new ArrayList<>();
    Path file = plugins.resolve("journal");
    Journal journal =
        new Journal(
            plugins,
            step -> {
              assertTrue(Files.exists(file));
              heard.add(step);
            });
    journal.write(new Journal.Line(NOW, 1, Step.PLANNED, 1, 0, "a\tb\nc"));
    assertEquals(List.of(Step.PLANNED), heard);
    assertEquals("a b c", journal.lines().getFirst().text());
  }

  @Test
  void aPointerSaysWhereToGoBackTo() {
    Pointer watched = Pointer.to(3, "aa").watched(Pointer.to(2, "bb"));
    assertEquals("3 aa watched 2 bb 0\n", watched.line());
    assertEquals(watched, Pointer.parse(watched.line()));
    assertFalse(Pointer.parse("3 aa\n").back().isPresent());
  }
}
