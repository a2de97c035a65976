package org.busbar.marketplace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.busbar.plugin.format.RefusedException;

/**
 * One line of the table of a command.
 *
 * @param name what is typed
 * @param arguments what follows, for the help
 * @param text what it does
 * @param action does it
 */
record Subcommand(String name, String arguments, String text, Action action) {

  /** Returns the lines to be printed. */
  @FunctionalInterface
  interface Action {
    List<String> run(Arguments arguments)
        throws IOException, RefusedException, GeneralSecurityException, InterruptedException;
  }

  /** Finds and runs; exit code 0, or 1 where it was refused, or 2 where it was not understood. */
  static int run(String command, List<Subcommand> table, List<String> args, PrintStream out)
      throws InterruptedException {
    for (Subcommand each : table) {
      if (!args.isEmpty() && each.name().equals(args.getFirst())) {
        return each.run(command, args.subList(1, args.size()), out);
      }
    }
    for (Subcommand each : table) {
      out.println("  " + (command + " " + each.name() + " " + each.arguments()).strip());
      out.println("         " + each.text());
    }
    return args.isEmpty() ? 0 : 2;
  }

  private int run(String command, List<String> args, PrintStream out) throws InterruptedException {
    try {
      action
          .run(Arguments.parse(args).within(arguments))
          .forEach(line -> out.println(Terminal.plain(line)));
      return 0;
    } catch (RefusedException e) {
      out.println(Terminal.refused(e));
      return 1;
    } catch (IllegalArgumentException e) {
      out.println("busbar " + command + " " + name + ": " + e.getMessage());
      out.println("Usage: busbar " + command + " " + name + " " + arguments);
      return 2;
    } catch (IOException | UncheckedIOException | GeneralSecurityException e) {
      out.println("busbar " + command + " " + name + ": " + Terminal.words(e));
      return 1;
    }
  }
}
