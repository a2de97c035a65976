package org.busbar.web.rest.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  private final Json json = new Json();

  record Values(double valueW, Instant at) {}

  record Body(@Nullable String text, @Nullable Double number, @Nullable Boolean flag) {}

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Property(tries = 300)
  void noNumberIsEverWrittenThatIsNotFinite(@ForAll double value) {
    String written =
        new String(json.write(new Values(value, Instant.EPOCH)), StandardCharsets.UTF_8);
    String number = Double.isFinite(value) ? Double.toString(value + 0.0) : "null";
    assertEquals("{\"valueW\":" + number + ",\"at\":\"1970-01-01T00:00:00.000Z\"}", written);
  }

  @ParameterizedTest
  @CsvSource({"NaN,null", "Infinity,null", "-Infinity,null", "-0.0,0.0", "1234.5,1234.5"})
  void theUnknownIsNull(double value, String written) {
    assertEquals(
        "{\"valueW\":" + written + ",\"at\":\"2026-03-01T12:00:00.123Z\"}",
        new String(
            json.write(new Values(value, Instant.parse("2026-03-01T12:00:00.123456Z"))),
            StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          {"text":"a",}             | -      | line 1, column 13
          {"text":"a"               | -      | line 1, column 12
          {"text":"a"} {}           | -      | line 1, column 1
          {"text":"a","text":"b"}   | -      | line 1, column 19
          {"number":NaN}            | -      | line 1, column 1
          {"number":"1"}            | number | line 1, column 11
          {"flag":1}                | flag   | line 1, column 9
          {"flag":"true"}           | flag   | line 1, column 9
          {"txt":"a"}               | txt    | line 1, column 12
          null                      | -      | null
          [1]                       | -      | line 1, column 1
          "a"                       | -      | line 1, column 1
          """)
  void aMistakeIsToldWithItsPlace(String body, String field, String place) {
    ProblemException thrown =
        assertThrows(ProblemException.class, () -> json.read(utf8(body), Body.class));
    assertEquals(400, thrown.problem().status());
    assertEquals(field, thrown.problem().field());
    String detail = thrown.problem().detail();
    assertEquals(true, detail.contains(place), detail);
  }

  @Test
  void anEmptyBodyIsAnEmptyObject() {
    assertEquals(new Body(null, null, null), json.read(utf8(" \n"), Body.class));
    assertEquals(
        new Body("a", 2.0, true),
        json.read(utf8("{\"text\":\"a\",\"number\":2,\"flag\":true}"), Body.class));
  }

  @Test
  void deepNestingIsAProblemAndNoCrash() {
    String deep = "{\"text\":" + "[".repeat(30_000);
    assertEquals(
        400,
        assertThrows(ProblemException.class, () -> json.read(utf8(deep), Body.class))
            .problem()
            .status());
  }

  @Test
  void aProblemShowsNoEndlessValue() {
    Problem problem = Problem.field("state", "x".repeat(1000), "too long", null);
    assertEquals(203, String.valueOf(problem.value()).length());
    assertEquals("urn:busbar:problem:invalid-field", problem.document().get("type"));
    assertEquals(false, problem.document().containsKey("remedy"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T00:00:00Z, 2026-03-01T00:00:00.000Z",
    "2026-11-30T23:59:59.999999999Z, 2026-11-30T23:59:59.999Z",
    "1969-12-31T23:59:59.001Z, 1969-12-31T23:59:59.001Z",
    "1970-01-01T09:08:07.006Z, 1970-01-01T09:08:07.006Z",
    "9999-12-31T10:20:30.040Z, 9999-12-31T10:20:30.040Z",
    "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00.000Z",
    "+1000000000-12-31T23:59:59.999999999Z, +1000000000-12-31T23:59:59.999Z",
    "0999-01-01T00:00:00Z, 0999-01-01T00:00:00.000Z"
  })
  void aMomentIsWrittenToTheMillisecond(String moment, String written) {
    assertEquals(written, Json.moment(Instant.parse(moment)));
  }
}
