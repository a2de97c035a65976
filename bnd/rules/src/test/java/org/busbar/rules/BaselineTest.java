package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A promise is broken once in each way; what is only added breaks none. */
@Tag("PLG-03")
class BaselineTest {
  private static final String IMPORT = "import org.osgi.annotation.versioning.*; ";
  private static final String RECORD = "public record Level(double powerW) {}";
  private static final String MODE = IMPORT + "@ConsumerType public interface Mode { int a(); }";
  private static final String SITE = IMPORT + "@ProviderType public interface Site { int a(); }";

  @TempDir Path folder = Path.of("");
  private int count;

  private Baseline contract(String version, String... types) throws IOException {
    Path home = folder.resolve("c" + count++);
    Path classes = Files.createDirectories(home.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    Path info = home.resolve("package-info.java");
    Files.writeString(
        info,
        "@org.osgi.annotation.bundle.Export @org.osgi.annotation.versioning.Version(\"%s\") package x.api;"
            .formatted(version));
    arguments.add(info.toString());
    for (String type : types) {
      String name = type.replaceAll("(?s).*?(?:class|record|interface|enum) (\\w+).*", "$1");
      Path file = home.resolve(name + ".java");
      Files.writeString(file, "package x.api; " + type);
      arguments.add(file.toString());
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, result, "the fixture does not compile");
    return Baseline.ofClasses(List.of(classes));
  }

  private static void assertBroken(String expected, Baseline before, Baseline now) {
    List<String> broken = before.brokenBy(now);
    assertTrue(
        broken.stream().anyMatch(text -> text.contains(expected)),
        () -> "expected '" + expected + "' among " + broken);
  }

  @Test
  void theContractsKeepWhatTheyPromised() throws IOException {
    Path checkout = Path.of("../..").toAbsolutePath().normalize();
    Baseline promised = BaselineMain.read(checkout);
    assertTrue(promised.types().size() > 50, "the baseline is not whole");
    List<String> broken = promised.brokenBy(Baseline.ofCheckout(checkout));
    assertTrue(broken.isEmpty(), () -> String.join("\n", broken));
  }

  @Test
  void whatIsWrittenDownIsReadBackWhole() throws IOException {
    Baseline written = contract("0.1.0", RECORD, MODE, SITE);
    assertEquals(written, Baseline.ofLines(written.lines()));
    assertEquals(3, written.types().size());
  }

  @Test
  void aRemovedTypeOrMemberIsABreakThatNamesVersionAndCommand() throws IOException {
    Baseline before = contract("0.1.0", RECORD, SITE);
    assertEquals(
        List.of(
            "x.api.Level was removed: raise @Version in package-info.java of x.api from 0.1.0 to"
                + " 0.2.0, then ./busbar baseline accept"),
        before.brokenBy(contract("0.1.0", SITE)));
    assertBroken(
        "x.api.Site: 'abstract int a()' was removed or changed",
        before,
        contract("0.1.0", RECORD, SITE.replace("int a()", "long a()")));
  }

  @Test
  void aChangedRecordHeaderIsABreak() throws IOException {
    Baseline before = contract("0.1.0", RECORD);
    assertBroken(
        "'final record (double powerW) extends Record' to"
            + " 'final record (double powerW, int phase) extends Record'",
        before,
        contract("0.1.0", "public record Level(double powerW, int phase) {}"));
    assertBroken(
        "(double chargeW)", before, contract("0.1.0", "public record Level(double chargeW) {}"));
  }

  @Test
  void aChangedTypeArgumentIsABreak() throws IOException {
    Baseline before =
        contract("0.1.0", "public class A { public java.util.List<String> a() { return null; } }");
    assertBroken(
        "'java.util.List<String> a()' was removed or changed",
        before,
        contract("0.1.0", "public class A { public java.util.List<Long> a() { return null; } }"));
  }

  @Test
  void anotherAbstractMethodBreaksOnlyWhatOthersImplement() throws IOException {
    Baseline before = contract("0.1.0", MODE, SITE);
    List<String> broken =
        before.brokenBy(
            contract("0.1.0", MODE.replace("}", "int b(); }"), SITE.replace("}", "int b(); }")));
    assertEquals(1, broken.size(), broken::toString);
    assertTrue(broken.getFirst().startsWith("x.api.Mode: 'abstract int b()' is new"));
    assertEquals(
        List.of(),
        before.brokenBy(
            contract("0.1.0", MODE.replace("}", "default int b() { return 0; } }"), SITE)));
  }

  @Test
  void aNewHeirOfASealedTypeIsABreak() throws IOException {
    String sealed = "public sealed interface S { record A() implements S {} }";
    assertBroken(
        "permits x.api.S.A'",
        contract("0.1.0", sealed),
        contract("0.1.0", sealed.replace("{} }", "{} record B() implements S {} }")));
  }

  @Test
  void whatIsHiddenOrOnlyAddedBreaksNothing() throws IOException {
    Baseline before = contract("0.1.0", "public class A { int hidden; private void b() {} }");
    assertEquals(
        List.of(),
        before.brokenBy(contract("0.1.0", "public class A { public void c() {} }", RECORD)));
  }

  @Test
  void aRaisedVersionAllowsTheBreak() throws IOException {
    Baseline before = contract("0.1.0", RECORD, SITE);
    assertEquals(List.of(), before.brokenBy(contract("0.2.0", SITE)));
    assertEquals(1, before.brokenBy(contract("0.1.9", SITE)).size());
    assertEquals("2.0.0", Baseline.nextIncompatible("1.4.2"));
  }

  @Test
  void aPackageThatIsNoLongerExportedIsABreak() throws IOException {
    assertBroken(
        "x.api is no longer exported",
        contract("0.1.0", RECORD),
        Baseline.ofLines(List.of("package y.api 0.1.0")));
  }
}
