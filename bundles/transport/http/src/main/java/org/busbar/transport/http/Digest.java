package org.busbar.transport.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers a challenge of digest authentication (RFC 7616, quality of protection {@code auth}) for
 * as long as the server takes its nonce.
 */
final class Digest {
  private static final Pattern PART =
      Pattern.compile("([A-Za-z0-9_-]+) *= *(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");
  private static final String SCHEME = "digest ";
  private static final List<String> ALGORITHMS = List.of("SHA-256", "MD5");

  private final Map<String, String> challenge;
  private final String algorithm;
  private final HttpSettings.Login login;
  private final String nonceOfOurs;
  private int count;

  private Digest(Map<String, String> challenge, String algorithm, HttpSettings.Login login) {
    this.challenge = challenge;
    this.algorithm = algorithm;
    this.login = login;
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    this.nonceOfOurs = HexFormat.of().formatHex(random);
  }

  /** The strongest of the challenges that can be answered, empty where none can. */
  static Optional<Digest> of(List<String> headers, HttpSettings.Login login) {
    for (String algorithm : ALGORITHMS) {
      for (String header : headers) {
        if (header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
          Map<String, String> parts = parts(header.substring(SCHEME.length()));
          boolean fits =
              parts.getOrDefault("algorithm", "MD5").equalsIgnoreCase(algorithm)
                  && List.of(parts.getOrDefault("qop", "").split(" *, *")).contains("auth")
                  && parts.containsKey("nonce")
                  && parts.containsKey("realm");
          if (fits) {
            return Optional.of(new Digest(parts, algorithm, login));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> parts(String text) {
    Map<String, String> parts = new TreeMap<>();
    Matcher matcher = PART.matcher(text);
    while (matcher.find()) {
      String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      parts.put(matcher.group(1).toLowerCase(Locale.ROOT), value);
    }
    return parts;
  }

  /** The header for the next request. */
  String authorization(String method, String path) {
    String times = String.format(Locale.ROOT, "%08x", ++count);
    String realm = challenge.get("realm");
    String nonce = challenge.get("nonce");
    String who = hash(login.user() + ":" + realm + ":" + login.secret());
    String what = hash(method + ":" + path);
    String response = hash(String.join(":", who, nonce, times, nonceOfOurs, "auth", what));
    String opaque =
        challenge.containsKey("opaque") ? ", opaque=\"" + challenge.get("opaque") + "\"" : "";
    return String.format(
        Locale.ROOT,
        "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", algorithm=%s, qop=auth,"
            + " nc=%s, cnonce=\"%s\", response=\"%s\"%s",
        login.user(),
        realm,
        nonce,
        path,
        algorithm,
        times,
        nonceOfOurs,
        response,
        opaque);
  }

  private String hash(String text) {
    try {
      byte[] bytes =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + " is part of every JDK", e);
    }
  }
}
