package org.busbar.runtime.bench;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What one call in the hot path costs, measured by JMH in processes of its own with the options of
 * the tuning; a sample is the mean of one iteration.
 */
final class MicroBench implements Bench {
  private static final double PICOS = 1e3;

  @Override
  public String name() {
    return "micro";
  }

  @Override
  public String text() {
    return "one call in the hot path, beside an empty call: JMH";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(Calls.class.getName())
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(brief ? 1 : 3)
        .warmupIterations(brief ? 2 : 5)
        .warmupTime(TimeValue.milliseconds(brief ? 200 : 1_000))
        .measurementIterations(brief ? 3 : 10)
        .measurementTime(TimeValue.milliseconds(brief ? 200 : 1_000))
        .verbosity(VerboseMode.SILENT);
    for (RunResult result : new Runner(options.build()).run()) {
      Samples samples = new Samples(64);
      result
          .getBenchmarkResults()
          .forEach(
              fork -> fork.getIterationResults().forEach(iteration -> add(samples, iteration)));
      String name = result.getPrimaryResult().getLabel();
      report.samples("micro/" + words(name), samples, PICOS, "ns", Map.of("tool", "JMH"));
    }
  }

  private static void add(Samples samples, IterationResult iteration) {
    samples.add(Math.round(iteration.getPrimaryResult().getScore() * PICOS));
  }

  /** {@code anEmptyCall} is {@code an-empty-call}. */
  private static String words(String name) {
    return name.replaceAll("([A-Z]|[0-9]+)", "-$1").toLowerCase(Locale.ROOT);
  }
}
