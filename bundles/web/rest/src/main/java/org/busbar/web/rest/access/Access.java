package org.busbar.web.rest.access;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.json.Problem;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Decides who may ask. A request must name this host, must not come from a page of another origin,
 * and must carry the token or a session, but for the few paths that are open. Thread-safe.
 */
@Component(service = Access.class)
public final class Access {
  /** Where a session is opened and closed. */
  public static final String SESSION_PATH = "/api/v1/session";

  /** Greatest size of an archive of a plug-in in bytes. */
  public static final long MAX_ARCHIVE_BYTES = 128L << 20;

  private static final String ARCHIVES_PATH = "/api/v1/plugin-archives";

  private static final Set<String> OPEN_READS =
      Set.of("/health", "/health/ready", "/api/v1/health", "/api/v1/health/ready", "/metrics");

  private static final String BEARER = "bearer ";

  private final String token;
  private final OneTimeCode code;
  private final Sessions sessions;

  /** Takes home folder and code from the framework's properties. */
  @Activate
  public Access(BundleContext context) {
    this(
        Path.of(Optional.ofNullable(context.getProperty("busbar.home")).orElse(".")),
        Optional.ofNullable(context.getProperty("busbar.webcode")),
        Clock.system());
  }

  /** Takes the token from this home folder and accepts this code once. */
  public Access(Path home, Optional<String> code, Clock clock) {
    Secrets secrets = new Secrets();
    this.token = new TokenFile(home, secrets).readOrMake();
    this.code = new OneTimeCode(clock, code);
    this.sessions = new Sessions(clock, secrets);
  }

  /** Name of the session cookie: browsers do not keep the ports of a host apart. */
  public static String cookieName(int port) {
    return "busbar-" + port;
  }

  /**
   * Judges a request.
   *
   * @param publicFile whether a path is a file of the console, which anyone may read
   */
  public Verdict judge(Call call, Predicate<String> publicFile) {
    if (!isThisHost(call)) {
      return refuse(
          421,
          "Unknown host",
          "This gateway is not reached under this host name.",
          "Use http://127.0.0.1:" + call.localPort() + ".");
    }
    if (isForeign(call)) {
      return refuse(
          403, "Foreign origin", "Pages of another origin may not use this gateway.", null);
    }
    long most = mostBytes(call.path());
    if (call.contentLength() > most) {
      return new Verdict.Refused(Json.tooLong(most));
    }
    Optional<String> caller = caller(call);
    if (caller.isPresent()) {
      return new Verdict.Allowed(caller.get());
    }
    return isOpen(call, publicFile) ? new Verdict.Allowed("anyone") : unknownCaller();
  }

  private static long mostBytes(String path) {
    return switch (path) {
      // A reason that is too long stands in the way of no emergency stop.
      case AccessFilter.EMERGENCY_STOP_PATH -> Long.MAX_VALUE;
      case ARCHIVES_PATH -> MAX_ARCHIVE_BYTES;
      default -> Json.MAX_BODY_BYTES;
    };
  }

  private static boolean isThisHost(Call call) {
    String host = call.host();
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    String port = ":" + call.localPort();
    if (name.endsWith(port)) {
      name = name.substring(0, name.length() - port.length());
    } else if (call.localPort() != 80) {
      return false;
    }
    return name.equals("127.0.0.1") || name.equals("localhost") || name.equals("[::1]");
  }

  private static boolean isForeign(Call call) {
    String origin = call.origin();
    if (origin != null) {
      return !origin.equalsIgnoreCase("http://" + call.host());
    }
    String site = call.fetchSite();
    return call.path().startsWith("/api/")
        && site != null
        && !site.equals("same-origin")
        && !site.equals("none");
  }

  private Optional<String> caller(Call call) {
    String authorization = call.authorization();
    if (authorization != null) {
      return isToken(authorization) ? Optional.of("rest") : Optional.empty();
    }
    String session = call.session();
    // A browser always names the origin of a request that changes something; without it, the
    // cookie proves nothing.
    boolean provesOrigin = call.isRead() || call.origin() != null;
    return session != null && provesOrigin && sessions.isOpen(session)
        ? Optional.of("console")
        : Optional.empty();
  }

  private boolean isToken(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && Secrets.same(token, authorization.substring(BEARER.length()).strip());
  }

  private static boolean isOpen(Call call, Predicate<String> publicFile) {
    if (call.isRead()) {
      return OPEN_READS.contains(call.path()) || publicFile.test(call.path());
    }
    return call.method().equals("POST") && call.path().equals(SESSION_PATH);
  }

  /** Opens a session for who has the code or the token; empty for others. */
  public Optional<String> openSession(@Nullable String triedCode, @Nullable String triedToken) {
    boolean known =
        (triedToken != null && Secrets.same(token, triedToken))
            || (triedCode != null && code.redeem(triedCode));
    return known ? Optional.of(sessions.open()) : Optional.empty();
  }

  /** Closes a session; nothing happens where there is none. */
  public void closeSession(@Nullable String id) {
    if (id != null) {
      sessions.close(id);
    }
  }

  private static Verdict unknownCaller() {
    return refuse(
        401,
        "Unauthorized",
        "This needs the token of the gateway or a session.",
        "Send Authorization: Bearer with the content of the file token in the gateway's home.");
  }

  private static Verdict refuse(int status, String title, String detail, @Nullable String remedy) {
    return new Verdict.Refused(Problem.of(status, title, detail, remedy));
  }
}
