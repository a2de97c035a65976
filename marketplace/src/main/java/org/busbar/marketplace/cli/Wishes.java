package org.busbar.marketplace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.run.Confirmation;

/**
 * What a person wants of a gateway that runs: a plan in words, consent, then the steps as they are
 * done. Whoever can read the token in HOME sits at the gateway's own terminal, so the consent that
 * is typed here is the confirmation, too.
 */
final class Wishes {
  private static final long LOOK_NANOS = 100_000_000L;

  private final RunningGateway gateway;
  private final Terminal terminal;
  private final Arguments arguments;

  Wishes(RunningGateway gateway, Terminal terminal, Arguments arguments) {
    this.gateway = gateway;
    this.terminal = terminal;
    this.arguments = arguments;
  }

  static ObjectNode wish(String what) {
    return JsonNodeFactory.instance.objectNode().put("wish", what);
  }

  /**
   * Plans, asks, does and follows.
   *
   * @param consent what has to be typed
   */
  List<String> fulfil(ObjectNode wish, String consent) throws IOException, RefusedException {
    JsonNode plan = gateway.post("plugin-plans", wish);
    JsonNode why = plan.path("impossible");
    if (why.isObject()) {
      throw new IOException(
          "it cannot be done ("
              + why.path("reason").asText()
              + "): "
              + why.path("what").asText()
              + " ("
              + why.path("where").asText()
              + "). "
              + why.path("remedy").asText());
    }
    show(plan);
    if (!terminal.consents(consent, arguments.option("--yes", ""))) {
      return List.of("Nothing was changed.");
    }
    ObjectNode begin = JsonNodeFactory.instance.objectNode();
    begin.set("wish", wish);
    begin.put("digest", plan.path("digest").asText()).put("consent", true);
    begin.put("reason", arguments.option("--reason", "wanted at the terminal"));
    int job = gateway.post("plugin-jobs", begin).path("number").asInt();
    terminal.say("Job " + job);
    confirm(job, plan.path("digest").asText());
    return follow(job);
  }

  private void show(JsonNode plan) {
    plan.path("words").forEach(word -> terminal.say("  " + word.asText()));
    for (JsonNode change : plan.path("changes")) {
      if (change.hasNonNull("lastGapMs")) {
        terminal.say(
            "  The last swap of "
                + change.path("id").asText()
                + " cost "
                + change.path("lastGapMs").asText()
                + " ms.");
      }
    }
    if (!plan.path("configuration").isEmpty()) {
      terminal.say("  Configuration:");
      plan.path("configuration").forEach(line -> terminal.say("    " + line.asText()));
    }
  }

  /** As soon as it is asked for; what needs none goes on without. */
  private void confirm(int job, String digest) throws IOException, RefusedException {
    while (state(gateway.get("plugin-jobs/" + job)).equals("WAITS_FOR_CONFIRMATION")) {
      Optional<Confirmation> waiting =
          Confirmation.waiting(gateway.home()).stream()
              .filter(each -> each.job() == job && each.digest().equals(digest))
              .findFirst();
      if (waiting.isPresent()) {
        waiting.get().confirm(gateway.home());
        return;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static String state(JsonNode job) {
    return job.path("state").asText();
  }

  /** Prints steps as they are done, until nothing more happens or it is only watched. */
  List<String> follow(int number) throws IOException {
    int told = 0;
    String said = "";
    while (true) {
      JsonNode job = gateway.get("plugin-jobs/" + number);
      JsonNode steps = job.path("steps");
      for (; told < steps.size(); told++) {
        terminal.say(
            "  "
                + steps.get(told).path("at").asText()
                + " "
                + steps.get(told).path("text").asText());
      }
      String text = job.path("text").asText("");
      if (job.path("ended").asBoolean()) {
        return ended(state(job), job.hasNonNull("text") ? text : "");
      }
      if (state(job).equals("WATCHED") && !arguments.has("--wait")) {
        return List.of(
            "Done, and watched from now on: it goes back by itself where it does no good."
                + " busbar plugin jobs "
                + number
                + " shows it.");
      }
      boolean waits = state(job).equals("WAITS_FOR_CONFIRMATION"); // That was said here already.
      if (job.hasNonNull("text") && !waits && !text.equals(said)) {
        said = text;
        terminal.say("  " + text);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static List<String> ended(String state, String text) throws IOException {
    return switch (state) {
      case "DONE" -> List.of(("Done. " + text).strip());
      case "ROLLED_BACK" -> throw new IOException("everything is as it was before: " + text);
      case "CANCELLED" -> throw new IOException("it was taken back. " + text);
      default -> throw new IOException("nothing was changed: " + text);
    };
  }

  /** Confirms a job that was begun elsewhere: what it says is shown, and its words typed. */
  List<String> confirmOther(int number) throws IOException, RefusedException {
    Path home = gateway.home();
    Confirmation waiting =
        Confirmation.waiting(home).stream()
            .filter(each -> each.job() == number)
            .findFirst()
            .orElseThrow(() -> new IOException("no job " + number + " waits to be confirmed"));
    JsonNode wish = gateway.get("plugin-jobs/" + number).path("wish");
    String word =
        Stream.of("id", "name", "generation")
            .filter(wish::hasNonNull)
            .map(field -> wish.path(field).asText())
            .findFirst()
            .orElse("yes");
    terminal.say("Wanted by " + waiting.by() + ": " + waiting.reason());
    waiting.words().forEach(each -> terminal.say("  " + each));
    if (!terminal.consents(word, arguments.option("--yes", ""))) {
      return List.of("Nothing was confirmed; busbar plugin cancel " + number + " takes it back.");
    }
    waiting.confirm(home);
    return follow(number);
  }

  /** What all jobs came to, or one of them. */
  List<String> jobs() throws IOException {
    List<String> lines = new ArrayList<>();
    if (!arguments.words().isEmpty()) {
      return follow(arguments.number(0, "number of a job"));
    }
    for (JsonNode job : gateway.get("plugin-jobs")) {
      JsonNode wish = job.path("wish");
      String what = wish.hasNonNull("id") ? wish.path("id").asText() : "";
      lines.add(
          (job.path("number").asText()
                  + " "
                  + wish.path("wish").asText()
                  + " "
                  + what
                  + (wish.hasNonNull("version") ? " " + wish.path("version").asText() : "")
                  + (wish.hasNonNull("name") ? wish.path("name").asText() : "")
                  + ", by "
                  + job.path("by").asText()
                  + ": "
                  + state(job)
                  + (job.hasNonNull("text") ? ". " + job.path("text").asText() : ""))
              .strip());
    }
    return lines.isEmpty() ? List.of("No jobs since the start.") : lines;
  }
}
