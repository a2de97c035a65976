package org.busbar.web.rest.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  record Leaf(double valueW, @Nullable Instant at) {}

  record Tree(String name, @Nullable String nick, List<Leaf> leaves, Map<String, String> more) {}

  record Change(@Nullable Boolean on) {}

  @Path("trees")
  interface Trees {
    @GET
    @Summary("All trees.")
    List<Tree> all(@QueryParam("limit") @DefaultValue("5") String limit);

    @PUT
    @Path("{id}")
    @Summary(value = "Changes one.", success = 202, problems = 409)
    Tree change(@PathParam("id") String id, Change change);
  }

  interface Undescribed {
    @GET
    @Path("/x")
    String x();
  }

  private static JsonNode described() {
    return new ObjectMapper()
        .valueToTree(new OpenApi(Operation.of("/api/v1", Trees.class)).document());
  }

  @Test
  void aResourceIsDescribedByItsOwnSignature() {
    JsonNode document = described();
    assertEquals("3.1.0", document.get("openapi").asText());
    JsonNode get = document.at("/paths/~1api~1v1~1trees/get");
    assertEquals("All trees.", get.get("summary").asText());
    assertEquals("query", get.at("/parameters/0/in").asText());
    assertEquals("5", get.at("/parameters/0/schema/default").asText());
    assertEquals(
        "#/components/schemas/Tree",
        get.at("/responses/200/content/application~1json/schema/items/$ref").asText());
    JsonNode put = document.at("/paths/~1api~1v1~1trees~1{id}/put");
    assertTrue(put.at("/parameters/0/required").asBoolean());
    assertEquals(
        "#/components/schemas/Change",
        put.at("/requestBody/content/application~1json/schema/$ref").asText());
    for (String status : List.of("202", "400", "401", "403", "409", "413", "415", "421", "503")) {
      assertTrue(put.get("responses").has(status), status);
    }
  }

  @Test
  void whatMayBeUnknownMayBeNull() {
    JsonNode schemas = described().at("/components/schemas");
    assertEquals("[\"number\",\"null\"]", schemas.at("/Leaf/properties/valueW/type").toString());
    assertEquals("[\"string\",\"null\"]", schemas.at("/Leaf/properties/at/type").toString());
    assertEquals("\"string\"", schemas.at("/Tree/properties/name/type").toString());
    assertEquals("[\"string\",\"null\"]", schemas.at("/Tree/properties/nick/type").toString());
    assertEquals(
        "#/components/schemas/Leaf", schemas.at("/Tree/properties/leaves/items/$ref").asText());
    assertTrue(schemas.has("Problem"));
  }

  @Test
  void nothingIsServedWithoutADescription() {
    assertThrows(IllegalStateException.class, () -> Operation.of("", Undescribed.class));
  }
}
