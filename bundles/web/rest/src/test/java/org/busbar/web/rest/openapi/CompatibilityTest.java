package org.busbar.web.rest.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a break is seen, tried on the promise itself with one thing changed. */
@Tag("API-01")
class CompatibilityTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String promise() throws IOException {
    return Files.readString(Path.of("../../../docs/reference/openapi-v1.json"));
  }

  @Test
  void thePromiseKeepsItself() throws IOException {
    JsonNode promise = JSON.readTree(promise());
    assertEquals(List.of(), Compatibility.broken(promise, promise));
    assertTrue(promise.get("paths").size() > 15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /paths                                          | /api/v1/points | get /api/v1/points is gone
          /paths/~1api~1v1~1site~1state                   | put            | put /api/v1/site/state is gone
          /paths/~1metrics/get                            | security       | get /metrics was open
          /paths/~1api~1v1~1points/get                    | parameters     | get /api/v1/points parameter device is gone
          /paths/~1api~1v1~1proposals/post/responses      | 202            | post /api/v1/proposals 202 is gone
          /components/schemas/PointView/properties/value  | type           | get /api/v1/points 200[].value may be anything
          /components/schemas/PointView                   | required       | get /api/v1/points 200[] field value may be missing
          /components/schemas/StateRequest/properties     | reason         | put /api/v1/site/state body field reason is gone
          /paths/~1api~1v1~1live/get/responses            | 101            | get /api/v1/live 101 is gone
          /paths/~1api~1v1~1live/get/x-messages/fromGateway | gap          | get /api/v1/live message gap is gone
          /components/schemas/Gap                         | required       | get /api/v1/live message gap field from may be missing
          /components/schemas/Subscribe/properties        | devices        | get /api/v1/live message subscribe field devices is gone
          """)
  void whatIsTakenAwayBreaks(String where, String what, String said) throws IOException {
    JsonNode now = JSON.readTree(promise());
    ((ObjectNode) now.at(where)).remove(what);
    List<String> broken = Compatibility.broken(JSON.readTree(promise()), now);
    assertTrue(broken.contains(said), String.join("\n", broken));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /components/schemas/PointView/properties/unit     | type     | ["string","null"]  | get /api/v1/points 200[].unit may be null
          /components/schemas/StateRequest/properties/state | type     | "integer"          | put /api/v1/site/state body field state takes no string any more
          /components/schemas/StateRequest                  | required | ["state","reason"] | put /api/v1/site/state body asks for a field reason
          /paths/~1api~1v1~1emergency-stop/post/requestBody | required | true               | post /api/v1/emergency-stop asks for a body
          /paths/~1api~1v1~1points/get/parameters/0         | required | true               | get /api/v1/points asks for a parameter device
          """)
  void whatIsChangedBreaks(String where, String what, String into, String said) throws IOException {
    JsonNode now = JSON.readTree(promise());
    ((ObjectNode) now.at(where)).set(what, JSON.readTree(into));
    List<String> broken = Compatibility.broken(JSON.readTree(promise()), now);
    assertTrue(broken.contains(said), String.join("\n", broken));
  }

  @Test
  void whatIsAddedBreaksNobody() throws IOException {
    JsonNode now = JSON.readTree(promise());
    ((ObjectNode) now.at("/components/schemas/PointView/properties")).putObject("more");
    ((ObjectNode) now.at("/paths")).set("/api/v1/new", now.at("/paths/~1metrics"));
    assertEquals(List.of(), Compatibility.broken(JSON.readTree(promise()), now));
  }

  @Test
  void aDocumentThatIsNotAsDescribedIsSeen() throws IOException {
    JsonNode description = JSON.readTree(promise());
    JsonNode point = description.at("/components/schemas/PointView");
    String good =
        "{\"device\":\"a\",\"point\":\"b\",\"value\":null,\"unit\":\"W\",\"quality\":\"GOOD\","
            + "\"measuredAt\":\"2026-01-01T00:00:00.000Z\"}";
    assertEquals(List.of(), Shape.wrong(description, point, JSON.readTree(good)));
    for (String bad :
        List.of(
            good.replace("\"unit\":\"W\",", ""),
            good.replace("null", "\"5\""),
            good.replace("{", "{\"more\":1,"),
            "[]")) {
      assertFalse(Shape.wrong(description, point, JSON.readTree(bad)).isEmpty(), bad);
    }
  }
}
