package org.busbar.web.rest.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as clients see it (RFC 9457).
 *
 * @param status HTTP status
 * @param title the kind of problem, the same for every occurrence
 * @param detail this occurrence, in one sentence
 * @param field the field or parameter that is wrong, null where none is
 * @param value its value as received, null where there is none
 * @param remedy what to do about it, null where there is nothing to say
 */
public record Problem(
    int status,
    String title,
    String detail,
    @Nullable String field,
    @Nullable String value,
    @Nullable String remedy) {

  /** Media type of problem documents. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final int SHOWN_VALUE_LENGTH = 200;

  /** Shortens a value that is too long to be shown; one sentence ends with one mark. */
  public Problem {
    detail = detail.endsWith("?.") ? detail.substring(0, detail.length() - 1) : detail;
    if (value != null && value.length() > SHOWN_VALUE_LENGTH) {
      value = value.substring(0, SHOWN_VALUE_LENGTH) + "...";
    }
  }

  /** A problem that no field caused. */
  public static Problem of(int status, String title, String detail, @Nullable String remedy) {
    return new Problem(status, title, detail, null, null, remedy);
  }

  /** A field that cannot be accepted. */
  public static Problem field(
      String field, @Nullable String value, String detail, @Nullable String remedy) {
    return new Problem(400, "Invalid field", detail, field, value, remedy);
  }

  /** Something that does not exist. */
  public static Problem notFound(String detail, @Nullable String remedy) {
    return of(404, "Not found", detail, remedy);
  }

  /** Something the site refused; nothing has changed. */
  public static Problem refused(String detail, String remedy) {
    return of(409, "Refused", detail, remedy.isEmpty() ? null : remedy);
  }

  /** No site runs here, so the request has no object. */
  public static Problem noSite(List<String> why) {
    return why.isEmpty()
        ? of(503, "No site", "No site runs here (yet).", "Wait for the start, or read the log.")
        : of(503, "No site", String.join("\n", why), "Correct the file and start again.");
  }

  /** The document; fields without a value are left out. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", type());
    document.put("title", title);
    document.put("status", status);
    document.put("detail", detail);
    putIfKnown(document, "field", field);
    putIfKnown(document, "value", value);
    putIfKnown(document, "remedy", remedy);
    return document;
  }

  private String type() {
    return "urn:busbar:problem:" + title.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static void putIfKnown(Map<String, Object> into, String key, @Nullable String text) {
    if (text != null) {
      into.put(key, text);
    }
  }
}
