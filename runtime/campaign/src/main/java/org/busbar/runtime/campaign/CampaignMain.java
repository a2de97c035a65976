package org.busbar.runtime.campaign;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ./busbar sim}: campaigns and single scenarios in virtual time. */
public final class CampaignMain {
  private static final String USAGE =
      """
      usage: busbar sim list
             busbar sim SCENARIO [--seed N] [--wire yes]
             busbar sim wire [--faults all|ID,ID] [--seed N] [--out FILE]
             busbar sim campaign [--days N] [--faults all|none|ID,ID] [--seed N] [--out FILE]
             busbar sim nuisance [--days N] [--sites N] [--step-s N] [--seed N] [--out FILE]""";

  private static final int AT_ONCE = 12;

  private CampaignMain() {}

  /** What was asked for. */
  private record Options(
      long seed, int days, int sites, int stepS, String faults, @Nullable Path out, boolean wire) {
    static Options of(List<String> args) {
      Options options = new Options(7, 1, 100, 10, "all", null, false);
      for (int i = 0; i < args.size(); i += 2) {
        if (i + 1 == args.size()) {
          throw new IllegalArgumentException("option " + args.get(i) + " has no value");
        }
        options = options.with(args.get(i), args.get(i + 1));
      }
      return options;
    }

    private Options with(String name, String value) {
      return switch (name) {
        case "--seed" -> new Options(Long.parseLong(value), days, sites, stepS, faults, out, wire);
        case "--days" ->
            new Options(seed, Integer.parseInt(value), sites, stepS, faults, out, wire);
        case "--sites" ->
            new Options(seed, days, Integer.parseInt(value), stepS, faults, out, wire);
        case "--step-s" ->
            new Options(seed, days, sites, Integer.parseInt(value), faults, out, wire);
        case "--faults" -> new Options(seed, days, sites, stepS, value, out, wire);
        case "--out" -> new Options(seed, days, sites, stepS, faults, Path.of(value), wire);
        case "--wire" -> new Options(seed, days, sites, stepS, faults, out, value.equals("yes"));
        default -> throw new IllegalArgumentException("unknown option " + name);
      };
    }

    List<FaultClass> chosen() {
      return switch (faults) {
        case "all" -> Faults.ready();
        case "none" -> List.of();
        default -> List.of(faults.split(",")).stream().map(CampaignMain::fault).toList();
      };
    }
  }

  private static FaultClass fault(String id) {
    return Faults.find(id)
        .orElseThrow(() -> new IllegalArgumentException("there is no scenario " + id));
  }

  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    try {
      if (args.isEmpty()) {
        throw new IllegalArgumentException("nothing to do");
      }
      Options options = Options.of(args.subList(1, args.size()));
      return switch (args.getFirst()) {
        case "list" -> list(out);
        case "campaign" -> finish(options, campaign(options, err), out);
        case "wire" ->
            finish(
                options, WireRun.all(WireRun.of(options.chosen()), options.seed(), AT_ONCE), out);
        case "nuisance" ->
            finish(
                options,
                Nuisance.run(options.seed(), options.sites(), options.days(), options.stepS(), err),
                out);
        default -> finish(options, scenario(fault(args.getFirst()), options, err), out);
      };
    } catch (IllegalArgumentException e) {
      err.println("busbar sim: " + e.getMessage());
      err.println(USAGE);
      return 2;
    } catch (IOException e) {
      err.println("busbar sim: " + e.getMessage());
      return 1;
    }
  }

  private static int list(PrintStream out) {
    for (FaultClass fault : Faults.all()) {
      out.printf(
          "%-18s %3s  %-60s %s%n",
          fault.id(),
          fault.hazard() == 0 ? "" : fault.hazard(),
          fault.text(),
          fault.isReady() ? "" : "awaits " + fault.awaits());
    }
    List<FaultClass> ready = Faults.ready();
    out.printf(
        "%d scenarios: %d classes of faults in campaigns, %d of them over the wire; %d tried alone, %d awaiting%n",
        Faults.all().size(),
        ready.size(),
        WireRun.of(ready).size(),
        Faults.all().stream().filter(FaultClass::alone).count(),
        Faults.all().stream().filter(fault -> !fault.isReady()).count());
    return 0;
  }

  private static Map<String, Object> campaign(Options options, PrintStream err) throws IOException {
    return new Campaign(World.Setup.of(options.seed()), options.chosen(), Catalogue.carried())
        .run(options.days(), err);
  }

  private static Map<String, Object> scenario(FaultClass fault, Options options, PrintStream err)
      throws IOException {
    return options.wire()
        ? WireRun.all(List.of(fault), options.seed(), 1)
        : Scenario.run(fault, options.seed(), Catalogue.carried());
  }

  /** Writes the report; 0 where nothing was violated or missed. */
  private static int finish(Options options, Map<String, Object> report, PrintStream out)
      throws IOException {
    String json = Json.of(report);
    if (options.out() == null) {
      out.print(json);
    } else {
      Files.writeString(options.out(), json);
    }
    boolean well =
        List.of("violations", "missedReactions", "notRecovered", "falseStops").stream()
            .allMatch(key -> Long.valueOf(0).equals(report.getOrDefault(key, 0L)));
    return well ? 0 : 1;
  }
}
