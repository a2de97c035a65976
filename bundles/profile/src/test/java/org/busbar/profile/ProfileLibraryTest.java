package org.busbar.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.vocabulary.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileLibraryTest {
  private static final String METER = ProfileHeirTest.METER.formatted(1, "Acme meter");

  @TempDir Path folder = Path.of("");

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static DeviceConfig device(String type, Map<String, String> options) {
    return new DeviceConfig(
        new NodeId("m"), "profile", type, "c", 1, options, Set.of(), "site.yaml:7");
  }

  @Test
  void profilesAreFoundById() throws IOException {
    write("m1.yaml", METER);
    assertEquals("Acme meter", ProfileLibrary.of(folder).find("acme.m1").orElseThrow().name());
  }

  @Test
  void theHigherVersionWinsAndComesBackWhenItsSourceGoes() throws IOException {
    write("m1.yaml", METER);
    ProfileLibrary library = ProfileLibrary.of(folder);
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(
        home.resolve("m1.yaml"),
        METER.replace("version: 1", "version: 2").replace("Acme meter", "Newer"));
    library.addFolder("home", home);
    assertEquals("Newer", library.find("acme.m1").orElseThrow().name());
    library.remove("home");
    assertEquals("Acme meter", library.find("acme.m1").orElseThrow().name());
    assertEquals(2, ProfileLibrary.of(folder).all().getFirst().version());
    assertEquals(1, library.find("acme.m1").orElseThrow().version());
  }

  @Test
  void aProfileWithProblemsIsNotUsedAndTheMessageSaysWhy() throws IOException {
    write("m1.yaml", METER.replace("type: i16", "type: i17"));
    ProfileDriver driver = new ProfileDriver(ProfileLibrary.of(folder));
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class, () -> driver.describe(device("acme.m1", Map.of())));
    assertTrue(wrong.getMessage().contains("m1.yaml:13"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("'i16'"), wrong.getMessage());
  }

  @Test
  void anUnknownProfileOrOptionIsRefusedWithTheNearest() throws IOException {
    write("m1.yaml", METER);
    ProfileDriver driver = new ProfileDriver(ProfileLibrary.of(folder));
    IllegalArgumentException unknown =
        assertThrows(
            IllegalArgumentException.class, () -> driver.describe(device("acme.m2", Map.of())));
    assertTrue(unknown.getMessage().contains("'acme.m1'"), unknown.getMessage());
    IllegalArgumentException option =
        assertThrows(
            IllegalArgumentException.class,
            () -> driver.describe(device("acme.m1", Map.of("pol-fast", "1 s"))));
    assertTrue(option.getMessage().contains("'poll-fast'"), option.getMessage());
    IllegalArgumentException period =
        assertThrows(
            IllegalArgumentException.class,
            () -> driver.describe(device("acme.m1", Map.of("poll-fast", "1 ms"))));
    assertTrue(period.getMessage().contains("20 ms to 1 h"), period.getMessage());
  }

  @Test
  void registersComeOverModbusOnly() throws IOException {
    write("m1.yaml", METER);
    ProfileDriver driver = new ProfileDriver(ProfileLibrary.of(folder));
    List<String> modbus = List.of("modbus-tcp", "modbus-tls", "modbus-rtu-tcp", "modbus-rtu");
    assertEquals(modbus, driver.transports(device("acme.m1", Map.of())));
    assertEquals(modbus, driver.transports(device("sunspec", Map.of())));
    assertEquals(List.of(), driver.transports(device("acme.m2", Map.of())), "told elsewhere");
  }

  @Test
  void sunSpecIsAProfileLikeAnyOther() {
    ProfileDriver driver = new ProfileDriver(new ProfileLibrary());
    assertEquals(
        "pv",
        driver.describe(device("sunspec", Map.of("nature", "pv"))).natures().get(new NodeId("m")));
  }

  @Test
  void theCheckPrintsPointsOrProblems() throws IOException {
    Path right = write("m1.yaml", METER);
    Path wrong =
        write("m2.yaml", METER.replace("expect: {activePowerW: 5}", "expect: {activePowerW: 6}"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    assertEquals(0, ProfileCheck.run(List.of(right.toString()), out));
    assertTrue(bytes.toString(StandardCharsets.UTF_8).contains("1 points, 0 writable, 1 vectors"));
    bytes.reset();
    assertEquals(1, ProfileCheck.run(List.of(right.toString(), wrong.toString()), out));
    assertTrue(bytes.toString(StandardCharsets.UTF_8).contains("m2.yaml:15: vectors.activePowerW"));
    assertEquals(2, ProfileCheck.run(List.of(), out));
  }
}
