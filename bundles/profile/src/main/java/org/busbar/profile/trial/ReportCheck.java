package org.busbar.profile.trial;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.config.api.ConfigException;

/** Judges a report as a gateway would: {@code ./busbar profile check-report PROFILE REPORT}. */
public final class ReportCheck {
  private static final Pattern VERSION = Pattern.compile("(?m)^version: *([0-9]{1,9})\\b");
  private static final int WORDS = 4;
  private static final int USAGE = 2;

  private ReportCheck() {}

  /** Exit code 0 where the report counts, 1 where it does not, 2 for misuse. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out));
  }

  static int run(List<String> words, PrintStream out) {
    if (words.size() != WORDS || !words.get(2).equals("--home")) {
      out.println("usage: ./busbar profile check-report PROFILE REPORT --home DIR");
      return USAGE;
    }
    try {
      String text = Files.readString(Path.of(words.get(0)));
      Matcher version = VERSION.matcher(text);
      Trials.Verdict verdict =
          Trials.of(Path.of(words.get(3)), out::println)
              .judge(
                  Path.of(words.get(1)),
                  version.find() ? Integer.parseInt(version.group(1)) : 0,
                  text);
      out.println(words.get(1) + ": " + verdict.text());
      return verdict.counts() ? 0 : 1;
    } catch (ConfigException wrong) {
      wrong.problems().forEach(out::println);
    } catch (IOException wrong) {
      out.println("cannot be read: " + wrong.getMessage() + ". Check the path");
    }
    return 1;
  }
}
