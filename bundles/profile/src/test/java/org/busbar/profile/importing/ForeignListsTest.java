package org.busbar.profile.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.read.ProfileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of others in three forms. */
class ForeignListsTest {
  private static final int FUZZ = 400;

  /** A model of our own making, in the form of SunSpec's files. */
  private static final String MODEL =
      """
      {"id": 103, "group": {"name": "inverter", "type": "group", "points": [
        {"name": "ID", "type": "uint16", "size": 1}, {"name": "L", "type": "uint16", "size": 1},
        {"name": "W", "type": "int16", "size": 1, "sf": "W_SF", "units": "W"},
        {"name": "W_SF", "type": "sunssf", "size": 1},
        {"name": "Hz", "type": "uint16", "size": 1, "sf": "-2", "units": "Hz"},
        {"name": "Note", "type": "string", "size": 4},
        {"name": "Own", "type": "int16", "size": 1, "sf": "None_SF", "units": "W"}],
        "groups": [{"name": "module", "count": 0, "points": [
          {"name": "Tmp", "type": "int16", "size": 1, "units": "C"}]}]}}
      """;

  @TempDir Path folder;
  private ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private int run(String kind, Path file, String... more) {
    printed = new ByteArrayOutputStream();
    List<String> arguments =
        new ArrayList<>(List.of(kind, file.toString(), "--out", folder.toString()));
    arguments.addAll(List.of(more));
    return ProfileImport.run(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static Path own(String name) {
    try {
      return Path.of(ForeignListsTest.class.getResource("/importing/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String[] words(String id, String nature, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--id", id, "--nature", nature, "--source", "a list", "--source-licence", "MIT"));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  private static List<String> keys(Profile profile) {
    return profile.points().stream().map(point -> point.key().toString()).toList();
  }

  @Test
  void anInverterDefinitionBecomesAProfileThatSaysWhatItLeftOut()
      throws ConfigException, IOException {
    assertEquals(
        0, run("solarman-yaml", own("inverter.yaml"), words("acme.inv5", "pv")), this::text);
    Profile profile = ProfileReader.read(folder.resolve("acme/inv5.yaml"));
    assertEquals(Maturity.IMPORTED, profile.maturity());
    assertEquals("MIT", profile.evidence().licence());
    assertEquals("secondary", profile.evidence().quality());
    assertEquals(
        List.of(
            "activePowerW",
            "voltageLnV.1",
            "voltageLlV.1",
            "frequencyHz",
            "energyInjectedWh",
            "x-acme.todayProductionWh",
            "temperatureC",
            "dcVoltageV.1",
            "x-acme.phases",
            "x-acme.fan",
            "x-acme.flow"),
        keys(profile));
    String made = Files.readString(folder.resolve("acme/inv5.yaml"));
    assertTrue(made.contains("{at: 257, type: u16, table: input, unit: 0.1 V}"), made);
    assertTrue(made.contains("{at: 21, type: u32, unit: 0.1 kWh, poll: slow}"), made);
    assertTrue(made.contains("scale: 0.1, offset: -100"), made);
    assertTrue(made.contains("mask: 0x0f00, scale: 256"), made);
    for (String left :
        List.of(
            ":20: Serial Number: not taken: rule 5 is a text",
            ":21: Losses: not taken: 'sensors' is more than a register says",
            ":22: Rated Power: not taken: its scale differs from model to model",
            ":23: Odd: not taken: its registers [9, 12] are not one number",
            ":24: Cells: not taken: its registers are no list of numbers, or differ by model",
            ":25: Flow: unit 'l/min' is none of ours",
            ":26: Clock: not taken: rule 8 is a date",
            ":27: Worded: not taken: rule 'one' is not known")) {
      assertTrue(text().contains(left), () -> left + " in " + text());
    }
  }

  @Test
  void aServiceOfAGatewayBecomesAProfileWithTheSumOfItsPhases() throws ConfigException {
    assertEquals(
        0,
        run(
            "victron-csv",
            own("attributes.csv"),
            words("victron.gx-grid", "meter", "--service", "grid", "--unit", "30")),
        this::text);
    Profile profile = ProfileReader.read(folder.resolve("victron/gx-grid.yaml"));
    assertTrue(
        profile.delivered().contains(PointKey.of(org.busbar.api.vocabulary.Points.ACTIVE_POWER_W)));
    assertEquals(2638, profile.points().getFirst().register().at(), "the wider of two is taken");
    assertTrue(text().contains("/Serial: not taken: a string[7] is no number"), this::text);
    assertTrue(
        text().contains(":1: /Ac/L1/Power: not taken: register 2600 says the same"), this::text);
  }

  /** The sheet that Victron publishes has a title, headings and another order. */
  @Test
  void theSheetOfTheSameListIsTakenAsWell() throws IOException {
    String sheet =
        """
        CCGX Modbus TCP register list;;;;;;;;;
        dbus-service-name;description;Address;Type;Scalefactor;Range;dbus-obj-path;writable;dbus-unit;Remarks
        com.victronenergy.grid;Power L1;2600;int16;1;-32768 to 32767;/Ac/L1/Power;no;W;
        com.victronenergy.grid;"Voltage; L1";2616;uint16;10;0 to 65535;/Ac/L1/Voltage;no;V AC;
        ;;;;;;;;;
        """;
    Path file = Files.writeString(folder.resolve("sheet.csv"), sheet);
    String[] words = words("victron.grid", "meter", "--service", "grid", "--unit", "30");
    assertEquals(0, run("victron-csv", file, words), this::text);
    String made = Files.readString(folder.resolve("victron/grid.yaml"));
    assertTrue(made.contains("activePowerW.1: {at: 2600"), made);
    assertTrue(made.contains("unit: 0.1 V"), made);
  }

  @Test
  void whichLineIsThePointThatANatureNeedsIsAskedFor() throws IOException {
    String list =
        """
        parameters:
          - group: all
            items:
              - {name: "Load Power", rule: 1, registers: [5], scale: 1, uom: "W"}
              - {name: "Frequency", rule: 1, registers: [6], scale: 0.01, uom: "Hz"}
        """;
    Path file = Files.writeString(folder.resolve("list.yaml"), list);
    assertEquals(1, run("solarman-yaml", file, words("a.inv", "pv")));
    assertTrue(
        text().contains("no line is known to be activePowerW, which a pv needs"), this::text);
    assertTrue(text().contains("--points 'activePowerW=NAME'; in W are: 'Load Power'"), this::text);
    String[] said = words("a.inv", "pv", "--points", "activePowerW=Load Power");
    assertEquals(0, run("solarman-yaml", file, said), this::text);
  }

  @Test
  void whichWayABatteryCountsIsAskedForAndNotGuessed() {
    String[] words = words("v.bat", "battery", "--service", "battery", "--unit", "225");
    assertEquals(1, run("victron-csv", own("attributes.csv"), words));
    assertTrue(text().contains("it is not said which way is positive. Add --sign"), this::text);
    List<String> more = new ArrayList<>(List.of(words));
    more.addAll(List.of("--sign", "charge+", "--points", "activePowerW=/Dc/0/Power"));
    assertEquals(
        0, run("victron-csv", own("attributes.csv"), more.toArray(new String[0])), this::text);
  }

  @Test
  void modelsAtTheirPlacesBecomeAProfileThatProvesTheirOrder() throws IOException, ConfigException {
    Files.writeString(folder.resolve("model_103.json"), MODEL);
    String[] words = words("acme.sun", "pv", "--chain", "103@40070x2");
    assertEquals(0, run("sunspec", folder, words), this::text);
    Profile profile = ProfileReader.read(folder.resolve("acme/sun.yaml"));
    assertEquals(
        List.of("activePowerW", "frequencyHz", "x-acme.m1031TmpC", "x-acme.m1032TmpC"),
        keys(profile));
    assertEquals(2, profile.identify().size(), "the marker and the model's number");
    assertEquals(40_072, profile.points().getFirst().register().at());
    assertEquals(40_073, profile.points().getFirst().register().scaleFrom().getAsInt());
    assertTrue(text().contains("model_103.json:6: m103 Note: not taken: a string"), this::text);
    assertTrue(text().contains("its scale point None_SF is not in the model"), this::text);
  }

  @Test
  void theFilesOfSunSpecAndVictronAreTaken() {
    Path shared = data();
    assumeTrue(Files.isDirectory(shared.resolve("victron-registers")), "shared/data is absent");
    assertEquals(
        0,
        run(
            "sunspec",
            shared.resolve("sunspec-models"),
            words("acme.inv", "pv", "--chain", "1 103@40070 120 160x2")),
        this::text);
    assertEquals(
        0,
        run(
            "victron-csv",
            shared.resolve("victron-registers"),
            words("victron.grid", "meter", "--service", "grid", "--unit", "30")),
        this::text);
  }

  /** {@code ../shared/data} from the root of the project, wherever that is. */
  private static Path data() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("shared/data"))) {
      folder = folder.getParent();
    }
    return (folder == null ? Path.of("") : folder).resolve("shared/data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "solarman-yaml | parameters: [ | is no YAML",
        "solarman-yaml | - 1 | must be a mapping",
        "solarman-yaml | a: 1 | is missing. Is it an inverter definition of Solarman?",
        "solarman-yaml | parameters: 5 | must be a list",
        "solarman-yaml | 'parameters: [{items: [{name: a, rule: 1, registers: [70000]}]}]' | register 70000 is out of range",
        "victron-csv | a,b,c | :1: is no line of this list: 3 columns",
        "victron-csv | com.victronenergy.x,/A,d,W,10,int16,1,R | --service 'grid' is not there. Known are: x",
        "sunspec | {} | group: is missing",
        "sunspec | nothing | must be a mapping",
      })
  void whatCannotBeReadIsToldWithPlaceAndRemedy(String kind, String content, String said)
      throws IOException {
    Path file = Files.writeString(folder.resolve("model_103.json"), content);
    String[] more =
        switch (kind) {
          case "victron-csv" -> words("a.b", "meter", "--service", "grid", "--unit", "1");
          case "sunspec" -> words("a.b", "pv", "--chain", "103");
          default -> words("a.b", "pv");
        };
    assertEquals(1, run(kind, file, more));
    assertTrue(text().contains(said), this::text);
    assertFalse(text().contains("Exception"), this::text);
  }

  @ParameterizedTest
  @CsvSource({"solarman-yaml", "victron-csv", "sunspec"})
  void sourceAndLicenceMustBeNamed(String kind) {
    List<String> more = new ArrayList<>(List.of("--id", "a.b", "--nature", "pv", "--source", "x"));
    more.addAll(kind.equals("sunspec") ? List.of("--chain", "1") : List.of());
    more.addAll(kind.equals("victron-csv") ? List.of("--service", "grid") : List.of());
    assertEquals(1, run(kind, folder, more.toArray(new String[0])));
    assertTrue(text().contains("--source-licence is missing. Name where"), this::text);
  }

  @Test
  void anIdThatLeadsOutOfTheFolderIsRefused() {
    assertEquals(1, run("solarman-yaml", own("inverter.yaml"), words("../../x", "pv")));
    assertTrue(text().contains("is no id. Write maker.model"), this::text);
  }

  @Test
  void whateverIsInAFileTheAnswerIsAMessage() throws IOException {
    Random random = new Random(5);
    for (String kind : List.of("solarman-yaml", "victron-csv", "sunspec", "csv")) {
      String seed =
          switch (kind) {
            case "sunspec" -> MODEL;
            case "victron-csv" -> Files.readString(own("attributes.csv"));
            default -> Files.readString(own("inverter.yaml"));
          };
      for (int i = 0; i < FUZZ; i++) {
        Path file = Files.writeString(folder.resolve("model_103.json"), spoilt(seed, random));
        String[] more =
            switch (kind) {
              case "victron-csv" -> words("a.b", "meter", "--service", "grid", "--unit", "1");
              case "sunspec" -> words("a.b", "pv", "--chain", "103x2");
              default -> words("a.b", "pv");
            };
        int code = run(kind, file, more);
        assertTrue(code == 0 || (code == 1 && !text().isBlank()), this::text);
        assertFalse(text().matches("(?s).*\\b\\w+Exception.*|.*\\bnull\\b.*"), this::text);
      }
    }
  }

  private static String spoilt(String text, Random random) {
    StringBuilder spoilt = new StringBuilder(text);
    String bits = "{}[],:\"'\n 0x-9ae.%#&*!|>\u00e9";
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int at = random.nextInt(spoilt.length());
      switch (random.nextInt(4)) {
        case 0 -> spoilt.setCharAt(at, bits.charAt(random.nextInt(bits.length())));
        case 1 -> spoilt.deleteCharAt(at);
        case 2 -> spoilt.insert(at, bits.charAt(random.nextInt(bits.length())));
        default -> spoilt.delete(at, Math.min(spoilt.length(), at + random.nextInt(40)));
      }
    }
    return spoilt.append(' ').toString();
  }
}
