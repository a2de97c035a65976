package org.busbar.web.rest.json;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns everything that ends a request into a problem document; causes go to the log only. */
@Provider
public final class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

  @Override
  public Response toResponse(Throwable cause) {
    Problem problem = problemOf(cause);
    Response.ResponseBuilder response =
        Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem.document());
    if (cause instanceof NotAllowedException notAllowed) {
      response.header("Allow", notAllowed.getResponse().getHeaderString("Allow"));
    }
    return response.build();
  }

  /** What the client is told about a cause; one that is not foreseen is logged under its id. */
  public static Problem problemOf(Throwable cause) {
    return switch (cause) {
      case ProblemException known -> known.problem();
      case NotAllowedException e ->
          Problem.of(
              405,
              "Method not allowed",
              "This method is not offered here.",
              allowed(e.getResponse().getHeaderString("Allow")));
      case NotSupportedException e ->
          Problem.of(
              415,
              "Unsupported media type",
              "The body is not JSON.",
              "Send it with Content-Type: application/json.");
      case WebApplicationException e when e.getResponse().getStatus() == 404 ->
          Problem.notFound("Nothing is found here.", "GET /api/v1/openapi.json lists what is.");
      case WebApplicationException e when e.getResponse().getStatus() < 500 ->
          Problem.of(
              e.getResponse().getStatus(),
              e.getResponse().getStatusInfo().getReasonPhrase(),
              "The request cannot be served in this form.",
              null);
      default -> unforeseen(cause);
    };
  }

  private static @Nullable String allowed(@Nullable String methods) {
    return methods == null ? null : "Offered here: " + methods + ".";
  }

  private static Problem unforeseen(Throwable cause) {
    String id = UUID.randomUUID().toString();
    LOG.error("request failed, correlation id {}", id, cause);
    return Problem.of(
        500,
        "Internal error",
        "The request failed inside the gateway.",
        "The log has the cause under correlation id " + id + ".");
  }
}
