package org.busbar.core.replay;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.busbar.api.control.ControlMode;
import org.busbar.core.mode.ModeTypes;

/**
 * {@code replay FILE}: makes a recording again with the code and the control modes on the class
 * path. Exit code 0 where all comes out as it was, 1 where something does not, 2 where nothing can
 * be said.
 */
public final class ReplayMain {
  private static final Pattern COMPONENT = Pattern.compile("<implementation class=\"([^\"]+)\"");
  private static final String PROVIDED =
      "<provide interface=\"org.busbar.api.control.ControlMode\"";

  private ReplayMain() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out));
  }

  static int run(List<String> args, PrintStream out) {
    if (args.size() != 1) {
      out.println("usage: replay FILE");
      return 2;
    }
    try {
      Replay.Report report = replay(Path.of(args.getFirst()), types());
      if (report.steps() == 0) {
        out.println(args.getFirst() + ": no step is recorded in it; give a recording or black box");
        return 2;
      }
      print(report, out);
      return report.isEqual() ? 0 : 1;
    } catch (NoSuchFileException _) {
      out.println(args.getFirst() + ": there is no such file");
      return 2;
    } catch (IOException | ReflectiveOperationException e) {
      out.println(args.getFirst() + ": " + e.getMessage());
      return 2;
    }
  }

  /**
   * Replays a file, compressed or not.
   *
   * @throws IOException where it cannot be read
   */
  static Replay.Report replay(Path file, ModeTypes types) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(2);
      boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      InputStream plain = zipped ? new GZIPInputStream(in) : in;
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
        return Replay.of(lines, types);
      }
    }
  }

  private static void print(Replay.Report report, PrintStream out) {
    out.println(
        report.steps()
            + " steps folded again: "
            + (report.steps() - report.different())
            + " equal, "
            + report.different()
            + " different");
    out.println(
        report.turns()
            + " steps of control modes run again: "
            + (report.turns() - report.differentTurns())
            + " equal, "
            + report.differentTurns()
            + " different, "
            + report.notRun()
            + " not run"
            + (report.whyNotRun().isEmpty() ? "" : " (first: " + report.whyNotRun() + ")"));
    report.differences().forEach(out::println);
    out.println("outputs " + report.outputs());
  }

  /** The control modes in the bundles on the class path, as their descriptions name them. */
  private static ModeTypes types() throws IOException, ReflectiveOperationException {
    ModeTypes types = new ModeTypes();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith(".jar")) {
        try (JarFile jar = new JarFile(entry)) {
          for (JarEntry file : jar.stream().toList()) {
            if (file.getName().matches("OSGI-INF/.*\\.xml")) {
              try (InputStream in = jar.getInputStream(file)) {
                add(types, new String(in.readAllBytes(), StandardCharsets.UTF_8));
              }
            }
          }
        }
      }
    }
    return types;
  }

  private static void add(ModeTypes types, String description) throws ReflectiveOperationException {
    Matcher component = COMPONENT.matcher(description);
    if (description.contains(PROVIDED) && component.find()) {
      Class<?> type = Class.forName(component.group(1));
      types.add((ControlMode<?, ?>) type.getDeclaredConstructor().newInstance());
    }
  }
}
