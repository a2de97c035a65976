package org.busbar.plugin.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.plugin.PluginJob.State;
import org.busbar.plugin.change.Chronicle;
import org.busbar.plugin.change.Job;
import org.busbar.plugin.change.Objections;
import org.busbar.plugin.change.Surroundings;
import org.busbar.plugin.generation.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for somebody at the gateway's own terminal. */
final class Consent {
  private static final Logger LOG = LoggerFactory.getLogger(Consent.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Chronicle chronicle;
  private final Surroundings around;
  private final Path home;
  private final Objections objections;

  Consent(Chronicle chronicle, Worker.Parts parts, Objections objections) {
    this.chronicle = chronicle;
    this.around = parts.around();
    this.home = parts.supply().home();
    this.objections = objections;
  }

  /** Whether it was confirmed; if not, the job is over. */
  boolean isGiven(Job job, Planned planned, int from) throws IOException, InterruptedException {
    Confirmation confirmation = confirmation(job, planned);
    confirmation.ask(home);
    job.say("Confirm it at the gateway's own terminal: ./busbar plugin confirm " + job.number());
    for (Duration waited = Duration.ZERO;
        waited.compareTo(PATIENCE) < 0;
        waited = waited.plus(LOOK)) {
      Optional<Boolean> answer = confirmation.answer(home);
      if (answer.isPresent() && answer.get()) {
        chronicle.audit("plugin-confirmed", job, Map.of("digest", planned.shown().digest()));
        chronicle.step(job, Step.CONFIRMED, from, 0);
        return true;
      }
      if (job.isCancelled()) {
        job.be(State.CANCELLED, "");
        chronicle.end(job, Step.ENDED, "taken back");
        return false;
      }
      objections.heed(); // Nobody else does as long as this thread waits.
      around.pause(LOOK);
    }
    job.be(State.CANCELLED, "Nobody confirmed it within " + PATIENCE.toHours() + " hour.");
    chronicle.end(job, Step.ENDED, "not confirmed");
    return false;
  }

  private static Confirmation confirmation(Job job, Planned planned) {
    return new Confirmation(
        job.number(), planned.shown().digest(), job.by(), job.reason(), planned.shown().words());
  }

  /** Asks no more. */
  void forget(Job job, Planned planned) {
    try {
      confirmation(job, planned).forget(home);
    } catch (IOException e) {
      LOG.error("What waited to be confirmed is still there", e);
    }
  }
}
