package org.busbar.profile.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables in forms that makers use and that would be read wrong where their form is not seen. */
class CsvTablesOfMakersTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private int run(byte[] table, String nature, String... more) throws IOException {
    Path file = Files.write(folder.resolve("table.csv"), table);
    List<String> arguments =
        new ArrayList<>(List.of("csv", file.toString(), "--out", folder.toString(), "--id", "a.b"));
    arguments.addAll(List.of("--nature", nature, "--source", "a table"));
    arguments.addAll(List.of(more));
    return ProfileImport.run(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private int run(String table, String nature, String... more) throws IOException {
    return run(table.getBytes(StandardCharsets.UTF_8), nature, more);
  }

  private String told() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String made() throws IOException {
    return Files.readString(folder.resolve("a/b.yaml")).replaceAll(": +", ": ");
  }

  private void holds(String... lines) throws IOException {
    for (String line : lines) {
      assertTrue(made().contains(line), () -> line + "\n" + told());
    }
  }

  private void says(String... words) {
    for (String word : words) {
      assertTrue(told().contains(word), () -> word + "\n" + told());
    }
  }

  private static final String GERMAN =
      """
      Register VC10;;;;;;;;
      Adresse (hex);Bezeichnung;Datentyp;Einheit;Faktor;Zugriff;Bemerkung;Raw;Value
      1000;Geräteerkennung;UINT16;;1;R;;0x5643;22083
      1010;Wirkleistung;INT32;W;1;R;Laden positiv;0x0320 0;-800
      101A;Energie entladen;UINT32;kWh;0,1;R;;0x3039 0;1.234,5
      1016;Batterietemperatur;INT16;°C;0,1;R;;0xffd8;-4,0
      1030;Batteriespannung;UINT16;V;0,1;R;;5123;512,3
      2000;Betriebsart;UINT16;;1;R/W;;;
      2002;Sollwert Wirkleistung;INT32;W;1;W;;;
      2010;Reserviert;;;;;;;
      2011;Uhr;BCD48;;;R;;;
      """;

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "windows-1252"})
  void bareHexadecimalAddressesAndDecimalCommasAreReadAsTheColumnSays(String charset)
      throws IOException {
    byte[] table = GERMAN.replace("\n", "\r\n").getBytes(Charset.forName(charset));
    run(table, "battery", "--sign", "charge+", "--words", "low-first");
    holds(
        "activePowerW: {at: 0x1010, type: i32, sign: charge+",
        "energyInjectedWh: {at: 0x101a, type: u32, unit: 0.1 kWh",
        "temperatureC: {at: 0x1016, type: i16, unit: 0.1 degC",
        "dcVoltageV: {at: 0x1030, type: u16, unit: 0.1 V",
        "activePowerW: \"-800 W\"",
        "energyInjectedWh: 1234.5 kWh",
        "temperatureC: \"-4.0 degC\"");
    assertFalse(made().contains("sollwert"), this::told);
    says(
        "table.csv:9: Sollwert Wirkleistung: not taken: it is only written",
        "table.csv:10: Reserviert: not taken: has no type",
        "table.csv:11: Uhr: not taken: type 'BCD48' is not known");
  }

  @Test
  void aTableInMarkdownIsRead() throws IOException {
    run(
        """
        | Register | Address (Hex) | Parameter | Length | Units | Data Type | Scaling Factor |
        |----------|:-------------:|-----------|--------|-------|-----------|---------------:|
        | 30001    | 00 00         | **Voltage** | 4    | Volts | Float     | 1.0            |
        | 30013    | 00 0C         | Active power | 4   | Watts | `Float`   | 1.0            |
        | 30073    | 00 48         | Import active energy | 4 | kwh | Float | 1.0            |
        | 30081    | 00 50         | Network node | 4   | Bauds | Float     | 1.0            |
        """,
        "meter",
        "--base",
        "30001",
        "--table",
        "input");
    holds(
        "voltageLnV: {at: 0x0000, type: f32}",
        "activePowerW: {at: 0x000c, type: f32, sign: import+}",
        "energyInjectedWh: {at: 0x0048, type: f32, unit: kWh");
    says("Network node: unit 'Bauds' is none of ours");
  }

  @Test
  void unicodeTextOfASpreadsheetIsRead() throws IOException {
    run(
        "\ufeffAddr.\tSignal name\tFormat\r\n7\tFan\tU16\r\n".getBytes(StandardCharsets.UTF_16LE),
        "pv");
    holds("x-a.fan: {at: 0x0007, type: u16}");
  }

  @Test
  void theFirstDigitOfModiconsNumbersIsTheTable() throws IOException {
    String table =
        """
        Address,Description,Type,Unit,Scale
        30001,Voltage R-N,UINT16,V,0.1
        30010,Active power S,INT16,kW,0.01
        30013,Active power total,INT16,kW,0.01
        40001,Speed,UINT16,,1
        """;
    run(table, "meter", "--base", "modicon");
    holds(
        "voltageLnV.1: {at: 0x0000, type: u16, table: input, unit: 0.1 V}",
        "activePowerW.2: {at: 0x0009, type: i16, table: input, ",
        "activePowerW: {at: 0x000c, type: i16, table: input, ",
        "x-a.speed: {at: 0x0000, type: u16}");
    assertEquals(1, run(table, "meter", "--base", "30001"));
    says("line 5: address 40001 is out of range with --base 30001", "--base modicon");
    run(table, "meter");
    says("--base: is not given: addresses are taken as on the wire");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "uint16_t!1!u16",
        "16-bit unsigned!!u16",
        "Signed 32 bit!!i32",
        "UINT!2!u32",
        "INT!4!i64",
        "INT!32!i32",
        "U_WORD!!u16",
        "S_DWORD!!i32",
        "UDINT!!u32",
        "INT16S!!i16",
        "unsigned integer!1!u16",
        "Float32 BE!!f32",
        "double!!f64",
        "single!!f32",
      })
  void oneTypeHasManyNames(String wording, String length, String type) throws IOException {
    run(
        "address,name,type,length\n5,Fan," + wording + "," + (length == null ? "" : length) + "\n",
        "pv");
    holds("x-a.fan: {at: 0x0005, type: " + type + "}");
  }

  @Test
  void howManyRegistersThereAreIsTakenFromTheirRange() throws IOException {
    run(
        """
        No.,Name,Address,Type,Unit
        1,Total active power,5031~5032,INT,W
        2,Serial number,4990-4999,UTF-8,
        3,Odd,5040-5042,U32,
        4,Overlapping,5032,U16,
        """,
        "pv");
    holds(
        "activePowerW: {at: 0x13a7, type: i32, sign: produce+}",
        "serial: {at: 0x137e, length: 10}");
    says(
        "Odd: has 3 registers, of which u32 takes 2",
        "Overlapping: not taken: it has a register of line 2");
  }

  @Test
  void anExponentIsNoFactor() throws IOException {
    assertEquals(1, run("address,name,type,scale factor\n1,Fan,u16,-1\n2,Pump,u16,0\n", "pv"));
    says(
        "line 2: '-1' is no factor. Where it is a power of ten, name the column exponent",
        "line 3");
    run("address,name,type,unit,exponent\n1,Phase A voltage,u16,V,-1\n", "pv");
    holds("voltageLnV.1: {at: 0x0001, type: u16, unit: 0.1 V}");
    run("address,name,type,unit,decimals\n1,Phase A voltage,u16,V,2\n", "pv");
    holds("voltageLnV.1: {at: 0x0001, type: u16, unit: 0.01 V}");
  }

  @Test
  void whatIsSaidTwiceIsTakenOnceAndOtherwiseRefused() throws IOException {
    run(
        "address,name,type,unit,scale,raw,value\n1,Phase A voltage,u16,0.1V,0.1,2301,230.1\n",
        "meter");
    holds("voltageLnV.1: {at: 0x0001, type: u16, unit: 0.1V}", "voltageLnV.1: 230.1 V");
    assertEquals(1, run("address,name,type,unit,scale\n1,Phase A voltage,u16,0.1V,10\n", "meter"));
    says("line 2: unit '0.1V' and scale 10 say two things");
  }

  @Test
  void whatFlowsBesideADeviceIsNotItsPower() throws IOException {
    String table =
        """
        Address,Parameter,Type,Unit
        1,Battery power,INT16,W
        2,Grid power,INT16,W
        3,PV1 power,UINT16,W
        4,Inverter output power,INT16,W
        5,Active power A,INT16,W
        """;
    run(table, "hybrid", "--sign", "produce+");
    holds(
        "x-a.batteryPowerW: {at: 0x0001, type: i16, unit: W, sign: produce+}",
        "x-a.gridPowerW: {at: 0x0002",
        "dcPowerW.1: {at: 0x0003",
        "activePowerW: {at: 0x0004",
        "activePowerW.1: {at: 0x0005");
    run(table, "meter", "--points", "activePowerW=Grid power; activePowerW.3=Nothing");
    holds("activePowerW: {at: 0x0002");
    says("activePowerW.3=Nothing': names a line that is not there");
  }

  @Test
  void aNumberInThePlaceOfTheUnitIsWhatOneCountIs() throws IOException {
    run("address,name,type,unit\n1,Power factor,i16,0.001\n2,Kühlerstufe,u16,1\n", "meter");
    holds(
        "powerFactor: {at: 0x0001, type: i16, scale: 0.001}",
        "x-a.kuhlerstufe: {at: 0x0002, type: u16}");
    assertFalse(told().contains("none of ours"), this::told);
  }

  @Test
  void theSignOfOhmIsTheLetterOmega() throws IOException {
    run("address,name,type,unit\n1,Insulation,u16,k\u2126\n2,Shunt,u16,m\u03a9\n", "pv");
    holds("insulationOhm: {at: 0x0001, type: u16, unit: kohm}", "unit: mohm}");
  }

  @Test
  void aPartOfARegisterIsLeftToPeople() throws IOException {
    run("register,name,type,unit\n11,Faults,16BIT_FLAGS,\n12.b8,Alarm,u16,\n13,Fan,u16,0\n", "pv");
    holds("x-a.faults: {at: 0x000b, type: bits}", "x-a.fan: {at: 0x000d, type: u16}");
    says(
        "table.csv:3: Alarm: not taken: it is a part of a register. Add it with bit or mask",
        "Fan: unit '0' is none of ours");
  }

  @Test
  void aWorkbookIsToBeSavedAsATable() throws IOException {
    assertEquals(1, run(new byte[] {'P', 'K', 3, 4, 0, -1, -128}, "pv"));
    says("is a workbook or an archive. Save its sheet as CSV");
  }

  @Test
  void theFirstOfTwoColumnsThatSaysAnythingCounts() throws IOException {
    run(
        """
        variable name,data type,register,documented name,unit
        ,,x0003,Pack current,0.01A
        PV1 Voltage,,1,Vpv1,0.1V
        """,
        "battery",
        "--type",
        "u16",
        "--sign",
        "discharge+");
    holds("currentA: {at: 0x0003, type: u16, unit: 0.01A", "dcVoltageV.1: {at: 0x0001, type: u16");
  }

  @Test
  void headingsThatComeAgainOnEachPageAreNoRegisters() throws IOException {
    assertEquals(1, run("Reg. No;Name;Type\n1;Fan;u16\nReg. No;Name;Type\n2;Pump;u16\n", "relay"));
    holds("x-a.pump: {at: 0x0002, type: u16}");
  }
}
