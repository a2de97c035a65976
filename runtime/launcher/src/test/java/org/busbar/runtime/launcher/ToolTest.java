package org.busbar.runtime.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against what a gateway answers. */
class ToolTest {
  @TempDir Path home;
  private HttpServer gateway;
  private final List<String> asked = new ArrayList<>();
  private final Map<String, Deque<String>> answers = new HashMap<>();

  @BeforeEach
  void aGateway() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    gateway.createContext("/api/v1", this::answer);
    gateway.start();
    Files.writeString(home.resolve("running.lock"), gateway.getAddress().getPort() + "\n");
    Files.writeString(home.resolve("token"), "abc\n");
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String what =
        exchange.getRequestMethod()
            + exchange.getRequestURI().getPath().substring("/api/v1".length());
    asked.add(what + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
    Deque<String> known = answers.getOrDefault(what, new ArrayDeque<>());
    String said = known.isEmpty() ? "not here" : known.removeFirst();
    byte[] bytes = said.getBytes(UTF_8);
    boolean isRefusal = said.equals("not here") || said.contains("\"detail\"");
    exchange.sendResponseHeaders(isRefusal ? 404 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void answers(String what, String... bodies) {
    answers.put(what, new ArrayDeque<>(List.of(bodies)));
  }

  private List<String> run(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--home", home.toString()));
    return Tool.run(all);
  }

  private String refused(String... words) {
    return assertThrows(IOException.class, () -> run(words)).getMessage();
  }

  @Test
  void bundlesAreATableOfWhatTheGatewaySays() throws Exception {
    answers(
        "GET/bundles",
        """
        [{"feature": "core", "symbolicName": "org.busbar.core", "state": "ACTIVE", "version": "1.0"},
         {"feature": "library", "symbolicName": "a", "state": "RESOLVED", "version": "2"}]
        """);
    assertEquals(
        List.of(
            "feature  symbolic name    state     version",
            "core     org.busbar.core  ACTIVE    1.0",
            "library  a                RESOLVED  2"),
        run("bundles"));
    assertEquals(List.of("GET/bundles Bearer abc "), asked);
  }

  @Test
  void aLevelIsSetAndWhatIsNoLevelIsNotEvenAsked() throws Exception {
    answers("PUT/logging/org.busbar", "{}");
    assertEquals(
        List.of("org.busbar logs at DEBUG until the next start"),
        run("log", "org.busbar", "debug"));
    assertEquals(List.of("PUT/logging/org.busbar Bearer abc {\"level\":\"DEBUG\"}"), asked);
    assertEquals("usage: log LOGGER LEVEL", refused("log", "a/../b", "DEBUG"));
    assertEquals("usage: log LOGGER LEVEL", refused("log", "org.busbar", "5"));
    assertEquals("this is not understood: org.busbar", refused("log", "org.busbar"));
    assertEquals(1, asked.size());
  }

  @Test
  void whatTheGatewayRefusesIsToldWithItsAnswer() {
    assertEquals("the gateway answers 404 not here", refused("log", "nobody", "INFO"));
    answers(
        "PUT/logging/no",
        "{\"title\": \"No\", \"detail\": \"There is no such.\", \"remedy\": \"Name one.\"}",
        "{\"detail\": \"There is none.\", \"remedy\": null}");
    assertEquals(
        "the gateway answers 404 There is no such. Name one.", refused("log", "no", "INFO"));
    assertEquals("the gateway answers 404 There is none.", refused("log", "no", "INFO"));
  }

  @Test
  void aHomeOnWhichNothingRunsIsNamed() throws Exception {
    gateway.stop(0);
    assertThrows(ConnectException.class, () -> run("bundles"));
    Files.delete(home.resolve("running.lock"));
    assertEquals(
        "no gateway has run on " + home.toAbsolutePath() + " (--home)", refused("bundles"));
    assertEquals("unknown command fly", refused("fly"));
  }

  @Test
  void aSearchEndsWithWhatWasFoundAndLinesForTheSite() throws Exception {
    answers("POST/discovery", "{\"id\": \"7\"}");
    answers(
        "GET/discovery/7",
        """
        {"progress": "DONE", "tried": "3", "total": "3", "found": [
          {"wire": {"transport": "modbus-tcp", "host": "10.0.0.7", "port": "502"}, "unit": "1",
           "profile": "acme.meter", "name": "Acme", "text": "a meter", "known": ""},
          {"wire": {"transport": "modbus-tcp", "host": "10.0.0.7", "port": "502"}, "unit": "3",
           "profile": "acme.bat", "name": "Acme", "text": "a battery", "known": ""},
          {"wire": {"transport": "modbus-rtu", "serial-port": "/dev/ttyUSB0"}, "unit": "2",
           "profile": "", "name": "", "text": "something", "known": "bat1"}]}
        """);
    assertEquals(
        List.of(
            "where         unit  profile     what it is",
            "10.0.0.7:502  1     acme.meter  Acme a meter",
            "10.0.0.7:502  3     acme.bat    Acme a battery",
            "/dev/ttyUSB0  2                 is bat1 of this site",
            "",
            "For site.yaml, under connections:",
            "  wire1: {transport: modbus-tcp, host: 10.0.0.7, port: 502}",
            "and under devices:",
            "  new1: {profile: acme.meter, connection: wire1, unit: 1}",
            "  new2: {profile: acme.bat, connection: wire1, unit: 3}"),
        run("discover", "10.0.0.0/24", "--unit", "1,2"));
    assertTrue(
        asked.getFirst().endsWith("{\"network\":\"10.0.0.0/24\",\"ports\":[502],\"units\":[1,2]}"),
        asked::getFirst);
    answers("POST/discovery", "{\"id\": \"8\"}");
    answers("GET/discovery/8", "{\"progress\": \"DONE\", \"found\": []}");
    assertEquals(1, run("discover", "/dev/ttyUSB0", "--baud", "19200", "--dist", "x").size());
    assertTrue(asked.get(2).contains("\"baud\":\"19200\",\"parity\":\"none\""), asked.get(2));
  }

  @Test
  void whatIsNoPlaceOrNumberIsNotSearched() {
    assertTrue(refused("discover").startsWith("usage: discover"));
    assertEquals("this is not understood: a\"b", refused("discover", "a\"b"));
    assertEquals(
        "--unit takes numbers, not all", refused("discover", "10.0.0.0/24", "--unit", "all"));
    assertTrue(refused("device", "try", "x", "y").startsWith("usage: device test"));
    assertEquals(
        "unknown option --ports; did you mean --port?",
        refused("discover", "10.0.0.0/24", "--ports", "1502"));
    assertEquals(
        "--options takes NAME=VALUE, not x",
        refused("device", "test", "a.b", "h", "--options", "x"));
    assertEquals(List.of(), asked);
  }

  @Test
  void aDeviceIsTriedWhereverItsPlaceSaysItIs() throws Exception {
    Map<String, String> wires =
        Map.of(
            "10.0.0.7", "\"transport\":\"modbus-tcp\",\"host\":\"10.0.0.7\",\"port\":\"502\"",
            "/dev/ttyUSB0",
                "\"transport\":\"modbus-rtu\",\"serial-port\":\"/dev/ttyUSB0\",\"baud\":\"9600\",\"parity\":\"none\"",
            "http://10.0.0.8", "\"transport\":\"http\",\"url\":\"http://10.0.0.8\"",
            "mqtt://10.0.0.9", "\"transport\":\"mqtt\",\"host\":\"10.0.0.9\",\"port\":\"1883\"");
    for (Map.Entry<String, String> wire : wires.entrySet()) {
      assertEquals(
          "the gateway answers 404 not here",
          refused("device", "test", "a.b", wire.getKey(), "--options", "path=/x,k=40 A"));
      assertTrue(
          asked
              .getLast()
              .endsWith(
                  "{\"profile\":\"a.b\",\"wire\":{"
                      + wire.getValue()
                      + "},\"unit\":1,\"options\":{\"path\":\"/x\",\"k\":\"40 A\"}}"),
          asked::getLast);
    }
  }

  @Test
  void licencesAreCountedAndWhoStatesNoneIsNamed() throws Exception {
    Path bom =
        Files.writeString(
            home.resolve("bom.json"),
            """
            {"components": [
              {"group": "a", "name": "x", "version": "1", "licenses": [{"license": {"id": "MIT"}}]},
              {"group": "b", "name": "y", "version": "2", "licenses": [{"license": {"name": "Own"}}, {"expression": "EPL-2.0"}]},
              {"group": "c", "name": "z", "version": "3"}]}
            """);
    List<String> lines = run("licences", bom.toString());
    assertEquals("a:x        1        MIT", lines.get(1));
    assertEquals("b:y        2        Own or EPL-2.0", lines.get(2));
    assertEquals("c:z        3        not stated", lines.get(3));
    assertEquals("3 components, 1 of them state no licence", lines.getLast());
  }

  private void lock(String assembly, String... bundles) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String bundle : bundles) {
      String[] part = bundle.split("=");
      entries.add(
          "{\"id\": \"org.a:%s:1\", \"start-order\": \"1\", \"sha256\": \"%s\"}"
              .formatted(part[0], part[1]));
    }
    Files.writeString(
        Files.createDirectories(home.resolve("features")).resolve(assembly + ".feature.json"),
        "{\"id\": \"org.a:x:1\", \"bundles\": [" + String.join(",", entries) + "]}");
  }

  @Test
  void assembliesShareBundlesOfEqualDigestAndOneThatDiffersIsNamed() throws Exception {
    lock("cloud", "core=11");
    lock("edge", "core=11", "modbus=22");
    List<String> lines = run("assemblies", "--dist", home.toString());
    assertTrue(lines.get(1).matches("core-1.jar +11 +cloud edge"), lines::toString);
    assertTrue(lines.get(2).matches("modbus-1.jar +22 +edge"), lines::toString);
    assertEquals("1 bundles are in all of cloud, edge, equal by SHA-256", lines.getLast());
    lock("cloud", "core=33");
    assertTrue(
        refused("assemblies", "--dist", home.toString())
            .startsWith("core-1.jar differs between assemblies"));
  }
}
