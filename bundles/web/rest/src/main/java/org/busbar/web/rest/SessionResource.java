package org.busbar.web.rest;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.Map;
import org.busbar.web.rest.access.Access;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;

/** Sessions of browsers. */
@Path("session")
@Produces(MediaType.APPLICATION_JSON)
public final class SessionResource {
  private static final Duration COOKIE_LIFE = Duration.ofHours(12);

  private final Access access;
  private final Audited audited;

  SessionResource(Access access, Audited audited) {
    this.access = access;
    this.audited = audited;
  }

  /** Opens a session. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Trades the one-time code or the token for a session cookie.",
      success = 204,
      answer = Void.class,
      problems = 401,
      open = true)
  public Response open(Requests.SessionRequest body, @Context HttpServletRequest request) {
    if (body.code() == null && body.token() == null) {
      throw new ProblemException(
          Problem.field("code", null, "Neither code nor token is given.", "Give one of both."));
    }
    String session =
        access
            .openSession(body.code(), body.token())
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.of(
                            401,
                            "Unauthorized",
                            "The code or token is not valid (any more).",
                            "Use the token in the gateway's home folder.")));
    String how = body.token() == null ? "code" : "token";
    audited.append("session", how, request.getRemoteAddr(), Map.of("before", "", "after", "open"));
    return Response.noContent()
        .header("Set-Cookie", cookie(request, session, COOKIE_LIFE.toSeconds()))
        .build();
  }

  /** Closes the session. */
  @DELETE
  @Summary(value = "Closes the session.", success = 204, answer = Void.class)
  public Response close(@Context HttpServletRequest request, @Context SecurityContext security) {
    String name = Access.cookieName(request.getLocalPort());
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(name)) {
          access.closeSession(cookie.getValue());
        }
      }
    }
    audited.changed("session-ended", security, request.getRemoteAddr(), "open", "");
    return Response.noContent().header("Set-Cookie", cookie(request, "", 0)).build();
  }

  private static String cookie(HttpServletRequest request, String value, long maxAgeS) {
    return Access.cookieName(request.getLocalPort())
        + "="
        + value
        + "; Path=/; Max-Age="
        + maxAgeS
        + "; HttpOnly; SameSite=Strict";
  }
}
