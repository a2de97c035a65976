package org.busbar.plugin.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Durable;

/**
 * What has to be confirmed at the gateway's own terminal, where one can write to its HOME. The
 * gateway lays down {@code HOME/plugins/waiting/N.json}; whoever confirms job N lays down {@code
 * HOME/plugins/confirmed/N} with one line: the digest of the plan. Another digest confirms nothing.
 *
 * @param job number of the job
 * @param digest of the plan that was consented to
 * @param by who consented
 * @param reason why
 * @param words what the plan says
 */
public record Confirmation(int job, String digest, String by, String reason, List<String> words) {
  private static final String ENDING = ".json";

  /** Copies. */
  public Confirmation {
    words = List.copyOf(words);
  }

  /** All that waits below a HOME, oldest first. */
  public static List<Confirmation> waiting(Path home) throws IOException, RefusedException {
    List<Confirmation> waiting = new ArrayList<>();
    Path folder = waitingFolder(home);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(ENDING)).toList()) {
          waiting.add(read(Fields.parse(Bytes.read(file, Limits.FEATURE), file.toString())));
        }
      }
    }
    waiting.sort(Comparator.comparingInt(Confirmation::job));
    return waiting;
  }

  private static Confirmation read(Fields fields) throws RefusedException {
    return new Confirmation(
        (int) fields.number("job"),
        fields.digest("digest"),
        fields.text("by", ""),
        fields.text("reason", ""),
        fields.texts("words"));
  }

  /** Says yes: for the person at the gateway's own terminal. */
  public void confirm(Path home) throws IOException {
    Durable.write(confirmedFile(home, job), (digest + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Asks. */
  void ask(Path home) throws IOException {
    Files.deleteIfExists(confirmedFile(home, job));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("job", job);
    json.put("digest", digest);
    json.put("by", by);
    json.put("reason", reason);
    json.put("words", words);
    Durable.write(waitingFolder(home).resolve(job + ENDING), Pretty.json(json));
  }

  /** Whether this was said yes to; empty as long as nothing was said. */
  Optional<Boolean> answer(Path home) throws IOException {
    Path file = confirmedFile(home, job);
    return Files.exists(file)
        ? Optional.of(Files.readString(file).strip().equals(digest))
        : Optional.empty();
  }

  /** Asks no more. */
  void forget(Path home) throws IOException {
    Files.deleteIfExists(waitingFolder(home).resolve(job + ENDING));
    Files.deleteIfExists(confirmedFile(home, job));
  }

  private static Path waitingFolder(Path home) {
    return home.resolve("plugins").resolve("waiting");
  }

  private static Path confirmedFile(Path home, int job) {
    return home.resolve("plugins").resolve("confirmed").resolve(Integer.toString(job));
  }
}
