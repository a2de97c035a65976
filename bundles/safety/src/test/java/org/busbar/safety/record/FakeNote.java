package org.busbar.safety.record;

import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.StepNote;
import org.busbar.api.site.Snapshot;
import org.jspecify.annotations.Nullable;

/** A step that tells its number, whether it is whole, and as much else as a test wants. */
public record FakeNote(Snapshot snapshot, Freeze freeze, String more) implements StepNote {
  @Override
  public void writeSite(StringBuilder out) {
    out.append("{\"site\":\"home\"}");
  }

  @Override
  public void write(StringBuilder out, @Nullable StepNote before) {
    out.append("{\"step\":").append(snapshot.step());
    out.append(",\"nanos\":").append(snapshot.nanos());
    out.append(",\"state\":\"").append(freeze.state());
    out.append("\",\"whole\":").append(before == null);
    out.append(",\"more\":\"").append(more).append("\"}");
  }
}
