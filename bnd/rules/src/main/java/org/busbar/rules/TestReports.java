package org.busbar.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What the last run of the tests reported. */
final class TestReports {
  private TestReports() {}

  /**
   * Tests ({@code package.Class.method}) of which every run passed. Long ones are left out of the
   * usual run and count by the last one of {@code --deep}.
   */
  static Set<String> of(Path checkout) {
    Set<String> passed = new TreeSet<>();
    Set<String> failed = new TreeSet<>();
    Set<String> skipped = new TreeSet<>();
    for (Path report : all(checkout, ".*/target/(surefire|failsafe)-reports/TEST-.*\\.xml")) {
      read(report, passed, failed, skipped);
    }
    passed.removeAll(skipped);
    for (Path report : all(checkout.resolve("target/deep"), ".*/TEST-.*\\.xml")) {
      read(report, passed, failed, failed);
    }
    passed.removeAll(failed);
    return passed;
  }

  private static List<Path> all(Path below, String reports) {
    if (!Files.isDirectory(below)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(below)) {
      return files.filter(path -> path.toString().matches(reports)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the tests of one report to those that passed, or to those that failed or were skipped. */
  static void read(Path file, Set<String> passed, Set<String> others) {
    read(file, passed, others, others);
  }

  private static void read(Path file, Set<String> passed, Set<String> failed, Set<String> skipped) {
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
      String test = "";
      while (xml.hasNext()) {
        if (xml.next() != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        switch (xml.getLocalName()) {
          case "testcase" -> {
            test = type(file, xml) + "." + method(xml);
            passed.add(test);
          }
          case "failure", "error" -> failed.add(test);
          case "skipped" -> skipped.add(test);
          default -> {
            // Output and properties.
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(file + " is no report", e);
    }
  }

  /** The full name of its class; jqwik writes the simple one, but the file bears the full one. */
  private static String type(Path file, XMLStreamReader xml) {
    String name = xml.getAttributeValue("", "classname");
    return name.contains(".")
        ? name
        : String.valueOf(file.getFileName()).replaceAll("^TEST-|\\.xml$", "");
  }

  /** The method's name without arguments and number of a parameterised run. */
  private static String method(XMLStreamReader xml) {
    return xml.getAttributeValue("", "name").replaceAll("[({\\[].*", "").strip();
  }
}
