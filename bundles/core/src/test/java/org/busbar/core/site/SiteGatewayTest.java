package org.busbar.core.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.busbar.api.face.Site;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.core.loop.Runner;
import org.busbar.core.mode.InlineWorkers;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.site.Fakes.FakeField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteGatewayTest {
  @TempDir Path home;

  private final Clock clock = Clock.system();
  private final FakeField field = new FakeField();

  private Path file(String name, String text) throws IOException {
    return Files.writeString(home.resolve(name), text);
  }

  private SiteGateway gateway(Runner runner, Path... files) {
    return new SiteGateway(
        List.of(files),
        home.resolve("state"),
        new SiteGateway.Platform(field, new ModeTypes(), new InlineWorkers(clock), runner, clock));
  }

  @Test
  void aFileThatIsWrongCostsItsOwnSiteAndSaysWhy() throws IOException {
    Path good = file("good.yaml", Fakes.HOUSE);
    Path wrong = file("wrong.yaml", Fakes.HOUSE.replace("site: house", "site: other\nnoise: 1"));
    Path twice = file("twice.yaml", Fakes.HOUSE);
    try (Runner runner = new Runner(clock, 1, false);
        SiteGateway gateway = gateway(runner, wrong, good, twice, home.resolve("none.yaml"))) {
      assertEquals(
          List.of("local/house"),
          gateway.sites().stream().map(site -> site.model().id().toString()).toList());
      assertEquals(3, gateway.problems().size(), gateway.problems()::toString);
      assertTrue(gateway.problems().get(0).startsWith("wrong.yaml:3: noise = '1': is not known"));
      assertEquals("site local/house is described by two files", gateway.problems().get(1));
      assertTrue(gateway.problems().get(2).startsWith("none.yaml: cannot be read"));
      assertTrue(gateway.site(new SiteId("local", "other")).isEmpty());
    }
  }

  @Test
  void whatDriversHaveAgainstAFileIsToldBesideItsOwnProblems() throws IOException {
    field.problems =
        List.of(
            "wrong.yaml:3: noise again, of a line that is known to be wrong",
            "wrong.yaml:7: profile 'm' is not known. Did you mean 'n'?");
    Path wrong =
        file(
            "wrong.yaml",
            Fakes.HOUSE
                .replace("site: house", "site: other\nnoise: 1")
                .replace("meter: pcc", "meter: pdd"));
    try (Runner runner = new Runner(clock, 1, false);
        SiteGateway gateway = gateway(runner, wrong)) {
      assertTrue(gateway.sites().isEmpty());
      assertEquals(3, gateway.problems().size(), gateway.problems()::toString);
      assertTrue(gateway.problems().get(0).startsWith("wrong.yaml:3: noise = '1': is not known"));
      assertEquals(field.problems.get(1), gateway.problems().get(1));
      assertTrue(gateway.problems().get(2).startsWith("wrong.yaml:10: tree.meter = 'pdd': is no"));
    }
  }

  @Test
  void sitesStepFromTheStartAndEndInOrder() throws IOException, InterruptedException {
    CountDownLatch steps = new CountDownLatch(3);
    try (Runner runner = new Runner(clock, 1, false)) {
      SiteGateway gateway = gateway(runner, file("site.yaml", Fakes.HOUSE));
      Site site = gateway.sites().iterator().next();
      site.listen((snapshot, changed, decision) -> steps.countDown());
      assertTrue(steps.await(20, TimeUnit.SECONDS));
      gateway.close();
      assertTrue(field.closed);
      int made = field.submitted.size();
      assertEquals(made, field.submitted.getLast().step());
      assertTrue(Files.isDirectory(home.resolve("state/sites/local/house")));
    }
  }
}
