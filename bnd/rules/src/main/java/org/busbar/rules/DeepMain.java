package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code ./busbar test --deep} does when the usual tests are done: each trial of {@code
 * bnd/deep.csv} in a process of its own, one after the other, the short ones first. The report is
 * written anew after each, so that one that is broken off tells what was done.
 */
public final class DeepMain {
  private DeepMain() {}

  /** Arguments: checkout, date, commit, machine, then names of trials; none means all. */
  public static void main(String[] args) throws IOException, InterruptedException {
    System.exit(run(args));
  }

  /** 1 where one did not pass. */
  static int run(String[] args) throws IOException, InterruptedException {
    Path checkout = Path.of(args[0]).toAbsolutePath().normalize();
    List<DeepTrial> trials = chosen(DeepTrial.of(checkout), List.of(args).subList(4, args.length));
    List<DeepRun.Outcome> outcomes = new ArrayList<>();
    long begun = System.nanoTime();
    for (DeepTrial trial : trials) {
      System.out.printf(
          "%s  %2d/%d  %s ...%n", clock(begun), outcomes.size() + 1, trials.size(), trial.title());
      DeepRun.Outcome outcome = new DeepRun(checkout, trial).run();
      outcomes.add(outcome);
      System.out.printf("%s         %s%n", clock(begun), outcome.line());
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
      write(checkout, args, trials, outcomes, seconds);
    }
    long failed = outcomes.stream().filter(outcome -> !outcome.isGood()).count();
    System.out.printf(
        "%d of %d deep trials passed in %s; report: target/deep-report.md%n",
        outcomes.size() - failed, trials.size(), clock(begun));
    return failed == 0 && !trials.isEmpty() ? 0 : 1;
  }

  private static List<DeepTrial> chosen(List<DeepTrial> all, List<String> names) {
    for (String name : names) {
      if (all.stream().noneMatch(trial -> matches(trial, name))) {
        throw new IllegalArgumentException(
            name + " is no deep trial; known are: " + all.stream().map(DeepTrial::folder).toList());
      }
    }
    return all.stream()
        .filter(trial -> names.isEmpty() || names.stream().anyMatch(n -> matches(trial, n)))
        .toList();
  }

  private static boolean matches(DeepTrial trial, String name) {
    return trial.folder().equals(name) || trial.room().equals(name);
  }

  private static void write(
      Path checkout,
      String[] args,
      List<DeepTrial> trials,
      List<DeepRun.Outcome> outcomes,
      long seconds)
      throws IOException {
    List<String> report = new ArrayList<>();
    report.add("# Deep tests of " + args[1]);
    report.add("");
    report.add("commit: " + args[2]);
    report.add("machine: " + args[3]);
    report.add("duration: " + seconds + " s");
    report.add("tried: %d of %d".formatted(outcomes.size(), trials.size()));
    report.add("");
    report.add("| trial | result | seconds |");
    report.add("|---|---|---|");
    outcomes.forEach(
        each ->
            report.add(
                "| %s %s | %s | %d |"
                    .formatted(
                        each.trial().room(),
                        each.trial().title(),
                        each.isGood() ? "passed" : "FAILED",
                        each.seconds())));
    report.add("");
    report.add("| test | result | seconds | random |");
    report.add("|---|---|---|---|");
    outcomes.forEach(each -> report.addAll(each.rows()));
    Files.write(
        Files.createDirectories(checkout.resolve("target")).resolve("deep-report.md"), report);
  }

  private static String clock(long begun) {
    Duration spent = Duration.ofNanos(System.nanoTime() - begun);
    return "%d:%02d:%02d".formatted(spent.toHours(), spent.toMinutesPart(), spent.toSecondsPart());
  }
}
