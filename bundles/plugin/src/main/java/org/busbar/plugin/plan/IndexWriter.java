package org.busbar.plugin.plan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Words;
import org.osgi.framework.Version;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;

/** Writes the index that {@link IndexReader} reads. */
public final class IndexWriter {
  private static final String NAMESPACE = "http://www.osgi.org/xmlns/repository/v1.0.0";

  private final XMLStreamWriter out;

  private IndexWriter(XMLStreamWriter out) {
    this.out = out;
  }

  /**
   * Writes the offers of a catalogue.
   *
   * @param features digest of each one's feature, by {@link Offer#title()}
   */
  public static byte[] write(Collection<Offer> offers, Map<String, String> features) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter stream =
          XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
      stream.writeStartDocument("UTF-8", "1.0");
      stream.writeCharacters("\n");
      stream.writeStartElement("repository");
      stream.writeDefaultNamespace(NAMESPACE);
      stream.writeAttribute("name", "busbar");
      IndexWriter writer = new IndexWriter(stream);
      for (Offer offer : offers) {
        writer.plugin(offer, features.getOrDefault(offer.title(), ""));
        for (Part part : offer.bundles()) {
          writer.bundle(part, offer);
        }
      }
      stream.writeCharacters("\n");
      stream.writeEndElement();
      stream.writeCharacters("\n");
      stream.writeEndDocument();
      stream.close();
    } catch (XMLStreamException e) {
      throw new IllegalArgumentException("an offer cannot be written", e);
    }
    return bytes.toByteArray();
  }

  private void plugin(Offer offer, String sha256) throws XMLStreamException {
    start(1, "resource");
    clause(
        "capability",
        "osgi.identity",
        ordered(
            "osgi.identity", offer.id(), "version", offer.version(), "type", IndexReader.PLUGIN),
        Map.of());
    clause(
        "capability",
        "osgi.content",
        ordered(
            "osgi.content",
            sha256,
            "url",
            "plugins/" + offer.id() + "/" + offer.versionText() + "/feature.json",
            "size",
            offer.size(),
            "mime",
            "application/json"),
        Map.of());
    clause(
        "capability",
        IndexReader.PLUGIN,
        ordered(
            IndexReader.PLUGIN,
            offer.id(),
            "text",
            offer.versionText(),
            "tier",
            Words.word(offer.tier()),
            "platform",
            offer.platform().toString(),
            "size",
            offer.size()),
        Map.of());
    for (PluginFeature.Required required : offer.requires()) {
      clause(
          "requirement",
          IndexReader.PLUGIN,
          ordered("plugin", required.plugin(), "range", required.range().toString()),
          Map.of(
              "filter",
              "(&("
                  + IndexReader.PLUGIN
                  + "="
                  + required.plugin()
                  + ")"
                  + required.range().toFilterString("version")
                  + ")"));
    }
    end(1);
  }

  private void bundle(Part part, Offer offer) throws XMLStreamException {
    start(1, "resource");
    for (Capability capability : part.getCapabilities(null)) {
      clause(
          "capability",
          capability.getNamespace(),
          capability.getAttributes(),
          capability.getDirectives());
    }
    clause("capability", "busbar.bundle", Map.of("plugin", offer.title()), Map.of());
    for (Requirement requirement : part.getRequirements(null)) {
      clause(
          "requirement",
          requirement.getNamespace(),
          requirement.getAttributes(),
          requirement.getDirectives());
    }
    end(1);
  }

  private void clause(
      String element, String namespace, Map<String, Object> attributes, Map<String, String> more)
      throws XMLStreamException {
    start(2, element);
    out.writeAttribute("namespace", namespace);
    for (Map.Entry<String, Object> entry : attributes.entrySet()) {
      empty("attribute", entry.getKey(), type(entry.getValue()), text(entry.getValue()));
    }
    for (Map.Entry<String, String> entry : more.entrySet()) {
      empty("directive", entry.getKey(), "String", entry.getValue());
    }
    end(2);
  }

  private void empty(String element, String name, String type, String value)
      throws XMLStreamException {
    out.writeCharacters("\n      ");
    out.writeEmptyElement(element);
    out.writeAttribute("name", name);
    if (!type.equals("String")) {
      out.writeAttribute("type", type);
    }
    out.writeAttribute("value", value);
  }

  private void start(int depth, String element) throws XMLStreamException {
    out.writeCharacters("\n" + "  ".repeat(depth));
    out.writeStartElement(element);
  }

  private void end(int depth) throws XMLStreamException {
    out.writeCharacters("\n" + "  ".repeat(depth));
    out.writeEndElement();
  }

  private static String type(Object value) {
    return switch (value) {
      case Version _ -> "Version";
      case Long _ -> "Long";
      case Double _ -> "Double";
      case List<?> list -> "List<" + (list.isEmpty() ? "String" : type(list.getFirst())) + ">";
      default -> "String";
    };
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? list.stream()
            .map(each -> each.toString().replace(",", "\\,"))
            .collect(Collectors.joining(","))
        : value.toString();
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
