package org.busbar.core.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON: objects are maps, arrays lists, whole numbers {@code Long}, others {@code Double}.
 */
public final class JsonText {
  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /**
   * One document.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static @Nullable Object parse(String text) {
    JsonText json = new JsonText(text);
    Object value = json.value();
    json.blanks();
    if (json.at != text.length()) {
      throw json.wrong("the end");
    }
    return value;
  }

  /** Appends a text in quotes. */
  static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private @Nullable Object value() {
    blanks();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    at++;
    while (!next('}', members.isEmpty())) {
      blanks();
      String name = string();
      blanks();
      require(':');
      members.put(name, value());
    }
    return members;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> items = new ArrayList<>();
    at++;
    while (!next(']', items.isEmpty())) {
      items.add(value());
    }
    return items;
  }

  /** Whether the end came; otherwise stands behind the comma. */
  private boolean next(char end, boolean first) {
    blanks();
    if (peek() == end) {
      at++;
      return true;
    }
    if (!first) {
      require(',');
    }
    return false;
  }

  private String string() {
    if (peek() != '"') {
      throw wrong("a text");
    }
    StringBuilder read = new StringBuilder();
    for (at++; peek() != '"'; at++) {
      char c = peek();
      if (c == '\\') {
        at++;
        read.append(escaped());
      } else {
        read.append(c);
      }
    }
    at++;
    return read.toString();
  }

  private char escaped() {
    char c = peek();
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> {
        if (at + 4 >= text.length()) {
          throw wrong("four digits");
        }
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
      }
      default -> c;
    };
  }

  private @Nullable Object word(String word, @Nullable Object meaning) {
    if (!text.startsWith(word, at)) {
      throw wrong(word);
    }
    at += word.length();
    return meaning;
  }

  private Object number() {
    int from = at;
    boolean whole = true;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      whole &= text.charAt(at) == '-' || Character.isDigit(text.charAt(at));
      at++;
    }
    String read = text.substring(from, at);
    if (read.isEmpty()) {
      throw wrong("a value");
    }
    return whole ? (Object) Long.parseLong(read) : Double.valueOf(read);
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void require(char wanted) {
    if (peek() != wanted) {
      throw wrong("'" + wanted + "'");
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("more");
    }
    return text.charAt(at);
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException("character " + at + ": " + expected + " is expected");
  }
}
