package org.busbar.plugin.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON that people may read: two spaces deep, line feeds on every system. */
public final class Pretty {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Pretty() {}

  /** UTF-8 with a line feed at the end. The same maps always give the same bytes. */
  public static byte[] json(Map<String, ?> object) {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(indent);
    printer.indentArraysWith(indent);
    try {
      return (MAPPER.writer(printer).writeValueAsString(object) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("only plain values can be written", e);
    }
  }
}
