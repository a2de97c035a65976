package org.busbar.plugin.plan;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.format.Words;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * Reads the index of a catalogue: OSGi Repository XML (chapter 132). A plug-in is a resource of
 * type {@code busbar.plugin}; its bundles are resources that name it. Entities and document types
 * are refused.
 */
public final class IndexReader {
  /** Namespace of plug-ins as capabilities and requirements. */
  public static final String PLUGIN = "busbar.plugin";

  private static final int MOST_ELEMENTS = 2_000_000;

  private final List<Resource> resources = new ArrayList<>();

  /** A resource as it stands there. */
  private record Resource(List<Clause> capabilities, List<Clause> requirements) {}

  private record Clause(
      String namespace, Map<String, Object> attributes, Map<String, String> directives) {}

  private IndexReader() {}

  /** Reads an index whose digest was checked. */
  public static List<Offer> read(byte[] xml, String where) throws RefusedException {
    IndexReader reader = new IndexReader();
    try {
      XMLInputFactory factory = XMLInputFactory.newFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      XMLStreamReader stream = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      reader.repository(stream);
      stream.close();
      return reader.offers(where);
    } catch (XMLStreamException | RuntimeException e) {
      // Whatever stands where something else is meant: a number for a name, an attribute of nobody.
      throw new RefusedException(
          Reason.FORMAT,
          "the index cannot be read: " + Names.shown(String.valueOf(e.getMessage())),
          where,
          "Tell the operator of the catalogue");
    }
  }

  private void repository(XMLStreamReader stream) throws XMLStreamException {
    Resource resource = new Resource(new ArrayList<>(), new ArrayList<>());
    Clause clause = new Clause("", Map.of(), Map.of());
    int elements = 0;
    while (stream.hasNext()) {
      if (stream.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      if (++elements > MOST_ELEMENTS) {
        throw new IllegalArgumentException("it has more than " + MOST_ELEMENTS + " elements");
      }
      switch (stream.getLocalName()) {
        case "resource" -> {
          resource = new Resource(new ArrayList<>(), new ArrayList<>());
          resources.add(resource);
        }
        case "capability" -> {
          clause = clause(stream);
          resource.capabilities().add(clause);
        }
        case "requirement" -> {
          clause = clause(stream);
          resource.requirements().add(clause);
        }
        case "attribute" ->
            clause
                .attributes()
                .put(
                    given(stream, "name"),
                    ManifestReader.typed(type(stream), given(stream, "value")));
        case "directive" -> clause.directives().put(given(stream, "name"), given(stream, "value"));
        default -> {
          // The repository itself, and what later editions may add.
        }
      }
    }
  }

  private static Clause clause(XMLStreamReader stream) {
    return new Clause(given(stream, "namespace"), new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  private static String type(XMLStreamReader stream) {
    String type = stream.getAttributeValue(null, "type");
    return type == null ? "String" : type;
  }

  private static String given(XMLStreamReader stream, String name) {
    String value = stream.getAttributeValue(null, name);
    if (value == null) {
      throw new IllegalArgumentException(stream.getLocalName() + " has no " + name);
    }
    return value;
  }

  private List<Offer> offers(String where) throws RefusedException {
    Map<String, List<Part>> bundles = new LinkedHashMap<>();
    for (Resource resource : resources) {
      String owner = text(resource, "busbar.bundle", "plugin");
      if (!owner.isEmpty()) {
        bundles.computeIfAbsent(owner, _ -> new ArrayList<>()).add(part(resource, owner));
      }
    }
    List<Offer> offers = new ArrayList<>();
    for (Resource resource : resources) {
      if (!text(resource, PLUGIN, PLUGIN).isEmpty()) {
        offers.add(offer(resource, bundles, where));
      }
    }
    return offers;
  }

  private static Offer offer(Resource resource, Map<String, List<Part>> bundles, String where)
      throws RefusedException {
    String id = text(resource, PLUGIN, PLUGIN);
    String version = text(resource, PLUGIN, "text");
    List<PluginFeature.Required> requires = new ArrayList<>();
    for (Clause clause : resource.requirements()) {
      if (clause.namespace().equals(PLUGIN)) {
        requires.add(
            new PluginFeature.Required(
                String.valueOf(clause.attributes().get("plugin")),
                new VersionRange(String.valueOf(clause.attributes().get("range")))));
      }
    }
    return new Offer(
        id,
        version,
        Versions.of(version, where),
        Words.of(text(resource, PLUGIN, "tier"), Tier.class, where),
        new VersionRange(text(resource, PLUGIN, "platform")),
        requires,
        Long.parseLong(text(resource, PLUGIN, "size")),
        bundles.getOrDefault(id + " " + version, List.of()));
  }

  private static Part part(Resource resource, String owner) {
    Clause identity =
        resource.capabilities().stream()
            .filter(each -> each.namespace().equals("osgi.identity"))
            .findFirst()
            .orElseThrow();
    Part part =
        new Part(
            (String) identity.attributes().get("osgi.identity"),
            (Version) identity.attributes().get("version"),
            owner);
    for (Clause clause : resource.capabilities()) {
      if (!clause.namespace().equals("osgi.content")
          && !clause.namespace().equals("busbar.bundle")) {
        part.offers(clause.namespace(), clause.attributes(), clause.directives());
      }
    }
    for (Clause clause : resource.requirements()) {
      part.needs(clause.namespace(), clause.attributes(), clause.directives());
    }
    return part;
  }

  private static String text(Resource resource, String namespace, String attribute) {
    return resource.capabilities().stream()
        .filter(each -> each.namespace().equals(namespace))
        .map(each -> each.attributes().get(attribute))
        .map(String::valueOf)
        .findFirst()
        .orElse("");
  }
}
