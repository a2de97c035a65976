package org.busbar.core.mode;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;
import org.busbar.api.time.Clock;

/** Goes over from one version of a type of control mode to the next, at a step boundary. */
public final class ModeSuccession implements Succession {
  private final ModeTypes types;
  private final Supplier<List<ModeStatus>> modes;
  private final Clock clock;

  /**
   * Between these types.
   *
   * @param modes the modes of all sites
   */
  public ModeSuccession(ModeTypes types, Supplier<List<ModeStatus>> modes, Clock clock) {
    this.types = types;
    this.modes = modes;
    this.clock = clock;
  }

  @Override
  public String what() {
    return "modes";
  }

  @Override
  public Trial tryOut(Set<Long> old, Set<Long> next) {
    return new ModeTrial(types, old, next, modes, clock);
  }
}
