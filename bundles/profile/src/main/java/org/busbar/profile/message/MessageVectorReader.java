package org.busbar.profile.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.transport.Message;
import org.busbar.config.api.Element;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.read.Intervals;
import org.busbar.profile.read.Keys;

/** Reads vectors: documents and what they mean, commands and what they send. */
final class MessageVectorReader {
  private final Keys keys;
  private final DocumentReader documents;
  private final boolean http;

  MessageVectorReader(Keys keys, DocumentReader documents, boolean http) {
    this.keys = keys;
    this.documents = documents;
    this.http = http;
  }

  List<MessageVector> read(Section root) {
    List<MessageVector> vectors = new ArrayList<>();
    for (Element item : root.items("vectors")) {
      switch (item) {
        case Scalar word -> root.problem("vectors", "must hold given/expect or write/sent", "");
        case Section vector -> vector(vector).ifPresent(vectors::add);
      }
    }
    return vectors;
  }

  private Optional<MessageVector> vector(Section section) {
    if (section.has("expect") == section.has("write")) {
      section.problem("expect", "is missing", "Write either given and expect or write and sent");
      return Optional.empty();
    }
    Map<String, String> options = section.scalars("options");
    return section.has("write") ? writing(section, options) : reading(section, options);
  }

  private Optional<MessageVector> reading(Section section, Map<String, String> options) {
    Map<String, String> given = section.scalars("given");
    Section named = section.section("given").open();
    for (String name : given.keySet()) {
      if (!documents.all().containsKey(name)) {
        named.problem(name, "is no document", Nearest.remedy(name, documents.all().keySet()));
      }
    }
    Map<PointKey, Double> expect = new LinkedHashMap<>();
    Section below = section.section("expect").open();
    section
        .scalars("expect")
        .forEach(
            (name, text) ->
                keys.known(below, name, name)
                    .ifPresent(
                        key ->
                            Intervals.orUnknown(below, name, text, key.point().unit(), "unknown")
                                .ifPresent(value -> expect.put(key, value))));
    return Optional.of(new MessageVector.Reading(line(section, "expect"), options, given, expect));
  }

  private Optional<MessageVector> writing(Section section, Map<String, String> options) {
    Section below = section.section("write").open();
    Map<String, String> commands = section.scalars("write");
    if (commands.size() != 1) {
      section.problem("write", "must name one quantity", "");
      return Optional.empty();
    }
    List<Message> sent = new ArrayList<>();
    for (Element item : section.items("sent")) {
      switch (item) {
        case Scalar word -> section.problem("sent", "must hold {to, body}", "");
        case Section message ->
            DocumentReader.message(message, http ? "GET" : "", "", Set.of()).ifPresent(sent::add);
      }
    }
    String name = commands.keySet().iterator().next();
    return keys.known(below, name, name)
        .flatMap(
            key ->
                Intervals.orUnknown(below, name, commands.get(name), key.point().unit(), "release")
                    .map(
                        value ->
                            new MessageVector.Writing(
                                line(section, "write"), options, key, value, sent)));
  }

  private static int line(Section section, String key) {
    String at = section.at(key);
    return Integer.parseInt(at.substring(at.lastIndexOf(':') + 1));
  }
}
