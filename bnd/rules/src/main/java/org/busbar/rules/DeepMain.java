package org.busbar.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What {@code ./busbar test --deep} keeps: when, where and how long it ran, and the result of each
 * test whose class ends in {@code DeepTest} or {@code DeepIT}, and how much changed code the tests
 * of a room noticed.
 */
public final class DeepMain {
  private static final String DEEP =
      ".*/target/(surefire|failsafe)-reports/TEST-.*Deep(Test|IT)\\.xml";

  private DeepMain() {}

  /** Arguments: checkout, a file written when the tests began, seconds, date, commit, machine. */
  public static void main(String[] args) throws IOException {
    System.exit(run(args));
  }

  /** 1 where too little changed code was noticed; failed tests are counted elsewhere. */
  static int run(String[] args) throws IOException {
    Path checkout = Path.of(args[0]);
    List<String> report = new ArrayList<>();
    report.add("# Deep tests of " + args[3]);
    report.add("");
    report.add("commit: " + args[4]);
    report.add("machine: " + args[5]);
    report.add("duration of the whole run: " + args[2] + " s");
    report.add("");
    report.add("| test | result | seconds |");
    report.add("|---|---|---|");
    FileTime begun = Files.getLastModifiedTime(Path.of(args[1]));
    report.addAll(results(checkout, begun));
    List<Mutations> mutations = Mutations.since(checkout, begun);
    mutations.forEach(each -> report.add(each.row()));
    Path file = Files.createDirectories(checkout.resolve("target")).resolve("deep-report.md");
    Files.write(file, report);
    mutations.stream()
        .filter(each -> !each.isEnough())
        .forEach(each -> System.out.println(each.row()));
    System.out.println("Deep report: target/deep-report.md");
    return mutations.stream().allMatch(Mutations::isEnough) ? 0 : 1;
  }

  /** One row for each deep test reported since an instant. */
  static List<String> results(Path checkout, FileTime since) throws IOException {
    List<String> rows = new ArrayList<>();
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.filter(path -> path.toString().matches(DEEP)).sorted().toList()) {
        if (Files.getLastModifiedTime(file).compareTo(since) >= 0) {
          read(file, rows);
        }
      }
    }
    return rows.isEmpty() ? List.of("| none ran | - | - |") : rows;
  }

  private static void read(Path file, List<String> rows) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
      String test = "";
      String seconds = "";
      String result = "";
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          switch (xml.getLocalName()) {
            case "testcase" -> {
              test =
                  xml.getAttributeValue("", "classname") + "." + xml.getAttributeValue("", "name");
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
          rows.add("| %s | %s | %s |".formatted(test, result, seconds));
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException(file + " is no test report", e);
    }
  }
}
