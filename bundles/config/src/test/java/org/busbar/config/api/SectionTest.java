package org.busbar.config.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.busbar.api.vocabulary.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionTest {
  private static List<String> problemsOf(Section root) {
    return assertThrows(ConfigException.class, root::finish).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void anUnknownKeyIsNamedWithLineAndTheNearestKnownOne() throws ConfigException {
    Section root = Document.parse("site.yaml", "cycle: 100 ms\nnmae: Home\n");
    root.duration("cycle", Duration.ZERO, Duration.ofMillis(10), Duration.ofSeconds(10));
    root.optionalText("name");
    assertEquals(
        List.of("site.yaml:2: nmae = 'Home': is not known here. Did you mean 'name'?"),
        problemsOf(root));
  }

  @Test
  void aFileThatCannotBeReadIsNamedWithThePlainReason(@TempDir Path folder) throws Exception {
    assertEquals("site.yaml: cannot be read: there is no such file", reason(folder, "site.yaml"));
    Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4, '\n'});
    assertEquals("latin.yaml: cannot be read: it is no UTF-8 text", reason(folder, "latin.yaml"));
  }

  private static String reason(Path folder, String name) {
    Path file = folder.resolve(name);
    String text =
        assertThrows(ConfigException.class, () -> Document.read(file)).problems().toString();
    return text.substring(1, text.indexOf('.', text.indexOf("cannot")));
  }

  @Test
  void aWrongUnitIsNamedWithTheRightOne() throws ConfigException {
    Section root = Document.parse("site.yaml", "limits:\n  max: 5 kVA\n");
    assertEquals(7.0, root.section("limits").quantity("max", Unit.WATT, 7.0));
    assertEquals(
        List.of(
            "site.yaml:2: limits.max = '5 kVA': is no quantity in W."
                + " Write a number and its unit, such as '10 W'"),
        problemsOf(root));
  }

  @Test
  void allProblemsAreReportedTogetherInTheOrderOfTheFile() throws ConfigException {
    Section root = Document.parse("f", "a: x\nb: 70000\nc: [1, {d: 2}]\na: y\n");
    root.integer("b", 0, 0, 65_535);
    root.flag("a", false);
    assertEquals(1, root.items("c").stream().filter(Section.class::isInstance).count());
    List<String> problems = problemsOf(root);
    assertEquals(4, problems.size(), problems::toString);
    assertTrue(problems.get(0).startsWith("f:1: a = 'x'"));
    assertTrue(problems.get(1).startsWith("f:2: b = '70000': is out of range"));
    assertTrue(problems.get(2).startsWith("f:3: c[0].d") || problems.get(2).contains("c[1].d"));
    assertTrue(problems.get(3).startsWith("f:4: a"), problems::toString);
  }

  @Test
  void brokenYamlIsReportedWithItsLine() {
    ConfigException e =
        assertThrows(ConfigException.class, () -> Document.parse("f", "a: 1\nb: [1, 2\n"));
    assertTrue(e.problems().getFirst().line() >= 2);
  }

  @Test
  void quantitiesKeepTheirUnitsAndPrefixes() {
    assertEquals(OptionalDouble.of(5000), Quantity.parse("5 kW", Unit.WATT));
    assertEquals(OptionalDouble.of(-200), Quantity.parse("-200W", Unit.WATT));
    assertEquals(OptionalDouble.of(0.25), Quantity.parse("250 ms", Unit.SECOND));
    assertEquals(OptionalDouble.of(3), Quantity.parse("3", Unit.NONE));
    assertEquals(OptionalDouble.empty(), Quantity.parse("3", Unit.WATT));
    assertEquals(OptionalDouble.empty(), Quantity.parse("3 k%", Unit.PERCENT));
    assertEquals(OptionalDouble.empty(), Quantity.parse("NaN W", Unit.WATT));
    assertEquals(OptionalDouble.empty(), Quantity.parse("5 kWh", Unit.WATT));
  }
}
