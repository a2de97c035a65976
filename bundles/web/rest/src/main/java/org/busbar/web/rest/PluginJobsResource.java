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
import java.util.List;
import java.util.Optional;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.PluginJobView;

/** Wishes on their way. */
@Path("plugin-jobs")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginJobsResource {
  private final Installed installed;

  PluginJobsResource(Installed installed) {
    this.installed = installed;
  }

  /** The newest jobs. */
  @GET
  @Summary("Wishes on their way and those before, newest first.")
  public List<PluginJobView> jobs() {
    return installed.plugins().jobs().stream().map(PluginJobView::of).toList();
  }

  /** One job. */
  @GET
  @Path("{id}")
  @Summary(value = "A wish on its way, with the steps that were done.", problems = 404)
  public PluginJobView job(@PathParam("id") String number) {
    return PluginJobView.of(known(number));
  }

  /** Begins a job. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value =
          "Begins to do what a plan says, by the plan's digest. What installs or trusts waits for a"
              + " confirmation at the gateway's own terminal; the job's text says what to type.",
      success = 202,
      answer = PluginJobView.class,
      problems = 409)
  public Response begin(PluginRequests.JobRequest request, @Context SecurityContext security) {
    PluginWish wish = PluginRequests.wish(Requests.required("wish", request.wish()));
    String digest = Requests.required("digest", request.digest());
    if (!Requests.required("consent", request.consent())) {
      throw new ProblemException(
          Problem.field(
              "consent",
              "false",
              "Nothing is done without consent to what the plan asks for.",
              "Read what it asks for, then consent."));
    }
    try {
      PluginJob job =
          installed
              .plugins()
              .begin(
                  wish,
                  digest,
                  security.getUserPrincipal().getName(),
                  Requests.reason(request.reason()));
      return Response.accepted(PluginJobView.of(job))
          .header("Location", "/api/v1/plugin-jobs/" + job.number())
          .build();
    } catch (IllegalArgumentException e) {
      throw refused(e, "Ask for the plan again and consent to what it says now.");
    } catch (IllegalStateException e) {
      throw refused(e, "Wait for the job that is on its way, or cancel it.");
    }
  }

  /** Takes a job back. */
  @DELETE
  @Path("{id}")
  @Summary(
      value = "Takes back a wish of which nothing was changed yet.",
      problems = {404, 409})
  public PluginJobView cancel(@PathParam("id") String number, @Context SecurityContext security) {
    PluginJob job = known(number);
    if (!installed.plugins().cancel(job.number(), security.getUserPrincipal().getName())) {
      throw new ProblemException(
          Problem.refused(
              "Job " + job.number() + " cannot be cancelled any more.",
              "Go back to the generation before it, once it is done."));
    }
    return job(number);
  }

  private PluginJob known(String number) {
    Plugins plugins = installed.plugins();
    return Optional.of(number)
        .filter(text -> text.matches("[0-9]{1,9}"))
        .flatMap(text -> plugins.job(Integer.parseInt(text)))
        .orElseThrow(() -> unknown(number));
  }

  private static ProblemException unknown(String number) {
    return new ProblemException(
        Problem.notFound("There is no job " + number + ".", "GET /api/v1/plugin-jobs lists them."));
  }

  private static ProblemException refused(RuntimeException why, String remedy) {
    String said = why.getMessage() == null ? "The plan is not as it was" : why.getMessage();
    String text = said.endsWith(".") ? said : said + ".";
    return new ProblemException(Problem.refused(text, remedy));
  }
}
