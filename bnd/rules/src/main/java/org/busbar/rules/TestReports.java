package org.busbar.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Tests ({@code package.Class.method}) of which every run passed. */
  static Set<String> of(Path checkout) {
    Set<String> passed = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    try (Stream<Path> files = Files.walk(checkout)) {
      files
          .filter(
              path ->
                  path.toString().matches(".*/target/(surefire|failsafe)-reports/TEST-.*\\.xml"))
          .forEach(path -> read(path, passed, others));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    passed.removeAll(others);
    return passed;
  }

  /** Adds the tests of one report to those that passed, or to those that failed or were skipped. */
  static void read(Path file, Set<String> passed, Set<String> others) {
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
          case "failure", "error", "skipped" -> others.add(test);
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
