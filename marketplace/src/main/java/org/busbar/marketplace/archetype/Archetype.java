package org.busbar.marketplace.archetype;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A Maven archetype, unfolded by its own descriptor as {@code mvn archetype:generate} does. Of
 * Velocity it knows <code>${name}</code>, and its templates use nothing else.
 */
public final class Archetype {
  static final String DESCRIPTOR = "META-INF/maven/archetype-metadata.xml";
  static final String RESOURCES = "archetype-resources/";
  private static final String POM = "pom.xml";
  private static final String SOURCE = ".java";

  private final Path jar;
  private final List<FileSet> sets;
  private final List<String> asked;

  private record FileSet(String folder, boolean filtered, boolean packaged, List<String> only) {
    boolean holds(String inside) {
      return folder.isEmpty()
          ? only.contains(inside)
          : inside.startsWith(folder + "/") && (only.isEmpty() || only.contains(inside));
    }
  }

  private Archetype(Path jar, List<FileSet> sets, List<String> asked) {
    this.jar = jar;
    this.sets = sets;
    this.asked = asked;
  }

  /** Reads the descriptor. */
  public static Archetype of(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Element descriptor = parse(zip).getDocumentElement();
      List<FileSet> sets = new ArrayList<>();
      for (Element set : below(descriptor, "fileSet")) {
        sets.add(
            new FileSet(
                below(set, "directory").getFirst().getTextContent().strip(),
                Boolean.parseBoolean(set.getAttribute("filtered")),
                Boolean.parseBoolean(set.getAttribute("packaged")),
                below(set, "include").stream()
                    .map(each -> each.getTextContent().strip())
                    .toList()));
      }
      List<String> asked =
          below(descriptor, "requiredProperty").stream()
              .map(each -> each.getAttribute("key"))
              .toList();
      return new Archetype(jar, List.copyOf(sets), asked);
    }
  }

  private static Document parse(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(DESCRIPTOR);
    if (entry == null) {
      throw new IOException(zip.getName() + " is no archetype: it lacks " + DESCRIPTOR);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(in);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(zip.getName() + ": " + e.getMessage(), e);
    }
  }

  private static List<Element> below(Element element, String name) {
    NodeList found = element.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  /** What it asks for, all of it needed by {@link #unfold}. */
  public List<String> asked() {
    return asked;
  }

  /** Whether its sources use a name already, so that no class of theirs can bear it. */
  public boolean uses(String name) throws IOException {
    Pattern word = Pattern.compile("(?<![\\w{])" + Pattern.quote(name) + "(?!\\w)");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(each -> each.getName().endsWith(SOURCE)).toList()) {
        try (InputStream in = zip.getInputStream(entry)) {
          if (word.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8)).find()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Makes a project.
   *
   * @param folder where; files that stand in the way are overwritten
   * @param words what it asks for
   */
  public void unfold(Path folder, Map<String, String> words) throws IOException {
    if (!words.keySet().containsAll(asked)) {
      throw new IllegalArgumentException("it asks for " + asked + ", not for " + words.keySet());
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(each -> !each.isDirectory()).toList()) {
        if (!entry.getName().startsWith(RESOURCES)) {
          continue;
        }
        String inside = entry.getName().substring(RESOURCES.length());
        if (inside.equals(POM)) {
          write(zip, entry, folder.resolve(POM), words);
        }
        for (FileSet set : sets) {
          if (set.holds(inside)) {
            Path to = folder.resolve(place(set, inside, words)).normalize();
            write(zip, entry, to, set.filtered() ? words : Map.of());
          }
        }
      }
    }
  }

  private static String place(FileSet set, String inside, Map<String, String> words) {
    String name = inside;
    for (Map.Entry<String, String> word : words.entrySet()) {
      name = name.replace("__" + word.getKey() + "__", word.getValue());
    }
    return set.packaged()
        ? set.folder()
            + "/"
            + words.getOrDefault("package", "").replace('.', '/')
            + name.substring(set.folder().length())
        : name;
  }

  private static void write(ZipFile zip, ZipEntry entry, Path to, Map<String, String> words)
      throws IOException {
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readAllBytes();
    }
    if (!words.isEmpty()) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      for (Map.Entry<String, String> word : words.entrySet()) {
        String value = word.getValue();
        text =
            text.replace(
                "${" + word.getKey() + "}",
                to.toString().endsWith(".xml") ? value.replace("&", "&amp;") : value);
      }
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }
    Files.createDirectories(to.getParent());
    Files.write(to, bytes);
  }
}
