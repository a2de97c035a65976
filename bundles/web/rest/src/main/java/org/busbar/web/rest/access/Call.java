package org.busbar.web.rest.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What of a request decides whether it is let in.
 *
 * @param method HTTP method
 * @param path path as sent, without the query, neither decoded nor normalised
 * @param localPort port it came in at
 * @param host Host header
 * @param origin Origin header
 * @param fetchSite Sec-Fetch-Site header
 * @param authorization Authorization header
 * @param session value of the session cookie
 * @param contentLength announced length of the body in bytes, -1 where none is announced
 * @param upgrades whether it asks for a WebSocket, over which commands may come later
 */
public record Call(
    String method,
    String path,
    int localPort,
    @Nullable String host,
    @Nullable String origin,
    @Nullable String fetchSite,
    @Nullable String authorization,
    @Nullable String session,
    long contentLength,
    boolean upgrades) {

  /** Takes it from a request. */
  static Call of(HttpServletRequest request) {
    int port = request.getLocalPort();
    return new Call(
        request.getMethod(),
        request.getRequestURI(),
        port,
        request.getHeader("Host"),
        request.getHeader("Origin"),
        request.getHeader("Sec-Fetch-Site"),
        request.getHeader("Authorization"),
        cookie(request, Access.cookieName(port)),
        request.getContentLengthLong(),
        "websocket".equalsIgnoreCase(request.getHeader("Upgrade")));
  }

  private static @Nullable String cookie(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(name)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  /** Whether it only reads. */
  boolean isRead() {
    return !upgrades && (method.equals("GET") || method.equals("HEAD"));
  }
}
