package org.busbar.profile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.message.MessageDevices;
import org.busbar.profile.message.MessageReader;
import org.busbar.profile.read.ProfileReader;

/** Checks profiles from the command line: {@code ./busbar profile check FILE...}. */
public final class ProfileCheck {
  private static final int USAGE = 2;

  private ProfileCheck() {}

  /** Exit code 0 where all files are right, 1 where one is wrong, 2 where none was named. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out));
  }

  static int run(List<String> files, PrintStream out) {
    if (files.isEmpty()) {
      out.println("usage: ./busbar profile check FILE...");
      return USAGE;
    }
    int failed = 0;
    for (String file : files) {
      try {
        if (isOfMessages(Path.of(file))) {
          out.println(file + ": " + MessageDevices.told(MessageReader.read(Path.of(file))));
        } else {
          print(file, ProfileReader.read(Path.of(file)), out);
        }
      } catch (ConfigException wrong) {
        failed++;
        wrong.problems().forEach(out::println);
      }
    }
    return failed == 0 ? 0 : 1;
  }

  private static boolean isOfMessages(Path file) {
    try {
      return MessageReader.isFor(Files.readString(file));
    } catch (IOException e) {
      return false; // The reader tells what is wrong with the file.
    }
  }

  private static void print(String file, Profile profile, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s: %s version %d, %s, %s: %d points, %d writable, %d vectors pass%n",
        file,
        profile.id(),
        profile.version(),
        profile.nature(),
        profile.maturity().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        profile.points().size(),
        profile.writes().size(),
        profile.vectors().size());
    for (ProfilePoint point : profile.points()) {
      out.printf(
          Locale.ROOT,
          "  %-30s %-14s %5d %-7s every %d ms%n",
          point.key(),
          point.register().table(),
          point.register().at(),
          point.register().coding().type(),
          profile.polls().get(point.poll()).toMillis());
    }
    for (WriteSpec write : profile.writes()) {
      out.printf(
          Locale.ROOT,
          "  write %-24s %s to %s, safe %s, release %s, reverts %s%n",
          write.key(),
          write.range().min(),
          write.range().max(),
          write.safe(),
          Double.isNaN(write.release()) ? "by steps" : Double.toString(write.release()),
          write.reversion().map(time -> "after " + time.toMillis() + " ms").orElse("never"));
    }
  }
}
