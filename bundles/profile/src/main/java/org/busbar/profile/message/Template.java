package org.busbar.profile.message;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.transport.Message;

/**
 * Texts with {@code ${name}} in them. What is filled in must not change what the text around it
 * means: no quotes, backslashes or controls.
 *
 * @param values by name
 */
record Template(Map<String, String> values) {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z][a-z0-9-]*)\\}");
  private static final Pattern HARMLESS = Pattern.compile("[^\"\\\\\\p{Cntrl}]{0,200}");

  Template {
    values = Map.copyOf(values);
  }

  /** The same with one value more. */
  Template with(String name, String value) {
    Map<String, String> more = new TreeMap<>(values);
    more.put(name, value);
    return new Template(more);
  }

  static boolean isHarmless(String value) {
    return HARMLESS.matcher(value).matches();
  }

  /** The text filled in; what is not known is left, to be filled later. */
  String fill(String text) {
    Matcher place = PLACE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (place.find()) {
      String value = values.getOrDefault(place.group(1), place.group());
      place.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return place.appendTail(filled).toString();
  }

  Message fill(Message message) {
    return new Message(fill(message.to()), message.method(), fill(message.body()));
  }

  /** A name in a text that nobody fills in, empty where there is none. */
  static String unfilled(String text, java.util.Set<String> known) {
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      if (!known.contains(place.group(1))) {
        return place.group(1);
      }
    }
    return "";
  }
}
