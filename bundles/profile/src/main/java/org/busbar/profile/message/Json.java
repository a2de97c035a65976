package org.busbar.profile.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes values out of JSON by pointer (RFC 6901), in one pass. Thread-safe. */
final class Json {
  private static final int DEEPEST = 32;
  private static final int LONGEST_NUMBER = 64;
  private static final int LONGEST_TEXT = 65_536;

  private final JsonFactory factory =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxStringLength(LONGEST_TEXT)
                  .build())
          .build();

  /**
   * The values that are there.
   *
   * @param wanted pointers
   * @return {@link Double}, {@link Boolean} or {@link String} by pointer; what is null, an object,
   *     a list or not there is left out; empty where the text is not JSON from beginning to end
   */
  Optional<Map<String, Object>> values(String text, Set<String> wanted) {
    Map<String, Object> found = new HashMap<>();
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      take(parser, "", wanted, found);
      return parser.nextToken() == null ? Optional.of(found) : Optional.empty();
    } catch (IOException | NumberFormatException malformed) {
      return Optional.empty();
    }
  }

  /** Takes the value the parser stands on; it stands on its last token afterwards. */
  private static void take(
      JsonParser parser, String pointer, Set<String> wanted, Map<String, Object> found)
      throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName().replace("~", "~0").replace("/", "~1");
          parser.nextToken();
          take(parser, pointer + "/" + name, wanted, found);
        }
      }
      case START_ARRAY -> {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          take(parser, pointer + "/" + i, wanted, found);
        }
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double number = parser.getDoubleValue();
        if (wanted.contains(pointer)) {
          found.put(pointer, number);
        }
      }
      case VALUE_TRUE, VALUE_FALSE -> put(pointer, parser.getBooleanValue(), wanted, found);
      case VALUE_STRING -> put(pointer, parser.getText(), wanted, found);
      default -> {
        // null, and what says nothing
      }
    }
  }

  private static void put(
      String pointer, Object value, Set<String> wanted, Map<String, Object> found) {
    if (wanted.contains(pointer)) {
      found.put(pointer, value);
    }
  }
}
