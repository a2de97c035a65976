package org.busbar.marketplace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.time.Clock;
import org.busbar.config.api.ConfigException;
import org.busbar.marketplace.sign.KeyFile;
import org.busbar.marketplace.sign.Signer;
import org.busbar.plugin.format.Pretty;
import org.busbar.profile.api.Profile;
import org.busbar.profile.message.MessageProfile;
import org.busbar.profile.message.MessageReader;
import org.busbar.profile.read.ProfileReader;
import org.busbar.profile.trial.TrialReport;

/**
 * {@code ./busbar profile sign-report PROFILE ...}: writes down what was tried on a real device and
 * signs it.
 */
public final class ReportMain {
  private static final String USAGE =
      "Usage: busbar profile sign-report PROFILE --key KEYFILE --model MODEL --firmware TEXT"
          + " --serial TEXT --by NAME --tested 'WHAT; WHAT=RESULT' [--on DAY] [--out DIR]";

  private static final int DAY = 10;

  private ReportMain() {}

  /** Exit code 0, 1 where something is wrong, 2 where it was not understood. */
  public static void main(String[] args) {
    System.exit(run(List.of(args), Clock.system()));
  }

  static int run(List<String> args, Clock clock) {
    try {
      String usage = USAGE.substring(USAGE.indexOf("PROFILE")).replaceAll("'.*'", "TEXT");
      System.out.println(write(Arguments.parse(args).within(usage), clock));
      return 0;
    } catch (IllegalArgumentException e) {
      System.out.println("busbar profile sign-report: " + e.getMessage());
      System.out.println(USAGE);
      return 2;
    } catch (ConfigException e) {
      e.problems().forEach(System.out::println);
      return 1;
    } catch (IOException | GeneralSecurityException e) {
      System.out.println("busbar profile sign-report: " + Terminal.words(e));
      return 1;
    }
  }

  private static String write(Arguments arguments, Clock clock)
      throws IOException, ConfigException, GeneralSecurityException {
    Path file = Path.of(arguments.word(0, "profile"));
    String text = Files.readString(file);
    Named profile = named(file, text);
    KeyFile key = KeyFile.read(Path.of(arguments.required("--key")));
    TrialReport report =
        new TrialReport(
            profile.id(),
            profile.version(),
            TrialReport.digest(text),
            arguments.required("--model"),
            arguments.required("--firmware"),
            TrialReport.digest(arguments.required("--serial")),
            arguments.required("--by"),
            arguments.option("--on", clock.instant().toString().substring(0, DAY)),
            tests(arguments.required("--tested")));
    Path folder = Path.of(arguments.option("--out", "."));
    Files.createDirectories(folder);
    Path made = folder.resolve(profile.id() + "-" + report.on() + ".json");
    Files.write(made, Pretty.json(report.json()));
    TrialReport.parse(made.toString(), Files.readString(made)); // Tells what is missing.
    Signer.sign(made, TrialReport.PURPOSE, List.of(key));
    return made + " and its signature go into trust/reports of a gateway that trusts this key";
  }

  private record Named(String id, int version) {}

  /** Of registers or of documents; wrong ones are told. */
  private static Named named(Path file, String text) throws ConfigException {
    if (MessageReader.isFor(text)) {
      MessageProfile.Head head = MessageReader.read(file).head();
      return new Named(head.id(), head.version());
    }
    Profile profile = ProfileReader.read(file);
    return new Named(profile.id(), profile.version());
  }

  private static List<TrialReport.Tested> tests(String text) {
    List<TrialReport.Tested> tests = new ArrayList<>();
    for (String each : text.split(";")) {
      String[] parts = each.strip().split(" *= *", 2);
      if (!parts[0].isEmpty()) {
        tests.add(
            new TrialReport.Tested(parts[0], parts.length == 2 ? parts[1] : TrialReport.PASSED));
      }
    }
    return tests;
  }
}
