package org.busbar.plugin.run;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;

/** Stands as the test says: by how often it was asked since it began or was moved. */
final class FakeSuccession implements Succession {
  final List<String> calls = new CopyOnWriteArrayList<>();
  final Function<Integer, Trial.State> before;
  final Function<Integer, Trial.State> after;
  final Runnable onTryOut;

  FakeSuccession(
      Function<Integer, Trial.State> before,
      Function<Integer, Trial.State> after,
      Runnable onTryOut) {
    this.before = before;
    this.after = after;
    this.onTryOut = onTryOut;
  }

  static FakeSuccession good() {
    return new FakeSuccession(
        asked -> asked < 3 ? Trial.State.TRYING : Trial.State.GOOD,
        _ -> Trial.State.GOOD,
        () -> {});
  }

  @Override
  public String what() {
    return "modes";
  }

  @Override
  public Trial tryOut(Set<Long> old, Set<Long> next) {
    calls.add("try " + old.size() + " " + next.size());
    onTryOut.run();
    return new Trial() {
      private int asked;
      private boolean moved;

      @Override
      public Standing standing() {
        State state = (moved ? after : before).apply(asked++);
        return new Standing(state, state == State.GOOD ? List.of() : List.of("It stands so."));
      }

      @Override
      public Moved move() {
        calls.add("move");
        moved = true;
        asked = 0;
        return new Moved(1, Duration.ofMillis(7));
      }

      @Override
      public Moved back() {
        calls.add("back");
        return new Moved(1, Duration.ofMillis(3));
      }

      @Override
      public void close() {
        calls.add("close");
      }
    };
  }
}
