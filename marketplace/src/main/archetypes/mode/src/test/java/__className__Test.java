package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.busbar.testkit.conformance.api.ModeConformance;
import org.junit.jupiter.api.Test;

class ${className}Test {
  @Test
  void itDoesWhatEveryModeMust() {
    assertEquals(List.of(), ModeConformance.of(new ${className}()).failures());
  }

  @Test
  void itAsksForWhatIsConfigured() {
    var kit = ModeConformance.of(new ${className}());
    assertEquals(1500, kit.step(new ${className}.Config(1500)).asks().getFirst().target());
    assertEquals(List.of(), kit.step(new ${className}.Config(Double.NaN)).asks());
  }
}
