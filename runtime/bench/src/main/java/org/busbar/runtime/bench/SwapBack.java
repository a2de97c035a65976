package org.busbar.runtime.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.busbar.api.face.Site;
import org.busbar.api.plugin.PluginGeneration;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;
import org.busbar.api.time.Clock;
import org.busbar.runtime.bench.SwapPlugins.Kind;

/**
 * The way back as a person goes it: a command that is typed, with all that its own process takes to
 * begin and to end.
 */
final class SwapBack {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long BUDGET_MS = 5_000;

  private final Report report;
  private final SwapGateway gateway;
  private final SwapRun.Around around;
  private final Clock clock = Clock.system();

  SwapBack(Report report, SwapGateway gateway, SwapRun.Around around) {
    this.report = report;
    this.gateway = gateway;
    this.around = around;
  }

  /** Updates and goes back, so many times. */
  void run(Kind kind, Site site, int rounds) throws IOException, InterruptedException {
    // Where a gateway of its own would say how it can be reached.
    Path running = around.home().resolve("running.lock");
    Files.writeString(running, Integer.toString(around.port()));
    long skipped = site.loop().skipped();
    Samples took = new Samples(rounds);
    Samples heard = new Samples(rounds);
    Samples done = new Samples(rounds);
    for (int i = 0; i < rounds; i++) {
      gateway.carryOut(new PluginWish.Update(kind.plugin(), next(kind)));
      String former = Integer.toString(former(kind));
      Instant typed = clock.instant();
      type(former);
      took.add(Duration.between(typed, clock.instant()).toNanos());
      List<PluginJob.Step> steps = plugins().jobs().getFirst().steps();
      heard.add(Duration.between(typed, steps.getFirst().at()).toNanos());
      done.add(Duration.between(steps.getFirst().at(), steps.getLast().at()).toNanos());
    }
    Files.delete(running);
    Map<String, Object> notes =
        Map.of(
            "budget",
            BUDGET_MS,
            "checkout",
            isCheckout(),
            "startP50Ms",
            heard.at(0.5) / 1e6,
            "gatewayP50Ms",
            done.at(0.5) / 1e6,
            "missedCycles",
            site.loop().skipped() - skipped);
    report.samples("swap/" + kind.word() + "/back-typed", took, 1e6, "ms", notes);
  }

  private Plugins plugins() {
    return gateway.service(Plugins.class, PATIENCE);
  }

  private String next(Kind kind) {
    String version =
        plugins().installed().stream()
            .filter(status -> status.card().id().equals(kind.plugin()))
            .map(status -> status.card().version())
            .findFirst()
            .orElseThrow();
    return SwapPlugins.version(Long.parseLong(version.substring(version.lastIndexOf('.') + 1)));
  }

  /** The newest generation with another version than the one that runs. */
  private int former(Kind kind) {
    List<PluginGeneration> kept =
        plugins().generations().stream().dropWhile(each -> !each.current()).toList();
    String runs = version(kept.getFirst(), kind);
    return kept.stream()
        .filter(each -> !version(each, kind).equals(runs))
        .map(PluginGeneration::number)
        .findFirst()
        .orElseThrow();
  }

  private static String version(PluginGeneration of, Kind kind) {
    return of.plugins().stream()
        .filter(each -> each.id().equals(kind.plugin()))
        .map(PluginGeneration.Entry::version)
        .findFirst()
        .orElse("");
  }

  /** As in a checkout; where nobody has built with it, as in the archive. */
  private static String command() {
    return isCheckout()
        ? Path.of(System.getProperty("busbar.root"), "busbar").toString()
        : Path.of(System.getProperty("busbar.dist"), "bin/busbar").toString();
  }

  private static boolean isCheckout() {
    return Files.exists(Path.of(System.getProperty("busbar.dist"), ".built"));
  }

  private void type(String generation) throws IOException, InterruptedException {
    Path said = around.home().resolve("back.log");
    ProcessBuilder command =
        new ProcessBuilder(
                command(),
                "plugin",
                "rollback",
                generation,
                "--yes",
                generation,
                "--wait",
                "--home",
                around.home().toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    command.environment().remove("BUSBAR_JAVA_OPTS"); // Those are of the bench.
    Process process = command.start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new IllegalStateException(Files.readString(said));
    }
  }
}
