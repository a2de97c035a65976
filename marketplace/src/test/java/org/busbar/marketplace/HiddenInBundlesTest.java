package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the framework would find in a bundle is found here, too, however it is written. */
class HiddenInBundlesTest {
  private static final String WRITE = "org.busbar.api.device.write";

  @TempDir Path folder = Path.of("");
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder);
  }

  private Workshop.Draft draft() {
    Workshop.Draft draft = workshop.draft("com.acme.bad", "1.0.0").kind("service");
    draft.manifest.remove("Import-Package");
    return draft;
  }

  private void refused(Reason reason, Workshop.Draft draft) throws Exception {
    Path made = workshop.make(draft);
    RefusedException e = assertThrows(RefusedException.class, () -> workshop.checked(made));
    assertEquals(reason, e.refusal().reason(), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "fragment-host, org.busbar.safety, WRITE_IMPORT",
    "IMPORT-PACKAGE, org.busbar.api.device.write, WRITE_IMPORT",
    "dynamicImport-package, *, WRITE_IMPORT",
    "require-bundle, org.busbar.safety, WRITE_IMPORT",
    "Require-Bundle, org.busbar.api, WRITE_IMPORT",
    "require-capability, osgi.wiring.package, WRITE_IMPORT",
    "export-package, com.acme.inner, UNDECLARED",
    "bundle-nativecode, lib.bin, NATIVE_CODE",
  })
  void aHeaderInAnotherCase(String header, String value, Reason reason) throws Exception {
    refused(reason, draft().header(header, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x;resolution:=optional;a:=\"\\\"\"," + WRITE + ";b:=\"\\\"\"",
        "x;resolution:=optional;a:=b\"," + WRITE + ";c:=d\"",
        "\"x;resolution:=optional," + WRITE + ",y\";resolution:=optional",
        "x;a:=\"b\"\"," + WRITE + ";c:=\"",
        "\u0001" + WRITE,
      })
  void anImportBetweenQuotationMarks(String value) throws Exception {
    refused(Reason.FORMAT, draft().header("Import-Package", value));
  }

  @Test
  void whatIsQuotedAsUsualIsRead() throws Exception {
    String usual = "org.busbar.api.control;version=\"[0.4,0.5)\" ; resolution:=\"optional\", a.b";
    workshop.checked(workshop.make(draft().header("Import-Package", usual)));
  }

  /** A line that ends twice for one reader is an empty one, after which another does not look. */
  @Test
  void aHeaderBehindALoneCarriageReturn() throws Exception {
    refused(
        Reason.FORMAT,
        draft().header("X-A", "a\r\r\nName: x\r\nFragment-Host: org.busbar.safety\r"));
  }

  @Test
  void anImportFromAVersionOfJavaOn() throws Exception {
    byte[] later = ("Import-Package: " + WRITE + "\n").getBytes(StandardCharsets.UTF_8);
    refused(
        Reason.WRITE_IMPORT,
        draft()
            .header("Multi-Release", "true")
            .entry("META-INF/versions/9/OSGI-INF/MANIFEST.MF", later));
  }

  @ParameterizedTest
  @CsvSource({"4, 0", "70000, 0", "0, 1000", "9, 9"})
  void aJarInsideThatBeginsOrEndsWithSomethingElse(int before, int after) throws Exception {
    Path inner = folder.resolve("inner.jar");
    byte[] exit = Workshop.call("com.acme.Hidden", "java.lang.System", "exit", "(I)V");
    Workshop.jar(inner, Map.of(), Map.of("com/acme/Hidden.class", exit));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[before]);
    bytes.write(Files.readAllBytes(inner));
    bytes.write(new byte[after]);
    Workshop.Draft draft =
        draft().header("Bundle-ClassPath", "logo.png").entry("logo.png", bytes.toByteArray());
    refused(after == 0 ? Reason.FORBIDDEN_CALL : Reason.FORMAT, draft);
  }

  @Test
  void aClassThatIsNamedLikeTheDescriptionOfAModule() throws Exception {
    byte[] exit = Workshop.call("com.acme.module-info", "java.lang.System", "exit", "(I)V");
    refused(Reason.FORBIDDEN_CALL, draft().entry("com/acme/module-info.class", exit));
  }
}
