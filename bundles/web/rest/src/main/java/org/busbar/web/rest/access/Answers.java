package org.busbar.web.rest.access;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.json.Problem;

/** Answers of plain servlets and filters. */
public final class Answers {
  private final Json json;

  /** Writes with this form of JSON. */
  public Answers(Json json) {
    this.json = json;
  }

  /** Sends a document. */
  public void send(HttpServletResponse response, int status, Object document) throws IOException {
    send(response, status, "application/json", json.write(document));
  }

  /** Sends a problem document. */
  public void send(HttpServletResponse response, Problem problem) throws IOException {
    if (problem.status() == 401) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    send(response, problem.status(), Problem.MEDIA_TYPE, json.write(problem.document()));
  }

  private static void send(HttpServletResponse response, int status, String type, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
