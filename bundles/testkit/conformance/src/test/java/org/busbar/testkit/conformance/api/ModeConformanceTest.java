package org.busbar.testkit.conformance.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModeConformanceTest {
  record Config() {}

  record State() {}

  /** Asks for what it is told to. */
  private record Mode(String id, Function<View, List<Ask>> asks)
      implements ControlMode<Config, State> {
    @Override
    public Class<Config> configType() {
      return Config.class;
    }

    @Override
    public Class<State> stateType() {
      return State.class;
    }

    @Override
    public Config defaults() {
      return new Config();
    }

    @Override
    public State initial(Config config) {
      return new State();
    }

    @Override
    public Step<State> step(Config config, View view, State state) {
      return new Step<>(state, asks.apply(view));
    }
  }

  private static List<String> failures(Function<View, List<Ask>> asks) {
    return ModeConformance.of(new Mode("tried", asks)).failures();
  }

  private static Ask power(View view, double targetW) {
    return Ask.target(view.node(), Points.ACTIVE_POWER_W, targetW, "tried");
  }

  @Test
  void aModeThatMindsWhatIsUnknownPasses() {
    assertEquals(
        List.of(),
        failures(
            view -> {
              double powerW = view.value(view.root().meter().orElseThrow(), Points.ACTIVE_POWER_W);
              return Double.isFinite(powerW) ? List.of(power(view, -powerW)) : List.of();
            }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"infinite", "foreign", "many", "mute", "throws", "moody"})
  void eachMistakeIsNamed(String mistake) {
    AtomicInteger count = new AtomicInteger();
    List<String> failures =
        failures(
            view ->
                switch (mistake) {
                  case "infinite" -> List.of(power(view, Double.POSITIVE_INFINITY));
                  case "foreign" ->
                      List.of(
                          Ask.target(new NodeId("pcc"), Points.ACTIVE_POWER_W, 0, "not its own"));
                  case "many" -> Collections.nCopies(257, power(view, 0));
                  case "mute" -> List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, 0, " "));
                  case "throws" -> throw new IllegalStateException("oh");
                  default -> List.of(power(view, count.incrementAndGet()));
                });
    assertTrue(!failures.isEmpty(), mistake);
  }

  @Test
  void anIdThatSiteYamlCannotNameIsTold() {
    assertEquals(1, ModeConformance.of(new Mode("Tried It", _ -> List.of())).failures().size());
  }

  /** What is handed over must not keep the bundle alive. */
  @Test
  void aStateOfItsOwnTypesIsTold() {
    record Inner() {}
    record Holding(Inner inner) {}
    ControlMode<Config, Holding> mode =
        new ControlMode<>() {
          @Override
          public String id() {
            return "holding";
          }

          @Override
          public Class<Config> configType() {
            return Config.class;
          }

          @Override
          public Class<Holding> stateType() {
            return Holding.class;
          }

          @Override
          public Config defaults() {
            return new Config();
          }

          @Override
          public Holding initial(Config config) {
            return new Holding(new Inner());
          }

          @Override
          public Step<Holding> step(Config config, View view, Holding state) {
            return new Step<>(state, List.of());
          }
        };
    List<String> failures = ModeConformance.of(mode).failures();
    assertEquals(1, failures.size(), failures.toString());
    assertTrue(failures.getFirst().contains("Holding.inner"), failures.toString());
  }
}
