package org.busbar.runtime.campaign;

import java.nio.file.Path;
import java.util.List;
import org.busbar.api.control.ControlMode;
import org.busbar.api.device.write.Driver;
import org.busbar.api.face.Site;
import org.busbar.core.mode.ModeTypes;
import org.jspecify.annotations.Nullable;

/** One life of the gateway's process: the product's core and safety. */
interface Kernel {
  /** What a life is made of that outlives it. */
  record Parts(
      Timeline timeline, Driver driver, List<ControlMode<?, ?>> modes, Path file, Path home) {}

  /** How exactly the threads of safety are stepped. */
  enum Grain {
    /** At the product's own periods. */
    FINE(1),
    /** Ten times as seldom, for long campaigns. */
    COARSE(10),
    /** Six hundred times as seldom, for years of sites on which nothing goes wrong. */
    COARSEST(600);

    private final int times;

    Grain(int times) {
      this.times = times;
    }

    int times() {
      return times;
    }
  }

  Site site();

  /** Types of modes; they come and go. */
  ModeTypes types();

  /** When this life began, elapsed. */
  long bornNanos();

  /** When the loop made its last step, elapsed. */
  long steppedNanos();

  /** Steps of the loop in this life. */
  long steps();

  /** Whether a connection is of this process. */
  boolean owns(@Nullable Object connection);

  /** Plug-in code does not come back, until told otherwise. */
  void hangModes(boolean hang);

  /** Whether all of its threads stand still. */
  boolean isStopped();

  /** Ends the process; in virtual time without any order: what it planned does not happen. */
  void kill();
}
