package org.busbar.plugin.change;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.Journal;
import org.busbar.plugin.generation.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what jobs do: steps into the journal and the job, what counts into the audit. */
public final class Chronicle {
  private static final Logger LOG = LoggerFactory.getLogger(Chronicle.class);

  private final Journal journal;
  private final Generations generations;
  private final Surroundings around;

  public Chronicle(Journal journal, Generations generations, Surroundings around) {
    this.journal = journal;
    this.generations = generations;
    this.around = around;
  }

  /** A step was done. */
  public void step(Job job, Step step, int from, int to) throws IOException {
    job.did(around.clock().instant(), step.text());
    journal.write(
        new Journal.Line(
            around.clock().instant(), job.number(), step, from, to, job.wish().toString()));
  }

  /** It is over, and this is why. */
  public void end(Job job, Step step, int from, int to, String why) {
    try {
      journal.write(new Journal.Line(around.clock().instant(), job.number(), step, from, to, why));
    } catch (IOException e) {
      LOG.error("The journal cannot be written", e);
    }
  }

  /** It is over and the generation that runs is the one that ran. */
  public void end(Job job, Step step, String why) {
    try {
      int now = generations.current(around.clock().instant()).number();
      end(job, step, now, now, why);
    } catch (IOException | RefusedException e) {
      LOG.error("The journal cannot be written", e);
    }
  }

  public void audit(String kind, Job job, Map<String, String> values) {
    Map<String, String> all = new TreeMap<>(values);
    all.put("job", String.valueOf(job.number()));
    around.audit().append(kind, job.by(), job.reason(), all);
  }
}
