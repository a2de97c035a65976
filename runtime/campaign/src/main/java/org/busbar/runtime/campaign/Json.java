package org.busbar.runtime.campaign;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Maps, lists, texts and numbers as JSON, in the order in which they stand. */
final class Json {
  private Json() {}

  static String of(Object value) {
    StringBuilder out = new StringBuilder();
    put(out, value, "");
    return out.append('\n').toString();
  }

  private static void put(StringBuilder out, Object value, String indent) {
    switch (value) {
      case Map<?, ?> map -> all(out, map.entrySet().iterator(), indent, '{', '}');
      case List<?> list when list.stream().allMatch(Number.class::isInstance) ->
          out.append(list.toString());
      case List<?> list -> all(out, list.iterator(), indent, '[', ']');
      case Map.Entry<?, ?> entry -> {
        text(out, String.valueOf(entry.getKey()));
        out.append(": ");
        put(out, entry.getValue(), indent);
      }
      case Double number when !Double.isFinite(number) -> out.append("null");
      case Number number -> out.append(number);
      case Boolean flag -> out.append(flag);
      default -> text(out, String.valueOf(value));
    }
  }

  private static void all(
      StringBuilder out, Iterator<?> items, String indent, char open, char close) {
    out.append(open);
    boolean any = false;
    while (items.hasNext()) {
      out.append(any ? ",\n" : "\n").append(indent).append("  ");
      put(out, items.next(), indent + "  ");
      any = true;
    }
    if (any) {
      out.append('\n').append(indent);
    }
    out.append(close);
  }

  private static void text(StringBuilder out, String value) {
    out.append('"');
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
