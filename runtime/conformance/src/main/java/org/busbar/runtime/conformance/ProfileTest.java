package org.busbar.runtime.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.transport.Transport;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.ProfileDriver;
import org.busbar.profile.ProfileLibrary;
import org.busbar.profile.api.Profile;
import org.busbar.profile.message.MessageDevices;
import org.busbar.profile.message.MessageProfile;
import org.busbar.profile.message.MessageReader;
import org.busbar.profile.read.ProfileReader;
import org.busbar.testkit.conformance.api.Conformance;
import org.busbar.testkit.conformance.api.Report;
import org.busbar.testkit.conformance.api.Report.Check;
import org.busbar.testkit.conformance.api.Report.Outcome;
import org.busbar.transport.http.Http;
import org.busbar.transport.modbus.ModbusTcp;
import org.busbar.transport.mqtt.Mqtt;
import org.jspecify.annotations.Nullable;

/** {@code ./busbar profile test FILE [--out DIR]}: a report a vendor can publish. */
public final class ProfileTest {
  private static final int USAGE = 2;

  private ProfileTest() {}

  /** Exit code 0 where all passed, 1 where something failed, 2 for misuse. */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(List.of(arguments), System.out));
  }

  static int run(List<String> arguments, PrintStream out) throws IOException {
    List<String> files = new ArrayList<>(arguments);
    int at = files.indexOf("--out");
    Path folder = null;
    if (at >= 0 && at + 1 < files.size()) {
      folder = Path.of(files.remove(at + 1));
      files.remove(at);
    }
    if (files.isEmpty() || files.stream().anyMatch(file -> file.startsWith("--"))) {
      out.println("usage: ./busbar profile test FILE... [--out DIR]");
      return USAGE;
    }
    boolean passed = true;
    for (String file : files) {
      passed &= test(Path.of(file), folder, out);
    }
    return passed ? 0 : 1;
  }

  private record Tried(Report report, int version, int vectors) {}

  private static Tried registers(Path file) throws ConfigException, IOException {
    Profile profile = ProfileReader.read(file);
    Report report = Conformance.of(driver(file), new ModbusTcp()).run(profile);
    return new Tried(report, profile.version(), profile.vectors().size());
  }

  private static Tried documents(Path file) throws ConfigException, IOException {
    MessageProfile profile = MessageReader.read(file);
    Path none = file.toAbsolutePath().resolveSibling("secrets");
    Transport transport = profile.kind().equals("http") ? Http.at(none) : Mqtt.at(none);
    Report report = Conformance.of(driver(file), transport).run(MessageDevices.twin(profile));
    return new Tried(report, profile.head().version(), profile.vectors().size());
  }

  private static ProfileDriver driver(Path file) throws IOException {
    return new ProfileDriver(ProfileLibrary.of(file)); // None that lies beside it is meant.
  }

  private static boolean test(Path file, @Nullable Path folder, PrintStream out)
      throws IOException {
    Tried tried;
    try {
      tried = isOfDocuments(file) ? documents(file) : registers(file);
    } catch (ConfigException wrong) {
      wrong.problems().forEach(out::println);
      return false;
    }
    Report run = tried.report();
    Map<String, String> facts = new LinkedHashMap<>(run.facts());
    facts.put("sha256", digest(file));
    List<Check> checks = new ArrayList<>();
    String vectors = tried.vectors() + " vectors";
    checks.add(new Check("it is well-formed and its vectors come out", Outcome.PASSED, vectors, 0));
    checks.addAll(run.checks());
    Report report = new Report(run.subject(), facts, checks);
    out.print(report.text());
    return (folder == null || isKept(report, run.subject() + "-" + tried.version(), folder, out))
        && report.passed();
  }

  private static boolean isKept(Report report, String name, Path folder, PrintStream out) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name + ".txt"), report.text());
      Files.writeString(folder.resolve(name + ".json"), report.json());
      out.println("kept: " + folder.resolve(name + ".json"));
      return true;
    } catch (IOException e) {
      out.println("--out " + folder + ": cannot be written: " + e + ". Name a folder");
      return false;
    }
  }

  private static boolean isOfDocuments(Path file) {
    try {
      return MessageReader.isFor(Files.readString(file));
    } catch (IOException e) {
      return false; // The reader tells what is wrong with the file.
    }
  }

  private static String digest(Path file) throws IOException {
    try {
      byte[] text = Files.readString(file).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
