package org.busbar.core.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.busbar.api.face.SampleTap;
import org.busbar.api.vocabulary.Sample;
import org.junit.jupiter.api.Test;

class LossesTest {
  private final List<String> raised = new ArrayList<>();
  private final Losses losses =
      new Losses(
          "home",
          (severity, source, kind, text, values) ->
              raised.add(severity + " " + kind + " " + values.get("lost")));
  private long lost;

  private final SampleTap tap =
      losses.watch(
          new SampleTap() {
            @Override
            public int drainTo(Collection<? super Sample> into, int most) {
              return 0;
            }

            @Override
            public long lost() {
              return lost;
            }

            @Override
            public void close() {
              lost = 0;
            }
          });

  private void look(int second) {
    losses.look(Duration.ofSeconds(second).toNanos());
  }

  @Test
  void lossesAreToldOnceAndSoIsTheirEnd() {
    look(0);
    assertEquals(List.of(), raised);
    for (int second = 1; second < 20; second++) {
      lost += 7;
      look(second);
    }
    assertEquals(List.of("WARNING samples-not-kept 7"), raised);
    look(25);
    assertEquals(1, raised.size());
    look(31);
    assertEquals("INFO samples-not-kept 133", raised.getLast());
  }

  @Test
  void aClosedTapIsNotWatchedAnyMore() {
    tap.close();
    lost = 5;
    look(1);
    assertEquals(List.of(), raised);
  }
}
