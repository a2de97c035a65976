package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule is broken once by a small fixture; a rule that cannot fail protects nobody. */
class RulesTest {
  @TempDir Path folder = Path.of("");

  /** Compiles sources of one room; each begins with its package line. */
  private Room room(String name, String... sources) throws IOException {
    Path home = folder.resolve(name);
    Path java = home.resolve("java");
    Path classes = Files.createDirectories(home.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    for (String source : sources) {
      String pack = source.substring("package ".length(), source.indexOf(';'));
      String type = source.replaceAll("(?s).*?(?:class|record|interface) (\\w+).*", "$1");
      Path file = java.resolve(pack.replace('.', '/')).resolve(type + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source);
      arguments.add(file.toString());
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, result, "the fixture does not compile");
    return Room.read(name, classes, java);
  }

  private static void assertBroken(String expected, List<String> broken) {
    assertTrue(
        broken.stream().anyMatch(text -> text.contains(expected)),
        () -> "expected '" + expected + "' among " + broken);
  }

  @Test
  void twoPackagesThatKnowEachOtherAreACycle() throws IOException {
    Room room =
        room(
            "org.busbar.x",
            "package org.busbar.x.a; public class A { public org.busbar.x.b.B b; }",
            "package org.busbar.x.b; public class B { public org.busbar.x.a.A a; }");
    assertBroken("org.busbar.x.a and org.busbar.x.b", Dependencies.packageCycles(List.of(room)));
  }

  @Test
  void aPlugInMustNotKnowThePlatform() throws IOException {
    Room core = room("org.busbar.core", "package org.busbar.core; public class Core {}");
    Room mode =
        new Room(
            "org.busbar.control.bad",
            room(
                    "org.busbar.core2",
                    "package org.busbar.core; public class Core {}",
                    "package org.busbar.control.bad; class Bad { org.busbar.core.Core c; }")
                .classes(),
            List.of(),
            new Manifest());
    assertBroken("must not know org.busbar.core", Dependencies.whoKnowsWhom(List.of(core, mode)));
  }

  @Test
  void aControlModeMustNotImportTheWriteContract() throws IOException {
    Room room =
        room(
            "org.busbar.control.bad",
            "package org.busbar.control.bad;"
                + " class Bad { Object o(org.busbar.api.device.write.DeviceSession s)"
                + " { return s.status(); } }");
    assertBroken(
        "must not use org.busbar.api.device.write.DeviceSession",
        Dependencies.reservedImports(List.of(room)));
  }

  @Test
  void anExportThatIsNoContractIsFound() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest
        .getMainAttributes()
        .putValue(
            "Export-Package",
            "org.busbar.x.api;version=\"1.0\",org.busbar.x.inner;uses:=\"a,b\";version=\"1\"");
    List<String> broken =
        Dependencies.exports(List.of(new Room("org.busbar.x", List.of(), List.of(), manifest)));
    assertEquals(List.of("org.busbar.x exports org.busbar.x.inner, which is no contract"), broken);
  }

  @Test
  void ambientTimeIsFoundInEveryForm() throws IOException {
    Room room =
        room(
            "org.busbar.x",
            "package org.busbar.x; class A { long a() { return System.nanoTime(); } }",
            "package org.busbar.x; class B { Object a() { return java.time.Instant.now(); } }",
            "package org.busbar.x; class C { java.util.function.Supplier<?> a"
                + " = java.time.LocalDate::now; }");
    assertEquals(3, Habits.ambientTime(List.of(room)).size());
  }

  @Test
  void staticStateIsFound() throws IOException {
    Room room = room("org.busbar.x", "package org.busbar.x; class A { static int count; }");
    assertBroken("A.count is static", Habits.staticState(List.of(room)));
  }

  @Test
  void printedStackTracesAreFound() throws IOException {
    Room room =
        room(
            "org.busbar.x",
            "package org.busbar.x; class A { void a(Exception e) { e.printStackTrace(); } }");
    assertBroken("A prints a stack trace", Habits.forbiddenCalls(List.of(room)));
  }

  @Test
  void emptyNamesAreFound() throws IOException {
    Room room =
        room(
            "org.busbar.x",
            "package org.busbar.x; class DeviceManager {}",
            "package org.busbar.x; class StringUtils {}",
            "package org.busbar.x; class AbstractThing {}");
    assertEquals(3, Habits.names(List.of(room)).size());
  }

  @Test
  void deepInheritanceAndManyInterfacesAreFound() throws IOException {
    Room room =
        room(
            "org.busbar.x",
            "package org.busbar.x; class A {}",
            "package org.busbar.x; class B extends A {}",
            "package org.busbar.x; class C extends B {}",
            "package org.busbar.x; interface I1 {}",
            "package org.busbar.x; class D implements I1, Runnable, java.io.Serializable,"
                + " Cloneable, AutoCloseable { public void run() {} public void close() {} }");
    List<String> broken = Habits.inheritance(List.of(room));
    assertBroken("C inherits 3 deep", broken);
    assertBroken("D has too many interfaces", broken);
  }

  @Test
  void sizesBeyondTheBudgetsAreFound() throws IOException {
    String longMethod =
        "package org.busbar.x; class A { void a(int i) {\n" + "i++;\n".repeat(61) + "} }";
    String longFile = "package org.busbar.x; class B {\n" + "int a();\n".repeat(401) + "}";
    Room room =
        room(
            "org.busbar.x",
            longMethod,
            longFile
                .replace("class B", "interface B")
                .replaceAll("int a\\(\\);", "int A = 1;")
                .replaceAll("(?s)int A = 1;", "//\n\nint A@ = 1;")
                .transform(RulesTest::numbered),
            "package org.busbar.x; class C { void a(int a, int b, int c, int d, int e, int f) {} }",
            "package org.busbar.x; record D(int a, int b, int c, int d, int e, int f) {}",
            "package org.busbar.x; class E extends C {"
                + " @Override void a(int a, int b, int c, int d, int e, int f) {} }");
    List<String> broken = Sizes.budgets(List.of(room));
    assertBroken("A.java: a has 63 lines", broken);
    assertBroken("B.java has 403 lines", broken);
    assertBroken("C.java: a has more than 5 parameters", broken);
    assertEquals(3, broken.size(), broken::toString);
  }

  private static String numbered(String text) {
    StringBuilder out = new StringBuilder();
    int n = 0;
    for (char c : text.toCharArray()) {
      out.append(c == '@' ? String.valueOf(n++) : String.valueOf(c));
    }
    return out.toString();
  }

  @Test
  void aDoubleWithoutUnitInAContractIsFound() throws IOException {
    Room room =
        room(
            "org.busbar.x",
            "package org.busbar.x.api; public record A(double power) {}",
            "package org.busbar.x.api; public record B(double powerW) {}",
            "package org.busbar.x.api; public record C("
                + "org.busbar.api.vocabulary.Point point, double value) {}",
            "package org.busbar.x.api; public interface D { double voltage(); }",
            "package org.busbar.x; public record E(double inside) {}");
    List<String> broken = Units.inContracts(List.of(room));
    assertBroken("A.power has no unit", broken);
    assertBroken("D.voltage has no unit", broken);
    assertEquals(2, broken.size(), broken::toString);
  }

  @Test
  void aStrayTopLevelEntryIsFound() throws IOException {
    Files.createFile(folder.resolve("scratch.txt"));
    assertEquals(List.of("scratch.txt has no place at the top level"), Layout.topLevel(folder));
  }
}
