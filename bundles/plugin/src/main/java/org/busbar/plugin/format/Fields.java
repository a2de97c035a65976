package org.busbar.plugin.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A JSON object from outside, read strictly: no key twice, nothing after the end, bounded depth and
 * length. Each problem names the place.
 */
public final class Fields {
  private static final int DEPTH = 32;
  private static final int TEXT = 64 << 10;
  private static final int NUMBER = 32;
  private static final String BLANKS = " \t\r\n";

  /** Every program reads a number up to here as the same one. */
  private static final long LARGEST = 1L << 53;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9*._:\\[\\]-]{1,200}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final JsonMapper MAPPER =
      JsonMapper.builder(factory())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private final JsonNode node;
  private final String where;

  private Fields(JsonNode node, String where) throws RefusedException {
    if (!node.isObject()) {
      throw refused("this is no object", where);
    }
    this.node = node;
    this.where = where;
  }

  private static JsonFactory factory() {
    return new JsonFactoryBuilder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH)
                .maxStringLength(TEXT)
                .maxNumberLength(NUMBER)
                .build())
        .build();
  }

  /** Reads one object. */
  public static Fields parse(byte[] json, String where) throws RefusedException {
    requirePlain(json, where);
    try {
      return new Fields(MAPPER.readTree(json), where);
    } catch (JsonProcessingException e) {
      throw refused("this is no valid JSON: " + Names.shown(e.getOriginalMessage()), where);
    } catch (IOException e) {
      throw refused("this is no readable text: " + e.getMessage(), where);
    }
  }

  /** UTF-8 without a mark: what is read here must be what others read, byte for byte. */
  private static void requirePlain(byte[] json, String where) throws RefusedException {
    int at = 0;
    while (at < json.length && BLANKS.indexOf(json[at]) >= 0) {
      at++;
    }
    boolean wide = at + 1 < json.length && json[at + 1] == 0;
    if (at < json.length && (json[at] <= 0 || wide)) {
      throw refused("this is no UTF-8 without a byte order mark", where);
    }
  }

  /** Where this object stands, for messages. */
  public String where() {
    return where;
  }

  /** Refuses keys that are not among these. */
  public void only(String... keys) throws RefusedException {
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(List.of(keys));
    if (!unknown.isEmpty()) {
      throw refused(
          "the key \"" + Names.shown(unknown.iterator().next()) + "\" is not known", where);
    }
  }

  /** Whether the key is there. */
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** A text that must be there and not be empty. */
  public String text(String key) throws RefusedException {
    String text = text(key, "");
    if (text.isBlank()) {
      throw refused("\"" + key + "\" is missing or no text", where);
    }
    return text;
  }

  /** A text, or another where there is none. */
  public String text(String key, String otherwise) throws RefusedException {
    if (!has(key)) {
      return otherwise;
    }
    if (!node.get(key).isTextual()) {
      throw refused("\"" + key + "\" is no text", where);
    }
    return node.get(key).textValue();
  }

  /** A whole number from 0 on. */
  public long number(String key) throws RefusedException {
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw refused("\"" + key + "\" is missing or no whole number", where);
    }
    if (value.longValue() > LARGEST) {
      throw refused("\"" + key + "\" is larger than any such number can be", where);
    }
    return value.longValue();
  }

  /** A text for people: on one line, with nothing in it that shows as something else. */
  public String title(String key) throws RefusedException {
    text(key);
    return title(key, "");
  }

  /** Such a text, or another where there is none. */
  String title(String key, String otherwise) throws RefusedException {
    String title = text(key, otherwise);
    String problem = Names.problem(title);
    if (!problem.isEmpty()) {
      throw refused("\"" + key + "\" " + problem, where);
    }
    return title;
  }

  /** A truth value, or another where there is none. */
  public boolean flag(String key, boolean otherwise) throws RefusedException {
    if (!has(key)) {
      return otherwise;
    }
    if (!node.get(key).isBoolean()) {
      throw refused("\"" + key + "\" is neither true nor false", where);
    }
    return node.get(key).booleanValue();
  }

  /** SHA-256 in lower-case hexadecimal. */
  public String digest(String key) throws RefusedException {
    String digest = text(key);
    if (!DIGEST.matcher(digest).matches()) {
      throw refused("\"" + key + "\" is no SHA-256 in lower-case hexadecimal", where);
    }
    return digest;
  }

  /** A point in time, as in ISO 8601. */
  public Instant instant(String key) throws RefusedException {
    try {
      return Instant.parse(text(key));
    } catch (DateTimeException e) {
      throw refused("\"" + key + "\" is no time such as 2026-01-31T12:00:00Z", where);
    }
  }

  /** One of the words of an enumeration, in lower case with hyphens. */
  public <E extends Enum<E>> E word(String key, Class<E> words) throws RefusedException {
    return Words.of(text(key), words, where + "." + key);
  }

  /** Texts; empty where the key is missing. */
  public List<String> texts(String key) throws RefusedException {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : array(key)) {
      if (!item.isTextual()) {
        throw refused("\"" + key + "\" holds something that is no text", where);
      }
      texts.add(item.textValue());
    }
    return List.copyOf(texts);
  }

  /**
   * Names without blanks, in letters that nobody can take for others, since people consent to them.
   */
  List<String> names(String key) throws RefusedException {
    List<String> names = texts(key);
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw refused(
            "\"" + key + "\" holds \"" + Names.shown(name) + "\", which is no name", where);
      }
    }
    return names;
  }

  /** Objects; empty where the key is missing. */
  public List<Fields> list(String key) throws RefusedException {
    List<Fields> list = new ArrayList<>();
    for (JsonNode item : array(key)) {
      list.add(new Fields(item, where + "." + key + "[" + list.size() + "]"));
    }
    return list;
  }

  /** An object; an empty one where the key is missing. */
  public Fields child(String key) throws RefusedException {
    JsonNode child = has(key) ? node.get(key) : MAPPER.createObjectNode();
    return new Fields(child, where + "." + key);
  }

  /** The objects below a key by name, in the order of the file. */
  public Map<String, Fields> children(String key) throws RefusedException {
    Fields child = child(key);
    Map<String, Fields> children = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : child.node.properties()) {
      children.put(
          entry.getKey(), new Fields(entry.getValue(), child.where + "." + entry.getKey()));
    }
    return children;
  }

  /** The object as maps, lists, texts, numbers and truth values. */
  public Map<String, Object> plain() {
    Map<String, Object> plain = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      plain.put(entry.getKey(), MAPPER.convertValue(entry.getValue(), Object.class));
    }
    return plain;
  }

  /** A refusal that names this object. */
  public RefusedException refused(String what) {
    return refused(what, where);
  }

  private JsonNode array(String key) throws RefusedException {
    JsonNode value = node.has(key) ? node.get(key) : MAPPER.createArrayNode();
    if (!value.isArray()) {
      throw refused("\"" + key + "\" is no list", where);
    }
    return value;
  }

  private static RefusedException refused(String what, String where) {
    return new RefusedException(
        Reason.FORMAT, what, where, "Mend the file, see docs/reference/plugin.md");
  }
}
