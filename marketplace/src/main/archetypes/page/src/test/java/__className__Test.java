package ${package};

import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;

class ${className}Test {
  @Test
  void theModuleIsInTheBundle() {
    assertNotNull(getClass().getResource("/" + new ${className}().module()));
  }
}
