package org.busbar.runtime.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Just enough JSON to read a lock before any bundle runs: objects are maps, arrays lists, numbers
 * and literals stay text. Why not Jackson: docs/decisions/0024-launcher-json.md.
 */
final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    if (json.peek() != 0) {
      throw json.unexpected();
    }
    return value;
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> literal();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<>();
    at++;
    while (peek() != '}') {
      String key = string();
      expect(':');
      map.put(key, value());
      if (peek() != '}') {
        expect(',');
      }
    }
    at++;
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<>();
    at++;
    while (peek() != ']') {
      list.add(value());
      if (peek() != ']') {
        expect(',');
      }
    }
    at++;
    return list;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
        if ("\"\\/".indexOf(c) < 0) {
          throw unexpected();
        }
      }
      out.append(c);
    }
    expect('"');
    return out.toString();
  }

  private String literal() {
    int start = at;
    while (at < text.length() && "{}[],:\" \n\r\t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == start) {
      throw unexpected();
    }
    return text.substring(start, at);
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw unexpected();
    }
    at++;
  }

  /** The next character that is no white space, 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("not valid JSON at character " + at);
  }
}
