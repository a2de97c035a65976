package org.busbar.profile.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.api.Profile;
import org.busbar.profile.read.ProfileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvImporterTest {
  private static final String TABLE =
      """
      Acme EM3, register table of May 2024
      Address;Name;Data type;Unit;Gain;Raw;Value
      40017;Total active power;INT32;kW;1000;0xffff 0xec78;-5.0
      40019;Phase A voltage;UINT16;V;10;2301;230.1
      40020;"Phase B voltage; measured";UINT16;V;10;2298;229.8
      40033;Import energy;UINT32;kWh;100;0 100;1
      40040;Fan speed;U16;rpm;;;
      """;

  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private int run(String table, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("table.csv"), table);
    List<String> arguments =
        new ArrayList<>(List.of("csv", file.toString(), "--out", folder.toString()));
    arguments.addAll(List.of(more));
    return ProfileImport.run(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTableBecomesAProfileWhoseVectorPasses() throws IOException, ConfigException {
    int code =
        run(
            TABLE,
            "--id",
            "acme.em3",
            "--nature",
            "meter",
            "--source",
            "EM3 table",
            "--base",
            "40001",
            "--words",
            "high-first",
            "--page",
            "3");
    assertEquals(0, code, this::text);
    Profile profile = ProfileReader.read(folder.resolve("acme/em3.yaml"));
    assertEquals(Maturity.IMPORTED, profile.maturity());
    assertEquals(
        List.of(
            "activePowerW",
            "voltageLnV.1",
            "voltageLnV.2",
            "energyInjectedWh",
            "x-acme.fanSpeedRpm"),
        profile.points().stream().map(point -> point.key().toString()).toList());
    assertEquals(16, profile.points().getFirst().register().at());
    assertEquals(Unit.PER_MINUTE, profile.points().getLast().key().point().unit());
    assertEquals("3", profile.evidence().page());
    assertEquals(1, profile.vectors().size());
  }

  @Test
  void whatIsMissingIsToldByTheCheckOfWhatWasMade() throws IOException {
    int code =
        run(
            "address,name,type\n1,Fan,u16\n",
            "--id",
            "acme.fan",
            "--nature",
            "meter",
            "--source",
            "a table");
    assertEquals(1, code);
    assertTrue(text().contains("needs the point activePowerW"), this::text);
    assertTrue(text().contains("vectors"), this::text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no headings here | has no line of headings",
        "address,type,unit | names address and name, parted by comma, semicolon, tab or bar; its first",
        "address:name:type | its first line is 'address:name:type'",
        "address,name\\n1,Power | line 2: has no type. Add a column type",
        "address,name,type\\n1,Power,int33 | line 2: type 'int33' is not known",
        "address,name,type\\nx1,Power,u16\\nx2,Power,u16 | line 3: 'x2' is no address",
        "address,name,type\\n1,Power,float (little-endian) | may mean two orders",
        "address,name,type\\n000A,Power,u16 | line 2: '000A' is no address",
        "address,name,type,scale\\n1,Power,u16,a | line 2: 'a' is no factor",
        "address,name\\n | has no line with an address",
      })
  void whatCannotBeReadIsToldWithItsLine(String table, String words) throws IOException {
    int code = run(table.replace("\\n", "\n"), "--id", "a.b", "--nature", "meter", "--source", "x");
    assertEquals(1, code);
    assertTrue(text().contains(words), this::text);
  }

  /** As spreadsheets of several countries and makers write one and the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "\\ufeffaddress,name,type,unit,scale\\r\\n16,Phase A voltage,uint16,V,0.1\\r\\n",
        "Adresse;Bezeichnung;Data Type;Einheit;Faktor\\n16;Phase A voltage;UINT16;V;0,1\\n",
        "Modbus address (hex)\\tParameter name\\tformat\\tUnits\\tScale factor\\n10h\\tPhase A voltage\\tINT16U\\tV\\tx0.1",
        "Register|Name|Type|Unit|Gain\\n0x0010-0x0010|Phase A voltage|word|V|10",
        "address,name,type,unit,scale\\n&H10,Phase A voltage,u16,V,1/10",
        "address,name,type,unit,scale\\n16,Phase A voltage,u16,V,10^-1",
        "address,name,type,unit,scale\\n16,Phase A voltage,u16,V,/10",
        "address,name,type,unit,scale\\n16,\"Phase A\\nvoltage\",u16,V,0.1",
      })
  void theSameRegisterIsUnderstoodInManyHands(String table) throws IOException {
    String plain = table.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
    run(plain.replace("\\ufeff", "\ufeff"), "--id", "a.b", "--nature", "meter", "--source", "x");
    String made = Files.readString(folder.resolve("a/b.yaml"));
    assertTrue(made.contains("voltageLnV.1: {at: 0x0010, type: u16, unit: 0.1 V}"), made);
  }

  @Test
  void aTableThatIsNotInUnicodeIsReadAsSpreadsheetsSaveIt() throws IOException {
    byte[] table =
        "address;name;type;unit;scale\n16;K\u00fchler Temperature;i16;\u00b0C;0,1\n"
            .getBytes(java.nio.charset.Charset.forName("windows-1252"));
    Path file = Files.write(folder.resolve("table.csv"), table);
    ProfileImport.run(
        List.of(
            "csv",
            file.toString(),
            "--out",
            folder.toString(),
            "--id",
            "a.b",
            "--nature",
            "meter",
            "--source",
            "x"),
        new PrintStream(printed, true, StandardCharsets.UTF_8));
    String made = Files.readString(folder.resolve("a/b.yaml"));
    assertTrue(made.contains("temperatureC: {at: 0x0010, type: i16, unit: 0.1"), made);
  }

  @Test
  void aRegisterThatIsThereTwiceIsRemarked() throws IOException {
    run(
        "address,name,type,unit\n1,Power,i32,W\n3,Phase A voltage,u16,V\n3,Voltage,u16,V\n",
        "--id",
        "a.b",
        "--nature",
        "meter",
        "--source",
        "x");
    assertTrue(text().contains("table.csv:4: Voltage: has the register of line 3"), this::text);
  }

  @Test
  void misuseIsToldWithTheNearest() throws IOException {
    assertEquals(1, run(TABLE, "--idd", "a.b"));
    assertTrue(text().contains("'id'"), this::text);
    assertEquals(
        2,
        ProfileImport.run(
            List.of("cvs", "x"), new PrintStream(printed, true, StandardCharsets.UTF_8)));
    assertTrue(text().contains("'csv'"), this::text);
  }

  @ParameterizedTest
  @CsvSource({
    "Phase A voltage, voltageLnV.1",
    "L2 current, currentA.2",
    "Voltage L3-L1, voltageLlV.3",
    "PV2 voltage, dcVoltageV.2",
    "String 3 current, dcCurrentA.3",
    "Battery SOC, stateOfChargePct",
    "Total export energy, energyAbsorbedWh",
    "Reactive power, reactivePowerVar",
    "Active power phase 2, activePowerW.2",
    "Grid frequency, frequencyHz"
  })
  void aWordingOfMakersMeansAPoint(String name, String key) {
    assertEquals(key, PointGuess.of(name).orElseThrow());
  }

  @Test
  void theOrderOfWordsIsTakenFromTheLineThatSaysIt() throws IOException {
    run(
        """
        Register\tDescription\tFormat\tUnits
        40003-40004\tBattery power\tfloat32 (CDAB)\tW
        40005/40006\tBattery voltage\tFLOAT DCBA\tV
        40007\tBattery current\tint16 (CDAB)\tA
        40009\tApparent power\tfloat32 (ABCD)\tVA
        """,
        "--id",
        "a.b",
        "--nature",
        "battery",
        "--source",
        "x",
        "--base",
        "40001");
    String made = Files.readString(folder.resolve("a/b.yaml"));
    assertTrue(made.contains("{at: 0x0002, type: f32, words: low-first"), made);
    assertTrue(made.contains("{at: 0x0004, type: f32, "), made);
    assertTrue(made.contains("bytes: low-first"), made);
    assertTrue(made.contains("{at: 0x0006, type: i16"), made);
    assertTrue(made.contains("{at: 0x0008, type: f32}"), made);
  }

  @Test
  void aTextSaysWhoTheDeviceIsAndIsNoPoint() throws IOException {
    run(
        """
        Addr,Len,Parameter Name,Type,Unit,Gain
        30000,15,Model,STR,N/A,1
        30015,10,SN,STR,N/A,1
        30040,10,Greeting,STRING(20),,
        32080,2,Active power,I32,kW,1000
        """,
        "--id",
        "a.b",
        "--nature",
        "pv",
        "--source",
        "x");
    String made = Files.readString(folder.resolve("a/b.yaml"));
    assertTrue(
        made.contains("texts: {model: {at: 0x7530, length: 15}, serial: {at: 0x753f, length: 10}}"),
        made);
    assertTrue(text().contains("Greeting: is text, and left out"), this::text);
    assertTrue(made.contains("activePowerW:"), made);
  }

  @ParameterizedTest
  @CsvSource({
    "Cell max voltage, cellVoltageMaxV",
    "Lowest cell voltage, cellVoltageMinV",
    "Max cell temperature, cellTemperatureMaxC",
    "Spannung L2, voltageLnV.2",
    "Gesamtwirkleistung, activePowerW",
    "Wirkenergie Lieferung, energyAbsorbedWh",
    "Wirkenergie Bezug, energyInjectedWh",
    "Rated power, ratedPowerW",
    "Fixed active power derating,",
    "Power setpoint,",
    "Max charge current,",
    "Grid voltage upper limit,",
    "Set active power,",
  })
  void whatIsSetOrBoundsIsNeverTakenForWhatIsMeasured(String name, String point) {
    assertEquals(point == null ? "" : point, PointGuess.of(name).orElse(""));
  }
}
