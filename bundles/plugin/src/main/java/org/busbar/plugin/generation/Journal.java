package org.busbar.plugin.generation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was done, a line for each step, on the disk before the next begins: {@code HOME/plugins/
 * journal}. A line is time, job, step, generation before, generation after, text; with tabs
 * between. A last line that is torn does not count.
 */
public final class Journal {
  private static final String FILE = "journal";
  private static final int COLUMNS = 6;
  private static final long LONG = 256 << 10;

  private final Path file;
  private final Step.Listener listener;

  /** In {@code HOME/plugins}. */
  public Journal(Path plugins, Step.Listener listener) {
    this.file = plugins.resolve(FILE);
    this.listener = listener;
  }

  /**
   * A line.
   *
   * @param from the generation before
   * @param to the generation after; 0 where there is none yet
   */
  public record Line(Instant at, int job, Step step, int from, int to, String text) {
    public String written() {
      return String.join(
              "\t",
              at.toString(),
              Integer.toString(job),
              step.word(),
              Integer.toString(from),
              Integer.toString(to),
              text.replaceAll("\\p{Cntrl}+", " "))
          + "\n";
    }
  }

  /** Writes a line, then tells of it. */
  public void write(Line line) throws IOException {
    listener.before(line.step());
    Durable.append(file, line.written().getBytes(StandardCharsets.UTF_8));
    listener.done(line.step());
  }

  /** All lines that are whole, oldest first. */
  public List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    if (Files.exists(file)) {
      String text = Files.readString(file);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      whole.lines().forEach(each -> parse(each, lines));
    }
    return lines;
  }

  private static void parse(String text, List<Line> lines) {
    String[] column = text.split("\t", -1);
    if (column.length == COLUMNS) {
      Arrays.stream(Step.values())
          .filter(step -> step.word().equals(column[2]))
          .findFirst()
          .ifPresent(
              step ->
                  lines.add(
                      new Line(
                          Instant.parse(column[0]),
                          Integer.parseInt(column[1]),
                          step,
                          Integer.parseInt(column[3]),
                          Integer.parseInt(column[4]),
                          column[5])));
    }
  }

  /** Mends a torn end, and forgets what is long past. */
  public void tidy() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    List<Line> lines = lines();
    String text = Files.readString(file);
    boolean torn = !text.isEmpty() && !text.endsWith("\n");
    boolean tooLong = text.length() > LONG && !lines.isEmpty() && lines.getLast().step().isEnd();
    if (torn || tooLong) {
      StringBuilder kept = new StringBuilder();
      lines
          .subList(tooLong ? lines.size() - 1 : 0, lines.size())
          .forEach(line -> kept.append(line.written()));
      Durable.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
