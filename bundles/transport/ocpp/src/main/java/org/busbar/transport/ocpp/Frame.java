package org.busbar.transport.ocpp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.regex.Pattern;

/**
 * What is on the wire (OCPP-J 1.6, section 4.2; OCPP 2.0.1 part 4, section 4.2): an array of type,
 * id and the rest.
 */
sealed interface Frame {
  /** Deepest nesting that is read; the deepest message of either edition has 7. */
  int DEEPEST = 32;

  /** Longest id, of either edition. */
  int LONGEST_ID = 36;

  /** Somebody asks for something; {@code payload} is a JSON object. */
  record Call(String id, String action, String payload) implements Frame {}

  /** The answer; {@code payload} is a JSON object. */
  record Result(String id, String payload) implements Frame {}

  /** The answer that there is none. */
  record Failure(String id, String code, String text) implements Frame {}

  /**
   * No frame.
   *
   * @param id of the call that it tried to be; empty where it is not known
   * @param why in words
   */
  record Broken(String id, String why) implements Frame {}

  /** Reads one; never throws for what is in it. */
  static Frame read(String text) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return new Broken("", "no JSON: " + e.getOriginalMessage());
    }
    if (!(node instanceof ArrayNode array) || array.size() < 3 || !array.get(1).isTextual()) {
      return new Broken("", "no array of type, id and content");
    }
    String id = array.get(1).textValue();
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      return new Broken("", "an id of " + id.length() + " characters");
    }
    return switch (array.get(0).isInt() ? array.get(0).intValue() : 0) {
      case 2 -> call(id, array);
      case 3 ->
          array.size() == 3 && array.get(2).isObject()
              ? new Result(id, array.get(2).toString())
              : new Broken("", "an answer that is no object");
      case 4 -> new Failure(id, array.get(2).asText(), array.path(3).asText());
      default -> new Broken("", "type " + array.get(0));
    };
  }

  private static Frame call(String id, ArrayNode array) {
    boolean isWhole = array.size() == 4 && array.get(2).isTextual() && array.get(3).isObject();
    return isWhole && Json.ACTION.matcher(array.get(2).textValue()).matches()
        ? new Call(id, array.get(2).textValue(), array.get(3).toString())
        : new Broken(id, "a call without action and object");
  }

  /** A call as text; the payload is JSON already. */
  static String call(String id, String action, String payload) {
    return "[2,\"" + id + "\",\"" + action + "\"," + payload + "]";
  }

  /** An answer as text. */
  static String result(String id, String payload) {
    return "[3," + Json.quoted(id) + "," + payload + "]";
  }

  /** An answer that there is none, as text. */
  static String failure(String id, String code, String text) {
    return "[4," + Json.quoted(id) + ",\"" + code + "\"," + Json.quoted(text) + ",{}]";
  }

  /** How JSON is read here. */
  final class Json {
    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9]{1,64}");

    private static final JsonMapper MAPPER =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    private static String quoted(String text) {
      return MAPPER.getNodeFactory().textNode(text).toString();
    }
  }
}
