package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.busbar.api.safety.Recorder;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.Acceptance;
import org.busbar.web.rest.view.RecordingView;

/** Recordings of the black box. */
@Path("recordings")
@Produces(MediaType.APPLICATION_JSON)
public final class RecordingsResource {
  private final Sites sites;
  private final Clock clock;
  private final Audited audited;

  RecordingsResource(Sites sites, Clock clock, Audited audited) {
    this.sites = sites;
    this.clock = clock;
    this.audited = audited;
  }

  /** All recordings. */
  @GET
  @Summary("Recordings of every step around a trip, or asked for, newest first.")
  public List<RecordingView> recordings() {
    return sites.required().recorder().recordings().stream()
        .map(
            each ->
                new RecordingView(
                    each.name(), each.cause(), each.begunAt(), each.sizeBytes(), each.complete()))
        .toList();
  }

  /** Begins a recording. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Records every step from now on for so many seconds, at most a day.",
      success = 202,
      answer = Acceptance.class,
      problems = 409)
  public Response record(Requests.RecordingRequest request, @Context SecurityContext security) {
    Duration length = Duration.ofSeconds(Requests.required("seconds", request.seconds()));
    Requests.accept(
        sites
            .required()
            .recorder()
            .record(
                length, security.getUserPrincipal().getName(), Requests.reason(request.reason())));
    return Response.accepted(Acceptance.at(clock.instant())).build();
  }

  /** Ends what was asked for. */
  @DELETE
  @Summary(
      value = "Ends the recordings that were asked for and still go on; none is deleted.",
      success = 202,
      answer = Acceptance.class,
      problems = 409)
  public Response end(@Context SecurityContext security) {
    String by = security.getUserPrincipal().getName();
    Requests.accept(sites.required().recorder().end(by, Requests.NO_REASON));
    return Response.accepted(Acceptance.at(clock.instant())).build();
  }

  /** One recording. */
  @GET
  @Path("{id}")
  @Produces("application/gzip")
  @Summary(
      value = "A recording as it stands in its file: JSON lines, compressed.",
      answer = byte[].class,
      problems = 404)
  public StreamingOutput recording(
      @PathParam("id") String name, @Context SecurityContext security) {
    Recorder recorder = sites.required().recorder();
    InputStream in;
    try {
      in = recorder.open(name);
    } catch (IOException e) {
      throw new ProblemException(
          Problem.notFound(
              "There is no recording " + name + ": " + e.getMessage(),
              "GET /api/v1/recordings lists them."));
    }
    audited.carriedOut("recording-exported", security, name);
    return out -> {
      try (in) {
        in.transferTo(out);
      }
    };
  }
}
