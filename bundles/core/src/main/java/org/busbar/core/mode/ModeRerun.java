package org.busbar.core.mode;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Proposal;
import org.busbar.api.series.Series;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.site.Snapshot;
import org.busbar.core.arbiter.Ruling;
import org.busbar.core.arbiter.Topology;
import org.busbar.core.record.Neutral;

/**
 * One step of a mode made again from what was recorded of it.
 *
 * @param proposals what it asks for
 * @param next its state after
 * @param failure why it did not ask; empty where it did
 */
public record ModeRerun(List<Proposal> proposals, Map<String, Object> next, String failure) {
  /**
   * What a mode saw.
   *
   * @param snapshot the frozen samples
   * @param topology the tree
   * @param last what the step before decided
   * @param series the newest series by id
   * @param cycle period of the step
   * @param elapsed time since its previous step
   */
  public record Seen(
      Snapshot snapshot,
      Topology topology,
      Optional<Ruling> last,
      Map<String, Series> series,
      Duration cycle,
      Duration elapsed) {}

  /**
   * Runs plug-in code, on this thread.
   *
   * @param state its state before by name, as JSON
   * @throws IllegalArgumentException where its state cannot be read
   */
  public static ModeRerun of(
      ModeConfig config, ControlMode<?, ?> type, Seen seen, Map<?, ?> state) {
    Map<String, Object> remembered = new LinkedHashMap<>();
    for (RecordComponent component : type.stateType().getRecordComponents()) {
      if (state.containsKey(component.getName())) {
        Object json = state.get(component.getName());
        remembered.put(component.getName(), Neutral.read(component.getGenericType(), json));
      }
    }
    SiteView.Scene scene =
        new SiteView.Scene(seen.snapshot(), seen.topology(), seen.last(), seen.series());
    SiteView view = new SiteView(config.node(), seen.cycle(), seen.elapsed(), scene);
    Entry entry =
        new Entry(
            config, seen.topology(), seen.snapshot().nanos(), ModeInstance.usual(seen.cycle()));
    ModeTask task = new ModeTask(() -> Binding.of(type, config, remembered).turn(view, entry));
    task.run(0);
    return switch (task.turn()) {
      case Turn.Asked asked -> new ModeRerun(asked.proposals(), asked.state(), "");
      case Turn.Failed failed -> new ModeRerun(List.of(), remembered, failed.text());
      case null -> throw new IllegalStateException("a task ran and left nothing");
    };
  }
}
