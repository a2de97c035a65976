package org.busbar.config.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  private enum Word {
    FIRST,
    NOT_FIRST
  }

  @Test
  void eachKindOfValueIsReadAsItIsWritten() throws ConfigException {
    Section root =
        Document.parse(
            "f",
            """
            word: not-first
            hex: 0x10
            factor: 0.5
            period: 250 ms
            one: a
            many: [b, 3]
            named: {x: {n: 1}, y: {n: 2}}
            values: {p: 1 W, q: text}
            below: {on: true}
            """);
    assertEquals(Word.NOT_FIRST, root.choice("word", Word.class, Word.FIRST));
    assertEquals(16, root.integer("hex", 0, 255));
    assertEquals(0.5, root.number("factor", 1));
    Duration period =
        root.duration("period", Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(1));
    assertEquals(Duration.ofMillis(250), period);
    assertEquals(List.of("a"), root.texts("one"), "one value is a list of one");
    assertEquals(List.of("b", "3"), root.texts("many"));
    Map<String, Section> named = root.sections("named");
    assertEquals(List.of("x", "y"), List.copyOf(named.keySet()));
    assertEquals(1, named.get("x").integer("n", 0, 9));
    assertEquals(2, named.get("y").integer("n", 0, 9));
    assertEquals("text", root.scalars("values").get("q"));
    assertTrue(root.isMapping("below"));
    Section below = root.section("below");
    assertTrue(below.flag("on", false));
    assertEquals("below", below.path());
    assertEquals("f:9", root.at("below"));
    assertEquals("f:1", root.at("nowhere"));
    root.finish();
  }

  @Test
  void whatIsAbsentIsWhatItsReaderSaysOrMissingByName() throws ConfigException {
    Section root = Document.parse("f", "a: 1\n");
    root.integer("a", 0, 9);
    assertEquals(Word.FIRST, root.choice("word", Word.class, Word.FIRST));
    assertEquals("x", root.text("name", "x"));
    assertEquals(7, root.number("factor", 7));
    assertTrue(root.flag("on", true));
    assertEquals(List.of(), root.texts("list"));
    assertTrue(root.sections("named").isEmpty() && root.scalars("values").isEmpty());
    root.finish();
    assertEquals("", root.text("id"));
    assertEquals(3, root.integer("unit", 3, 9));
    assertEquals(7, root.section("limits").number("x", 7), "reading goes on");
    assertEquals(
        List.of(
            "f:1: id: is missing. Add it",
            "f:1: unit: is missing. Add it",
            "f:1: limits: is missing. Add it"),
        problemsOf(root));
  }

  @Test
  void whatIsOfAnotherKindIsNamedWithItsLineAndRemedy() throws ConfigException {
    Section root =
        Document.parse(
            "f",
            """
            word: frist
            number: many
            factor: 3 W
            period: soon
            long: 3 d
            text: [1]
            mapping: 3
            list: 3
            values: [[1], {a: 1}]
            """);
    root.choice("word", Word.class, Word.FIRST);
    root.integer("number", 0, 0, 9);
    root.number("factor", 1);
    root.duration("period", Duration.ZERO, Duration.ZERO, Duration.ofDays(1));
    root.duration("long", Duration.ZERO, Duration.ofMillis(10), Duration.ofDays(1));
    root.optionalText("text");
    root.optionalSection("mapping");
    root.items("list");
    root.texts("values");
    List<String> problems = problemsOf(root);
    assertEquals("f:1: word = 'frist': is not known. Did you mean 'first'?", problems.get(0));
    assertEquals(
        "f:2: number = 'many': is no whole number. Write a number from 0 to 9", problems.get(1));
    assertEquals("f:3: factor = '3 W': is no plain number", problems.get(2));
    assertTrue(problems.get(3).startsWith("f:4: period = 'soon': is no duration"));
    assertEquals(
        "f:5: long = '3 d': is out of range. Write a duration from 10 ms to 1 d", problems.get(4));
    assertEquals("f:6: text: must be a single value", problems.get(5));
    assertTrue(problems.get(6).startsWith("f:7: mapping = '3': must be a mapping"));
    assertEquals("f:8: list = '3': must be a list", problems.get(7));
    assertTrue(problems.contains("f:9: values: must not hold a list in a list"));
    assertTrue(problems.contains("f:9: values: must hold single values only"));
  }

  @Test
  void whatIsNoMappingOrHasAKeyThatIsNoWordIsRefused() {
    for (String text : List.of("", "- a\n", "word\n")) {
      assertEquals(
          "f:1: must be a mapping of keys to values",
          assertThrows(ConfigException.class, () -> Document.parse("f", text))
              .problems()
              .getFirst()
              .toString());
    }
    ConfigException e =
        assertThrows(ConfigException.class, () -> Document.parse("f", "? [a, b]\n: 1\n"));
    assertTrue(e.problems().getFirst().toString().contains("is no YAML: Non scalar key"));
  }
}
