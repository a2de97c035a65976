package org.busbar.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.transport.Table;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.Nature;
import org.busbar.api.vocabulary.Natures;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Section;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.RawType;
import org.busbar.profile.message.MessageReader;
import org.busbar.profile.read.ProfileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation of profiles says is what the reader does. */
class DocumentationTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "^( *)```yaml\\n( *busbar: profile/1.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);

  @ParameterizedTest
  @ValueSource(strings = {"reference/profile.md", "how-to/first-profile.md"})
  void itsExampleIsAProfileWhoseVectorsPass(String page) throws IOException, ConfigException {
    Matcher example = EXAMPLE.matcher(Files.readString(DOCS.resolve(page)));
    assertTrue(example.find(), page);
    String text = example.group(2).replaceAll("(?m)^" + example.group(1), "");
    ProfileReader.parse(page, text);
    assertTrue(text.lines().count() <= 60);
  }

  @Test
  void theExampleOfDocumentsIsAProfileWhoseVectorsPass() throws IOException, ConfigException {
    Matcher example = EXAMPLE.matcher(Files.readString(DOCS.resolve("reference/messages.md")));
    assertTrue(example.find());
    MessageReader.parse("messages.md", example.group(2));
  }

  @Test
  void theSchemaOfDocumentsKnowsTheNatures() throws ConfigException {
    Section schema = Document.read(DOCS.resolve("reference/message-profile.schema.json"));
    assertEquals(
        Natures.all().stream().map(Nature::id).collect(Collectors.toSet()),
        listed(schema.section("$defs").section("nature")));
    assertEquals(maturities(), listed(schema.section("properties").section("maturity")));
  }

  @Test
  void theSchemaKnowsTheWordsOfTheReader() throws ConfigException {
    Section schema = Document.read(DOCS.resolve("reference/profile.schema.json"));
    Section properties = schema.section("properties");
    Section input = properties.section("raw").section("additionalProperties");
    assertEquals(words(PollClass.class), listed(input.section("properties").section("poll")));
    assertEquals(maturities(), listed(properties.section("maturity")));
    Section shared = schema.section("$defs");
    assertEquals(words(Table.class), listed(shared.section("table")));
    assertEquals(words(RawType.class), listed(shared.section("type")));
    Section point = shared.section("writes").section("additionalProperties");
    assertEquals(words(Kind.class), listed(point.section("properties").section("kind")));
    assertEquals(Set.of("high-first", "low-first"), listed(shared.section("wordOrder")));
    assertEquals(
        Natures.all().stream().map(Nature::id).collect(Collectors.toSet()),
        listed(shared.section("nature")));
  }

  @Test
  void thePageOfPointsListsEveryPointAndNature() throws IOException {
    String page = Files.readString(DOCS.resolve("reference/points.md"));
    for (Point point : Points.all()) {
      String row =
          "| `"
              + point.id()
              + "` | "
              + point.unit().symbol()
              + " | "
              + point.kind().name().toLowerCase(Locale.ROOT)
              + " | ";
      assertTrue(page.contains(row), row);
    }
    for (Nature nature : Natures.all()) {
      String row =
          page.lines()
              .filter(line -> line.startsWith("| `" + nature.id() + "` | "))
              .findFirst()
              .orElseThrow(() -> new AssertionError(nature.id()));
      String[] cells = row.split("\\|");
      assertEquals(ids(nature.required()), ids(cells[2]), nature.id());
      assertEquals(ids(nature.optional()), ids(cells[3]), nature.id());
    }
  }

  private static Set<String> ids(Set<Point> points) {
    return points.stream().map(Point::id).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> ids(String cell) {
    return Arrays.stream(cell.replace("`", "").split(","))
        .map(String::strip)
        .filter(id -> !id.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> listed(Section section) {
    return new TreeSet<>(section.texts("enum"));
  }

  /** What a profile may say of itself; that it was tried on a device follows from a report. */
  private static Set<String> maturities() {
    return words(Maturity.class).stream()
        .filter(word -> !word.equals("field-tested"))
        .collect(Collectors.toSet());
  }

  private static <E extends Enum<E>> Set<String> words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
