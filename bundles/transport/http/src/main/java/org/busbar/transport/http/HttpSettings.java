package org.busbar.transport.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.config.api.Settings;

/**
 * Settings of one connection.
 *
 * @param base scheme, host and port, and where the paths begin; no slash at the end
 * @param timeout longest wait for the whole of one answer
 * @param connectTimeout longest wait for the connection to the host
 * @param login how it says who it is
 * @param maxBody longest answer in bytes; a longer one is no answer
 * @param trust whom TLS trusts, empty for the authorities of the machine
 */
record HttpSettings(
    URI base,
    Duration timeout,
    Duration connectTimeout,
    Login login,
    int maxBody,
    Optional<SSLContext> trust) {
  private static final String URL = "url";
  private static final String AUTH = "auth";
  private static final String USER = "user";
  private static final String PASSWORD = "password";
  private static final String TOKEN = "token";
  private static final List<String> KNOWN =
      List.of(URL, "timeout", "connect-timeout", AUTH, USER, PASSWORD, TOKEN, "max-body", "ca");
  private static final Pattern FORM =
      Pattern.compile("https?://[A-Za-z0-9_.\\[\\]:-]{1,253}(/[A-Za-z0-9_./-]{0,200})?");
  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofMinutes(1);

  /**
   * How a connection says who it is.
   *
   * @param scheme what is sent
   * @param user name, empty where there is none
   * @param secret password or token
   */
  record Login(Scheme scheme, String user, String secret) {
    /** What is sent. */
    enum Scheme {
      NONE,
      BASIC,
      DIGEST,
      BEARER
    }

    @Override
    public String toString() {
      return scheme + " " + user;
    }
  }

  static List<String> problems(ConnectionConfig config, Path home) {
    Settings settings = new Settings(config, KNOWN);
    read(settings, home);
    return settings.problems();
  }

  static HttpSettings of(ConnectionConfig config, Path home) {
    Settings settings = new Settings(config, KNOWN);
    HttpSettings read = read(settings, home);
    settings.require();
    return read;
  }

  private static HttpSettings read(Settings settings, Path home) {
    return new HttpSettings(
        base(settings),
        settings.duration("timeout", Duration.ofSeconds(1), LEAST, MOST),
        settings.duration("connect-timeout", Duration.ofSeconds(2), LEAST, MOST),
        login(settings, home),
        settings.number("max-body", 65_536, 64, 4_194_304),
        settings.trust("ca", home));
  }

  private static URI base(Settings settings) {
    String remedy = "the address of the device, as http://192.168.1.20";
    String text = settings.required(URL, FORM, remedy);
    String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    try {
      URI uri = URI.create(bare);
      if (uri.getHost() != null || text.isEmpty()) {
        return uri;
      }
    } catch (IllegalArgumentException unfit) {
      settings.problem(URL, "is '" + text + "', which is no address; write " + remedy);
      return URI.create("");
    }
    settings.problem(URL, "is '" + text + "', which names no host; write " + remedy);
    return URI.create("");
  }

  private static Login login(Settings settings, Path home) {
    List<String> words = List.of("none", "basic", "digest", "bearer");
    String scheme = settings.choice(AUTH, "none", words);
    boolean bearer = scheme.equals("bearer");
    boolean named = scheme.equals("basic") || scheme.equals("digest");
    wanted(settings, USER, named);
    wanted(settings, PASSWORD, named);
    wanted(settings, TOKEN, bearer);
    String secret = settings.secret(bearer ? TOKEN : PASSWORD, home);
    return new Login(
        Login.Scheme.valueOf(scheme.toUpperCase(java.util.Locale.ROOT)),
        settings.text(USER),
        secret);
  }

  private static void wanted(Settings settings, String name, boolean wanted) {
    if (wanted != settings.has(name)) {
      settings.problem(
          name,
          wanted
              ? "is missing; the way of logging in named by auth needs it"
              : "is not used; write auth: basic, digest or bearer, or leave it out");
    }
  }
}
