package org.busbar.profile.message;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.transport.Message;
import org.busbar.config.api.Section;

/** Knows the documents of a profile: those it names, and those its points name by their address. */
final class DocumentReader {
  private final boolean http;
  private final Set<String> settings;
  private final Map<String, DocumentSpec> all = new LinkedHashMap<>();
  private Optional<String> preset = Optional.empty();

  DocumentReader(Section root, boolean http, Set<String> settings) {
    this.http = http;
    this.settings = settings;
    root.sections("documents").forEach(this::read);
  }

  /** The document of points that name none. */
  void preset(String from) {
    preset = Optional.of(from);
  }

  private void read(String name, Section section) {
    String at = section.text("at");
    Optional<Message> ask =
        section.optionalSection("ask").flatMap(s -> message(s, http ? "POST" : "", at));
    check(section, "at", at);
    all.put(
        name,
        new DocumentSpec(
            name,
            at,
            ask,
            section.flag("text", false),
            section.flag("sparse", false),
            section.optionalText("stamp")));
  }

  /** A message of a section; {@code to} may be left out where there is an address already. */
  Optional<Message> message(Section section, String method, String to) {
    return message(section, method, to, settings);
  }

  static Optional<Message> message(Section section, String method, String to, Set<String> known) {
    String at = section.text("to", to);
    String how = section.text("method", method);
    String body = section.text("body", "");
    for (String text : new String[] {at, body}) {
      String open = Template.unfilled(text, known);
      if (!open.isEmpty()) {
        section.problem("", "holds ${" + open + "}, which nobody fills in", "Add it to settings");
      }
    }
    try {
      return Optional.of(new Message(at, how, body));
    } catch (IllegalArgumentException wrong) {
      section.problem("to", String.valueOf(wrong.getMessage()), "");
      return Optional.empty();
    }
  }

  private void check(Section section, String key, String at) {
    String open = Template.unfilled(at, settings);
    if (!open.isEmpty()) {
      section.problem(key, "holds ${" + open + "}, which nobody fills in", "Add it to settings");
    }
    if (http && !at.startsWith("/") && !at.startsWith("${")) {
      section.problem(key, "is no path", "Begin with a slash");
    }
  }

  /** The name of the document of a section's {@code from}. */
  String of(Section section, boolean isText) {
    String from = section.optionalText("from").or(() -> preset).orElse("");
    if (from.isEmpty()) {
      section.problem("from", "is missing", "Name a document, or its path or topic");
    } else if (!all.containsKey(from)) {
      check(section, "from", from);
      all.put(
          from, new DocumentSpec(from, from, Optional.empty(), isText, false, Optional.empty()));
    }
    DocumentSpec document = all.get(from);
    if (document != null && document.isText() != isText) {
      section.problem(
          "value",
          isText ? "is missing" : "points into a document that is one bare value",
          isText ? "Write a pointer, such as /power" : "Leave it out");
    }
    return from;
  }

  Map<String, DocumentSpec> all() {
    return all;
  }
}
