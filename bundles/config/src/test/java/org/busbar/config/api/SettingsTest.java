package org.busbar.config.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.busbar.api.device.ConnectionConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final List<String> KNOWN =
      List.of("host", "port", "parity", "tls", "timeout", "password", "trust");
  private static final Pattern HOST = Pattern.compile("[a-z0-9.-]+");

  /** Of nobody; it is only trusted here. */
  private static final String CERTIFICATE =
      """
          -----BEGIN CERTIFICATE-----
          MIIBhjCCASugAwIBAgIUAQZuHU0zVFvDD8T+ZGCX0yrU4LgwCgYIKoZIzj0EAwIw
          FzEVMBMGA1UEAwwMdGVzdC5pbnZhbGlkMCAXDTI2MTEyMjAyNTYzOFoYDzIxMjYx
          MDI5MDI1NjM4WjAXMRUwEwYDVQQDDAx0ZXN0LmludmFsaWQwWTATBgcqhkjOPQIB
          BggqhkjOPQMBBwNCAASM0rXaKrU8wHl2lXYD/9vzsSHoze1BQNi+uk2BQEJbyGaA
          nWO9IWDd90Re1IhWkgTqm2Blb3VYYx+MJ/VY4+rYo1MwUTAdBgNVHQ4EFgQUSnMX
          D5bkL7vU4S4IiIO00aJO3VEwHwYDVR0jBBgwFoAUSnMXD5bkL7vU4S4IiIO00aJO
          3VEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA64dnhXWAb/+Q
          iigmGPIte9szDaj7kJipOg0DdNmsRxECIQCp3kdGvm7RnGdiaAZfWJ3z0yIPjDIg
          C/reBBoWkuvZmg==
          -----END CERTIFICATE-----
      """;

  @TempDir Path home;

  private static Settings of(Map<String, String> settings) {
    return new Settings(new ConnectionConfig("roof", "modbus-tcp", settings, "site.yaml:4"), KNOWN);
  }

  private Path secret(String name, String text, String rights) throws IOException {
    Path file = Files.createDirectories(home.resolve("secrets")).resolve(name);
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }

  @Test
  void whatIsNotThereIsAsUsualAndNoProblem() throws Exception {
    Settings none = of(Map.of());
    assertEquals(502, none.number("port", 502, 1, 65_535));
    assertTrue(none.flag("tls", true));
    assertEquals("even", none.choice("parity", "even", List.of("none", "even", "odd")));
    Duration usual = Duration.ofMillis(200);
    assertEquals(
        usual, none.duration("timeout", usual, Duration.ofMillis(10), Duration.ofSeconds(5)));
    assertEquals("", none.secret("password", home));
    assertEquals(Optional.empty(), none.trust("trust", home));
    assertFalse(none.has("host"));
    none.require();
  }

  @Test
  void whatIsThereIsTakenWithoutBlanks() {
    Settings some =
        of(
            Map.of(
                "host",
                " pv.local ",
                "port",
                "1502",
                "parity",
                "odd",
                "tls",
                "false",
                "timeout",
                "1 s"));
    assertEquals("pv.local", some.required("host", HOST, "its name"));
    assertEquals(1_502, some.number("port", 502, 1, 65_535));
    assertEquals("odd", some.choice("parity", "even", List.of("none", "even", "odd")));
    assertFalse(some.flag("tls", true));
    assertEquals(
        Duration.ofSeconds(1),
        some.duration("timeout", Duration.ZERO, Duration.ofMillis(10), Duration.ofSeconds(5)));
    assertEquals(List.of(), some.problems());
  }

  @Test
  void everythingThatIsWrongIsToldTogetherWithSettingValueAndRemedy() {
    Settings wrong =
        of(Map.of("hots", "x", "port", "70000", "parity", "evne", "tls", "yes", "timeout", "1 d"));
    wrong.required("host", HOST, "the name of the device");
    assertEquals(502, wrong.number("port", 502, 1, 65_535));
    assertEquals("none", wrong.choice("parity", "none", List.of("none", "even", "odd")));
    wrong.flag("tls", false);
    wrong.duration("timeout", Duration.ZERO, Duration.ofMillis(10), Duration.ofSeconds(5));
    assertEquals(
        List.of(
            "connection 'roof': setting 'hots' is unknown. Did you mean 'host'?",
            "connection 'roof': setting 'host' is missing; write the name of the device",
            "connection 'roof': setting 'port' is '70000'; write a number from 1 to 65535",
            "connection 'roof': setting 'parity' is 'evne'. Did you mean 'even'?"),
        wrong.problems().subList(0, 4));
    assertTrue(wrong.problems().get(4).startsWith("connection 'roof': setting 'tls' is 'yes'"));
    assertEquals(
        "connection 'roof': setting 'timeout' is '1 d'; write 10 ms to 5 s",
        wrong.problems().get(5));
    String all = assertThrows(IllegalArgumentException.class, wrong::require).getMessage();
    assertEquals(String.join("; ", wrong.problems()), all);
  }

  @Test
  void whatIsOfAnotherFormIsNamedWithItsValue() {
    Settings wrong = of(Map.of("host", "no host", "port", "0x10"));
    wrong.required("host", HOST, "a name");
    wrong.number("port", 502, 1, 65_535);
    assertEquals(
        List.of(
            "connection 'roof': setting 'host' is 'no host'; write a name",
            "connection 'roof': setting 'port' is '0x10'; write a number from 1 to 65535"),
        wrong.problems());
  }

  @Test
  void aSecretIsTheFirstLineOfAFileOfItsOwnerOnly() throws Exception {
    secret("mqtt", "  swordfish \nsecond line\n", "rw-------");
    assertEquals("swordfish", SecretFile.read(home, "secret:mqtt"));
    secret("group", "swordfish", "rw-r-----");
    assertEquals("swordfish", SecretFile.read(home, "secret:group"), "a group of the service");
  }

  @Test
  void aSecretThatOthersMaySeeOrThatIsNoneIsAProblemThatNeverNamesIt() throws Exception {
    secret("open", "swordfish", "rw-r--r--");
    secret("empty", " \n", "rw-------");
    secret("long", "swordfish".repeat(1_000), "rw-------");
    Path real = secret("real", "swordfish", "rw-------");
    Files.createSymbolicLink(home.resolve("secrets/link"), real);
    Files.write(secret("binary", "", "rw-------"), new byte[] {(byte) 0xff, (byte) 0xfe});
    for (Map.Entry<String, String> wrong :
        Map.of(
                "swordfish", "is no reference; write secret:NAME",
                "secret:../token", "is no reference",
                "secret:gone", "is no file of one line",
                "secret:open", "others may read; chmod 600",
                "secret:empty", "(empty)",
                "secret:long", "is no file of one line",
                "secret:link", "is no file of one line",
                "secret:binary", "cannot be read")
            .entrySet()) {
      Settings settings = of(Map.of("password", wrong.getKey()));
      assertEquals("", settings.secret("password", home), wrong.getKey());
      String told = settings.problems().toString();
      assertTrue(told.contains("setting 'password' "), told);
      assertTrue(told.contains(wrong.getValue()), wrong.getKey() + ": " + told);
      assertFalse(told.contains("swordfish"), told);
    }
  }

  @Test
  void aFileOfCertificatesIsTrustedAndAnyOtherIsAProblem() throws Exception {
    Files.writeString(home.resolve("ca.pem"), CERTIFICATE);
    Settings good = of(Map.of("trust", "ca.pem"));
    assertEquals("TLS", good.trust("trust", home).orElseThrow().getProtocol());
    good.require();
    Files.writeString(home.resolve("empty.pem"), "");
    Files.writeString(home.resolve("torn.pem"), CERTIFICATE.substring(0, 200));
    for (String name : List.of("gone.pem", "empty.pem", "torn.pem")) {
      Settings wrong = of(Map.of("trust", name));
      assertEquals(Optional.empty(), wrong.trust("trust", home), name);
      assertTrue(wrong.problems().toString().contains(name), wrong.problems()::toString);
    }
  }
}
