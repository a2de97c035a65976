package org.busbar.transport.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.testkit.api.Heard;
import org.busbar.testkit.api.Mosquitto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MosquittoIT {
  private static final String ANYBODY = "allow_anonymous true";
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path home;
  private final Heard heard = new Heard();

  private MessageConnection open(Mosquitto broker, Heard to, String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("host", "127.0.0.1");
    settings.put("port", Integer.toString(broker.port()));
    settings.put("timeout", "5 s");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return new Mqtt(home)
        .open(new ConnectionConfig("broker", "mqtt", settings, "test"), to, Clock.system());
  }

  private static void write(MessageConnection connection, String topic, String text)
      throws Exception {
    Heard.onThread(
        connection,
        () -> {
          connection.write(new Message(topic, "", text));
          return 0;
        });
  }

  @Test
  void whatIsPublishedIsHeardAndWhatIsWrittenIsAcknowledged() throws Exception {
    try (Mosquitto broker = Mosquitto.start(home, ANYBODY);
        MessageConnection connection = open(broker, heard)) {
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      connection.watch(Source.of("plant/meter"), SECOND, heard);
      write(connection, "plant/meter", "{\"w\": 7}");
      Document own = heard.next(Document.class);
      assertEquals("{\"w\": 7}", own.text());
      assertFalse(own.isRetained());
      broker.publish("plant/meter", "foreign");
      assertEquals("foreign", heard.next(Document.class).text());
      assertThrows(
          IllegalArgumentException.class,
          () -> connection.watch(Source.of("plant/#"), SECOND, heard));
      assertEquals(1, connection.counters().responses());
    }
  }

  @Test
  void whatTheBrokerKeptIsToldAsSuchAndDoesNotCountAsHeard() throws Exception {
    try (Mosquitto broker = Mosquitto.start(home, ANYBODY)) {
      broker.publish("plant/meter", "old", "-r");
      try (MessageConnection connection = open(broker, heard)) {
        connection.watch(Source.of("plant/meter"), Duration.ofMillis(300), heard);
        assertTrue(heard.next(Document.class).isRetained());
        heard.next(NoResponse.class);
        broker.publish("plant/meter", "new", "-r");
        Document live = heard.next(Document.class);
        assertEquals("new", live.text());
        assertFalse(live.isRetained(), "it came while we listened");
      }
    }
  }

  @Test
  void aBrokerThatWasKilledAndIsBackIsHeardAgainWithinFiveSeconds() throws Exception {
    try (Mosquitto broker = Mosquitto.start(home, ANYBODY);
        MessageConnection connection = open(broker, heard)) {
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      connection.watch(Source.of("plant/meter"), Duration.ofMillis(200), heard);
      broker.publish("plant/meter", "1");
      heard.next(Document.class);
      broker.kill();
      assertEquals("lost", heard.changes.poll(30, TimeUnit.SECONDS));
      heard.next(NoResponse.class);
      assertThrows(NoResponse.class, () -> write(connection, "plant/x", "1"));
      broker.restart();
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      write(connection, "plant/meter", "2");
      assertEquals("2", heard.next(Document.class).text());
      assertEquals(1, connection.counters().reconnects());
    }
  }

  @Test
  void aBrokerThatFallsSilentIsGivenUpAfterOneAndAHalfKeepAlives() throws Exception {
    try (Mosquitto broker = Mosquitto.start(home, ANYBODY);
        MessageConnection connection = open(broker, heard, "keep-alive", "1 s")) {
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      assertNull(heard.changes.poll(2500, TimeUnit.MILLISECONDS), "it answers when it is asked");
      broker.freeze();
      assertEquals("lost", heard.changes.poll(30, TimeUnit.SECONDS));
      assertEquals(0, connection.counters().timeouts());
    }
  }

  @Test
  void aDocumentThatIsAskedForIsTheOneThatCameAfter() throws Exception {
    Heard device = new Heard();
    try (Mosquitto broker = Mosquitto.start(home, ANYBODY);
        MessageConnection connection = open(broker, heard);
        MessageConnection other = open(broker, device)) {
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      assertEquals("connected", device.changes.poll(30, TimeUnit.SECONDS));
      other.watch(Source.of("cmnd/status"), SECOND, answering(other));
      Source source = new Source("stat/status", Optional.of(new Message("cmnd/status", "", "10")));
      broker.publish("stat/status", "kept", "-r");
      Document answer = Heard.onThread(connection, () -> connection.read(source));
      assertEquals("answer to 10", answer.text());
      connection.watch(source, Duration.ofMillis(100), heard);
      while (!heard.next(Document.class).text().equals("answer to 10")) {
        // the one that was kept comes first
      }
    }
  }

  @Test
  void afterADocumentThatWasUnderWayBeforeTheWriteTheNextOneIsRead() throws Exception {
    Heard device = new Heard();
    try (Mosquitto broker = Mosquitto.start(home, ANYBODY);
        MessageConnection connection = open(broker, heard);
        MessageConnection other = open(broker, device)) {
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      assertEquals("connected", device.changes.poll(30, TimeUnit.SECONDS));
      // What is kept tells each of them that it is heard, before anything is asked.
      broker.publish("stat/power", "kept", "-r");
      broker.publish("cmnd/power", "kept", "-r");
      Source source = Source.of("stat/power");
      connection.watch(source, SECOND, heard);
      assertEquals("kept", heard.next(Document.class).text());
      other.watch(
          Source.of("cmnd/power"),
          SECOND,
          saying(other, document -> List.of("before", document.text())));
      assertEquals("before", heard.next(Document.class).text());
      assertEquals("kept", heard.next(Document.class).text());
      String both =
          Heard.onThread(
              connection,
              () -> {
                connection.write(new Message("cmnd/power", "", "7"));
                return connection.read(source).text() + ", " + connection.read(source).text();
              });
      assertEquals("before, 7", both);
      assertEquals("before", heard.next(Document.class).text(), "told all the same");
    }
  }

  private static org.busbar.api.transport.DocumentListener answering(MessageConnection on) {
    return saying(on, document -> List.of("answer to " + document.text()));
  }

  private static org.busbar.api.transport.DocumentListener saying(
      MessageConnection on, java.util.function.Function<Document, List<String>> texts) {
    Heard ignored = new Heard();
    return new org.busbar.api.transport.DocumentListener() {
      @Override
      public void received(Source source, Document document) {
        try {
          for (String text : texts.apply(document)) {
            on.write(new Message(source.name().replace("cmnd", "stat"), "", text));
          }
        } catch (org.busbar.api.transport.DeviceException e) {
          ignored.failed(source, e);
        }
      }

      @Override
      public void failed(Source source, org.busbar.api.transport.DeviceException cause) {
        ignored.failed(source, cause);
      }
    };
  }

  @Test
  void aMessageThatIsTooLongOrNoTextHarmsNobody() throws Exception {
    try (Mosquitto broker = Mosquitto.start(home, ANYBODY);
        MessageConnection connection = open(broker, heard, "max-message", "100")) {
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      connection.watch(Source.of("plant/meter"), Duration.ofMinutes(1), heard);
      write(connection, "plant/meter", "x".repeat(5000));
      heard.next(Malformed.class);
      write(connection, "plant/meter", "short");
      assertEquals("short", heard.next(Document.class).text());
    }
  }

  @Test
  void onlyWhoKnowsThePasswordIsLetIn() throws Exception {
    Path passwords = home.resolve("passwords");
    new ProcessBuilder("/usr/bin/mosquitto_passwd", "-b", "-c", passwords.toString(), "u", "right")
        .inheritIO()
        .start()
        .waitFor();
    secret("good", "right");
    secret("bad", "wrong");
    Heard refused = new Heard();
    try (Mosquitto broker =
            Mosquitto.start(home, "allow_anonymous false", "password_file " + passwords);
        MessageConnection in = open(broker, heard, "user", "u", "password", "secret:good");
        MessageConnection out = open(broker, refused, "user", "u", "password", "secret:bad")) {
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      assertEquals("lost", refused.changes.poll(30, TimeUnit.SECONDS));
      assertEquals(0, in.counters().reconnects() + out.counters().reconnects());
    }
  }

  private void secret(String name, String text) throws Exception {
    Path file = Files.createDirectories(home.resolve("secrets")).resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aBrokerIsTrustedByItsAuthorityOnly() throws Exception {
    Path store = home.resolve("k.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String[] command = {
      keytool.toString(),
      "-genkeypair",
      "-alias",
      "k",
      "-keyalg",
      "EC",
      "-dname",
      "CN=localhost",
      "-ext",
      "san=ip:127.0.0.1",
      "-keystore",
      store.toString(),
      "-storepass",
      "changeit"
    };
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    pem("key.pem", "PRIVATE KEY", keys.getKey("k", "changeit".toCharArray()).getEncoded());
    pem("cert.pem", "CERTIFICATE", keys.getCertificate("k").getEncoded());
    Heard refused = new Heard();
    try (Mosquitto broker =
            Mosquitto.start(
                home,
                ANYBODY,
                "certfile " + home.resolve("cert.pem"),
                "keyfile " + home.resolve("key.pem"));
        MessageConnection trusting = open(broker, heard, "tls", "true", "ca", "cert.pem");
        MessageConnection doubting = open(broker, refused, "tls", "true")) {
      assertEquals("connected", heard.changes.poll(30, TimeUnit.SECONDS));
      assertEquals("lost", refused.changes.poll(30, TimeUnit.SECONDS));
      trusting.watch(Source.of("plant/meter"), SECOND, heard);
      write(trusting, "plant/meter", "secret");
      assertEquals("secret", heard.next(Document.class).text());
      assertEquals(0, doubting.counters().responses());
    }
  }

  private void pem(String name, String kind, byte[] der) throws Exception {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        home.resolve(name),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }
}
