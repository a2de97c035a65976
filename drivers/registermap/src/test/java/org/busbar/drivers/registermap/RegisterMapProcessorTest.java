package org.busbar.drivers.registermap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterMapProcessorTest {
  @TempDir Path out;

  /** What the compiler says of a record with these components. */
  private String compile(String components) throws IOException {
    String source =
        "package acme; import org.busbar.drivers.registermap.*;\n@RegisterMap record R("
            + components
            + ") {}";
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///acme/R.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavaCompiler.CompilationTask task =
        compiler.getTask(
            null,
            null,
            told,
            List.of("-d", out.toString(), "-classpath", path),
            null,
            List.of(file));
    task.setProcessors(List.of(new RegisterMapProcessor()));
    boolean compiled = task.call();
    assertEquals(
        compiled,
        told.getDiagnostics().stream().noneMatch(d -> d.getKind() == Diagnostic.Kind.ERROR));
    return told.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(diagnostic -> diagnostic.getMessage(null))
        .collect(Collectors.joining("; "));
  }

  @Test
  void aRecordBecomesAClassThatCompilesAndKnowsTheApiAlone() throws IOException {
    String said =
        compile(
            "@At(value = 10, type = Coded.I32, unit = \"0.1 kW\", out = true, index = 2) double activePowerW,"
                + "@At(value = 12, type = Coded.F32) double voltageLnV,"
                + "@At(value = 4, scale = 20, invalid = 0x8000, type = Coded.I16) double frequencyHz,"
                + "@At(value = 5, inner = true) double mode");
    assertEquals("", said);
    String made = Files.readString(out.resolve("acme/RRegisters.java"));
    assertTrue(made.contains("new Registers(unit, Table.HOLDING, base + 4, 17)"), made);
    assertTrue(made.contains("scaled(known(two(words, 6)), -100.0, 0)"), made);
    assertTrue(made.contains("scaled(known(Float.intBitsToFloat(two(words, 8))), 1.0, 0)"), made);
    assertTrue(
        made.contains("scaled(known((short) words.at(0), -32768d), 1.0, (short) words.at(16))"),
        made);
    assertTrue(made.contains("Points.of(\"activePowerW\").orElseThrow(), 2)"), made);
    assertTrue(!made.contains("\"mode\"") && !made.contains("registermap"), made);
    assertTrue(Files.exists(out.resolve("acme/RRegisters.class")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@At(1) double activePowrW | activePowrW is no published point. Name it as one, or write inner = true",
        "@At(value = 1, unit = \"0.1 V\") double activePowerW | unit '0.1 V' is none of W. Write such as '0.1 W'",
        "@At(value = 1, unit = \"0 W\") double activePowerW | unit '0 W' is none of W",
        "@At(1) int activePowerW | must be a double that says @At where it lies",
        "double activePowerW | must be a double that says @At where it lies",
        "@At(-1) double activePowerW | register -1 is out of range",
        "@At(value = 1, type = Coded.U32) double activePowerW, @At(2) double frequencyHz | register 2 belongs to another component",
        "@At(1) double activePowerW, @At(130) double frequencyHz | 130 registers cannot be read in one piece",
        "'' | 0 registers cannot be read in one piece",
      })
  void whatIsWrongIsToldByTheCompiler(String components, String said) throws IOException {
    String all = compile(components);
    assertTrue(all.contains(said), all);
  }
}
