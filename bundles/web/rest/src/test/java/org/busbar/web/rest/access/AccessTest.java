package org.busbar.web.rest.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {
  private static final int PORT = 8080;

  @TempDir Path home;

  private final ManualClock clock = new ManualClock();
  private Access access;
  private String token;

  @BeforeEach
  void open() throws Exception {
    access = new Access(home, Optional.of("the-code"), clock);
    token = Files.readString(home.resolve("token")).strip();
  }

  private String judge(Call call) {
    return switch (access.judge(call, path -> path.equals("/"))) {
      case Verdict.Allowed(String caller) -> caller;
      case Verdict.Refused refused -> Integer.toString(refused.problem().status());
    };
  }

  private String secret(String text) {
    return text == null ? null : text.replace("TOKEN", token);
  }

  /** Columns: method, path, Host, Origin, Sec-Fetch-Site, Authorization, what comes of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          GET    | /api/v1/site         | 127.0.0.1:8080   | -                          | -           | Bearer TOKEN   | rest
          GET    | /api/v1/site         | localhost:8080   | -                          | -           | Bearer TOKEN   | rest
          GET    | /api/v1/site         | LOCALHOST:8080   | -                          | -           | bearer TOKEN   | rest
          GET    | /api/v1/site         | [::1]:8080       | -                          | -           | Bearer TOKEN   | rest
          GET    | /api/v1/site         | -                | -                          | -           | Bearer TOKEN   | 421
          GET    | /api/v1/site         | 127.0.0.1        | -                          | -           | Bearer TOKEN   | 421
          GET    | /api/v1/site         | 127.0.0.1:80     | -                          | -           | Bearer TOKEN   | 421
          GET    | /api/v1/site         | evil.example     | -                          | -           | Bearer TOKEN   | 421
          GET    | /api/v1/site         | evil:8080        | -                          | -           | Bearer TOKEN   | 421
          GET    | /api/v1/site         | 127.0.0.1.x:8080 | -                          | -           | Bearer TOKEN   | 421
          GET    | /api/v1/site         | localhost.:8080  | -                          | -           | Bearer TOKEN   | 421
          GET    | /health              | evil:8080        | -                          | -           | -              | 421
          GET    | /                    | evil:8080        | -                          | -           | -              | 421
          GET    | /api/v1/site         | 127.0.0.1:8080   | http://127.0.0.1:8080      | same-origin | Bearer TOKEN   | rest
          GET    | /api/v1/site         | 127.0.0.1:8080   | http://localhost:8080      | -           | Bearer TOKEN   | 403
          GET    | /api/v1/site         | 127.0.0.1:8080   | http://127.0.0.1:3000      | -           | Bearer TOKEN   | 403
          GET    | /api/v1/site         | 127.0.0.1:8080   | https://127.0.0.1:8080     | -           | Bearer TOKEN   | 403
          GET    | /api/v1/site         | 127.0.0.1:8080   | null                       | -           | Bearer TOKEN   | 403
          GET    | /health              | 127.0.0.1:8080   | http://evil.example        | -           | -              | 403
          GET    | /api/v1/health       | 127.0.0.1:8080   | -                          | cross-site  | -              | 403
          GET    | /api/v1/health       | 127.0.0.1:8080   | -                          | same-site   | -              | 403
          GET    | /api/v1/health       | 127.0.0.1:8080   | -                          | none        | -              | anyone
          GET    | /                    | 127.0.0.1:8080   | -                          | cross-site  | -              | anyone
          POST   | /api/v1/proposals    | 127.0.0.1:8080   | http://evil.example        | cross-site  | Bearer TOKEN   | 403
          POST   | /api/v1/session      | 127.0.0.1:8080   | http://evil.example        | cross-site  | -              | 403
          GET    | /api/v1/site         | 127.0.0.1:8080   | -                          | -           | -              | 401
          GET    | /api/v1/site         | 127.0.0.1:8080   | -                          | -           | Bearer         | 401
          GET    | /api/v1/site         | 127.0.0.1:8080   | -                          | -           | Bearer TOKENx  | 401
          GET    | /api/v1/site         | 127.0.0.1:8080   | -                          | -           | Basic TOKEN    | 401
          GET    | /api/v1/site         | 127.0.0.1:8080   | -                          | -           | TOKEN          | 401
          GET    | /health              | 127.0.0.1:8080   | -                          | -           | -              | anyone
          HEAD   | /health/ready        | 127.0.0.1:8080   | -                          | -           | -              | anyone
          GET    | /api/v1/health/ready | 127.0.0.1:8080   | -                          | -           | -              | anyone
          GET    | /metrics             | 127.0.0.1:8080   | -                          | -           | -              | anyone
          GET    | /                    | 127.0.0.1:8080   | -                          | -           | -              | anyone
          GET    | /system/console      | 127.0.0.1:8080   | -                          | -           | -              | 401
          GET    | /health/../api/v1    | 127.0.0.1:8080   | -                          | -           | -              | 401
          GET    | /health;x=/          | 127.0.0.1:8080   | -                          | -           | -              | 401
          GET    | //health             | 127.0.0.1:8080   | -                          | -           | -              | 401
          GET    | /%68ealth            | 127.0.0.1:8080   | -                          | -           | -              | 401
          POST   | /health              | 127.0.0.1:8080   | -                          | -           | -              | 401
          POST   | /                    | 127.0.0.1:8080   | -                          | -           | -              | 401
          POST   | /api/v1/session      | 127.0.0.1:8080   | -                          | -           | -              | anyone
          DELETE | /api/v1/session      | 127.0.0.1:8080   | -                          | -           | -              | 401
          POST   | /api/v1/emergency-stop | 127.0.0.1:8080 | -                          | -           | -              | 401
          OPTIONS | /api/v1/site        | 127.0.0.1:8080   | -                          | -           | -              | 401
          TRACE  | /                    | 127.0.0.1:8080   | -                          | -           | -              | 401
          """)
  void onlyWhoShouldIsLetIn(
      String method,
      String path,
      String host,
      String origin,
      String fetchSite,
      String authorization,
      String outcome) {
    Call call =
        new Call(
            method, path, PORT, host, origin, fetchSite, secret(authorization), null, -1, false);
    assertEquals(outcome, judge(call));
  }

  private Call withCookie(String method, String origin, String session) {
    return new Call(
        method, "/api/v1/site", PORT, "127.0.0.1:8080", origin, null, null, session, -1, false);
  }

  @Test
  void theCodeIsGoodOnce() {
    String session = access.openSession("the-code", null).orElseThrow();
    assertEquals("console", judge(withCookie("GET", null, session)));
    assertTrue(access.openSession("the-code", null).isEmpty());
  }

  @Test
  void aCookieOpensAWebSocketOnlyWithItsOrigin() {
    String session = access.openSession("the-code", null).orElseThrow();
    String own = "http://127.0.0.1:8080";
    for (String origin : new String[] {null, own, "http://evil.example"}) {
      Call call =
          new Call(
              "GET", "/api/v1/live", PORT, "127.0.0.1:8080", origin, null, null, session, -1, true);
      String expected = origin == null ? "401" : origin.equals(own) ? "console" : "403";
      assertEquals(expected, judge(call));
    }
  }

  @Test
  void theCodeIsGoodForTenMinutes() {
    clock.advance(Duration.ofMinutes(10)).advanceMs(1);
    assertTrue(access.openSession("the-code", null).isEmpty());
  }

  @Test
  void theCodeIsGoneAfterTenWrongTries() {
    for (int i = 0; i < 10; i++) {
      assertTrue(access.openSession("wrong" + i, null).isEmpty());
    }
    assertTrue(access.openSession("the-code", null).isEmpty());
  }

  @Test
  void withoutACodeNothingIsRedeemed() {
    for (Optional<String> none : List.of(Optional.<String>empty(), Optional.of(" "))) {
      Access closed = new Access(home, none, clock);
      assertTrue(closed.openSession("", null).isEmpty());
      assertTrue(closed.openSession(" ", null).isEmpty());
      assertTrue(closed.openSession(null, null).isEmpty());
    }
  }

  @Test
  void aCookieAloneChangesNothing() {
    String session = access.openSession(null, token).orElseThrow();
    assertEquals("401", judge(withCookie("PUT", null, session)));
    assertEquals("console", judge(withCookie("PUT", "http://127.0.0.1:8080", session)));
    assertEquals("403", judge(withCookie("PUT", "http://127.0.0.1:9999", session)));
    assertEquals("401", judge(withCookie("GET", null, session + "x")));
  }

  @Test
  void aWrongTokenIsNotHealedByACookie() {
    String session = access.openSession(null, token).orElseThrow();
    Call call =
        new Call(
            "GET",
            "/api/v1/site",
            PORT,
            "localhost:8080",
            null,
            null,
            "Bearer no",
            session,
            -1,
            false);
    assertEquals("401", judge(call));
  }

  @Test
  void aSessionEndsAfterTwelveHoursOrWhenItIsClosed() {
    String one = access.openSession(null, token).orElseThrow();
    String other = access.openSession(null, token).orElseThrow();
    access.closeSession(other);
    assertEquals("401", judge(withCookie("GET", null, other)));
    clock.advance(Duration.ofHours(12));
    assertEquals("console", judge(withCookie("GET", null, one)));
    clock.advanceMs(1);
    assertEquals("401", judge(withCookie("GET", null, one)));
  }

  @Test
  void theNumberOfSessionsIsBounded() {
    List<String> sessions = new ArrayList<>();
    for (int i = 0; i < Sessions.MOST + 3; i++) {
      sessions.add(access.openSession(null, token).orElseThrow());
    }
    long open =
        sessions.stream()
            .filter(id -> judge(withCookie("GET", null, id)).equals("console"))
            .count();
    assertEquals(Sessions.MOST, open);
    assertEquals("401", judge(withCookie("GET", null, sessions.getFirst())));
    assertEquals("console", judge(withCookie("GET", null, sessions.getLast())));
  }

  @Test
  void aLongBodyIsRefusedBeforeAnythingElse() {
    Call call =
        new Call(
            "PUT",
            "/x",
            PORT,
            "localhost:8080",
            null,
            null,
            "Bearer " + token,
            null,
            65_537,
            false);
    assertEquals("413", judge(call));
  }

  @Test
  void aTokenThatIsThereIsKept() throws Exception {
    Access again = new Access(home, Optional.empty(), clock);
    assertTrue(again.openSession(null, token).isPresent());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("token"))));
    try (var files = Files.list(home)) {
      assertEquals(List.of(home.resolve("token")), files.toList());
    }
  }

  @Test
  void anEmptyTokenFileOpensNothing() throws Exception {
    Files.writeString(home.resolve("token"), "\n");
    assertThrows(IllegalStateException.class, () -> new Access(home, Optional.empty(), clock));
  }

  @Test
  void twoTokensAreNeverTheSame() {
    Secrets secrets = new Secrets();
    assertFalse(secrets.fresh().equals(secrets.fresh()));
    assertEquals(43, secrets.fresh().length());
  }
}
