package org.busbar.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What long tests have said: a row for each, with tries and seed where it was random. */
final class DeepReport {
  private static final Pattern PROPERTY = Pattern.compile("timestamp = .*[:.]([A-Za-z0-9_]+) = ?");
  private static final Pattern TRIES = Pattern.compile("tries = (\\d+) .*");
  private static final Pattern SEED = Pattern.compile("seed = (-?\\d+) .*");

  private DeepReport() {}

  /** Tries and seed of each property in what jqwik said, by the name of its method. */
  static Map<String, String> seeds(Path log) throws IOException {
    Map<String, String> found = new HashMap<>();
    String method = "";
    String tries = "";
    for (String line : Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      Matcher property = PROPERTY.matcher(line.strip());
      Matcher many = TRIES.matcher(line.strip());
      Matcher seed = SEED.matcher(line.strip());
      if (property.matches()) {
        method = property.group(1);
      } else if (many.matches()) {
        tries = many.group(1);
      } else if (seed.matches()) {
        found.put(method, "%s tries, seed %s".formatted(tries, seed.group(1)));
      }
    }
    return found;
  }

  /** One row for each test in a report of JUnit. */
  static List<String> rows(String type, Path file, Map<String, String> seeds) throws IOException {
    List<String> rows = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
      String method = "";
      String seconds = "";
      String result = "";
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          switch (xml.getLocalName()) {
            case "testcase" -> {
              method = xml.getAttributeValue("", "name");
              seconds = xml.getAttributeValue("", "time");
              result = "passed";
            }
            case "failure", "error" -> result = "FAILED";
            case "skipped" -> result = "skipped";
            default -> {
              // Output and properties.
            }
          }
        } else if (event == XMLStreamConstants.END_ELEMENT
            && xml.getLocalName().equals("testcase")) {
          String random = seeds.getOrDefault(method.replaceAll("\\(.*", ""), "");
          rows.add("| %s.%s | %s | %s | %s |".formatted(type, method, result, seconds, random));
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException(file + " is no test report", e);
    }
    return rows;
  }
}
