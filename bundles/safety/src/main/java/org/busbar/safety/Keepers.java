package org.busbar.safety;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rounds made by one platform thread each. */
final class Keepers implements Rounds {
  private final List<Keeper> keepers = new CopyOnWriteArrayList<>();

  @Override
  public Runnable every(String name, Duration period, Runnable round) {
    Keeper keeper = new Keeper(name, period);
    keepers.add(keeper);
    keeper.start(round);
    return keeper::wake;
  }

  @Override
  public void close() {
    keepers.forEach(Keeper::close);
  }
}
