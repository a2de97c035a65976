package org.busbar.web.rest.access;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.busbar.web.rest.json.Problem;

/** Answers with a problem document where the server would send a page of its own. */
final class ProblemResponse extends HttpServletResponseWrapper {
  private final Answers answers;

  ProblemResponse(HttpServletResponse response, Answers answers) {
    super(response);
    this.answers = answers;
  }

  @Override
  public void sendError(int status) throws IOException {
    resetBuffer();
    answers.send(this, problem(status));
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    sendError(status);
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 404 -> Problem.notFound("Nothing is found here.", "The interface is under /api/v1.");
      case 405 -> Problem.of(405, "Method not allowed", "This method is not offered here.", null);
      default ->
          Problem.of(
              status,
              status < 500 ? "Bad request" : "Internal error",
              "The request could not be served.",
              null);
    };
  }
}
