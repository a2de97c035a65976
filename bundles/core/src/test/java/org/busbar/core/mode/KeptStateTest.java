package org.busbar.core.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.busbar.api.vocabulary.NodeId;
import org.junit.jupiter.api.Test;

class KeptStateTest {
  /** A list of a plug-in: whoever calls it later runs code of the plug-in. */
  private static final class Hostile extends AbstractList<Integer> {
    private int calls;

    @Override
    public Integer get(int index) {
      calls++;
      return index;
    }

    @Override
    public int size() {
      return 3;
    }
  }

  @Test
  void whatIsPlainIsCopiedInItsKind() {
    List<Integer> list = new ArrayList<>(List.of(1, 2));
    Map<String, Object> state =
        Map.of(
            "number",
            1.5,
            "text",
            "x",
            "time",
            Duration.ofSeconds(1),
            "node",
            new NodeId("bat1"),
            "list",
            list,
            "map",
            new TreeMap<>(Map.of("a", List.of(1))),
            "set",
            Set.of(3),
            "maybe",
            Optional.of(list));
    Map<String, Object> kept = KeptState.of(state);
    assertEquals(state, kept);
    assertEquals(TreeMap.class, kept.get("map").getClass());
    assertNotSame(list, kept.get("list"));
    list.add(3);
    assertEquals(List.of(1, 2), kept.get("list"), "what the mode changes later is its own affair");
  }

  @Test
  void nothingThatIsKeptCallsBackIntoThePlugin() {
    Hostile hostile = new Hostile();
    Map<String, Object> kept =
        KeptState.of(Map.of("wrapped", Collections.unmodifiableList(hostile), "plain", hostile));
    int calls = hostile.calls;
    assertEquals("[0, 1, 2]", kept.get("wrapped").toString());
    assertEquals("[0, 1, 2]", kept.get("plain").toString());
    assertEquals(calls, hostile.calls);
    assertEquals(Map.of(), KeptState.of(Map.of("box", new AtomicReference<>(hostile))));
    assertEquals(Map.of(), KeptState.of(Map.of("list", List.of(new Object()))));
  }

  @Test
  void aStateThatIsTooLargeIsRefused() {
    String longText = "x".repeat(KeptState.MOST_CHARACTERS + 1);
    List<Integer> longList = IntStream.range(0, KeptState.MOST_VALUES + 1).boxed().toList();
    List<Integer> endless = Collections.nCopies(Integer.MAX_VALUE, 1);
    for (Object value : List.of(longText, longList, endless)) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> KeptState.of(Map.of("value", value)));
      assertEquals("its state", e.getMessage().replaceAll("(?s).*(its state).*", "$1"));
    }
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    assertThrows(Throwable.class, () -> KeptState.of(Map.of("itself", itself)));
  }
}
