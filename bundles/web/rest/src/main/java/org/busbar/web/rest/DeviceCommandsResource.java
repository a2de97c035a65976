package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.busbar.api.face.CommandStatus;
import org.busbar.api.face.Site;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Needed;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.CommandView;
import org.jspecify.annotations.Nullable;

/** Starting, stopping and switching a device. */
@Path("devices/{id}/commands")
@Produces(MediaType.APPLICATION_JSON)
public final class DeviceCommandsResource {
  private static final List<String> WORDS =
      List.of("start", "stop", "on", "off", "reset", "reserve");
  private static final Duration LONGEST = Duration.ofHours(24);

  private final Sites sites;

  /** A command. */
  record CommandRequest(
      @Needed @Nullable String command, @Nullable String validFor, @Nullable String reason) {}

  DeviceCommandsResource(Sites sites) {
    this.sites = sites;
  }

  /** The newest commands. */
  @GET
  @Summary(
      value = "The newest commands to a device and what became of them, newest first.",
      problems = 404)
  public List<CommandView> commands(@PathParam("id") String id) {
    NodeId device = known(sites.required(), id);
    return sites.required().deviceCommands().stream()
        .filter(status -> status.device().equals(device))
        .map(CommandView::of)
        .toList();
  }

  /** Gives a command. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value =
          "Starts, stops, switches or resets a device, or has a battery's reserve spent. A stop is never"
              + " refused.",
      success = 202,
      answer = CommandView.class,
      problems = {404, 409})
  public Response give(
      @PathParam("id") String id, CommandRequest request, @Context SecurityContext security) {
    Site site = sites.required();
    NodeId device = known(site, id);
    CommandStatus status = give(site, device, request, security.getUserPrincipal().getName());
    if (status.state() == CommandStatus.State.REFUSED) {
      throw new ProblemException(
          Problem.refused(
              status.text() + ".", "GET /api/v1/devices/" + id + " lists what it offers."));
    }
    return Response.accepted(CommandView.of(status)).build();
  }

  /** Gives a command to one device; ends the request where it cannot be meant. */
  static CommandStatus give(Site site, NodeId device, CommandRequest request, String by) {
    String word = Requests.required("command", request.command());
    if (!WORDS.contains(word)) {
      throw new ProblemException(
          Problem.field(
              "command",
              word,
              "There is no command '" + word + "'.",
              "Commands are " + String.join(", ", WORDS) + "."));
    }
    Duration validFor = validFor(request.validFor());
    return site.command(device, word, validFor, by, Requests.reason(request.reason()));
  }

  private static Duration validFor(@Nullable String text) {
    try {
      Duration validFor = text == null ? Duration.ofHours(1) : Duration.parse(text);
      if (validFor.isPositive() && validFor.compareTo(LONGEST) <= 0) {
        return validFor;
      }
    } catch (DateTimeParseException e) {
      throw new ProblemException(wrongTime(text));
    }
    throw new ProblemException(wrongTime(text));
  }

  private static Problem wrongTime(@Nullable String text) {
    return Problem.field(
        "validFor", text, "This is no duration of at most 24 h.", "Write such as PT15M.");
  }

  private static NodeId known(Site site, String id) {
    return site.devices().stream()
        .map(status -> status.device())
        .filter(device -> device.value().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "There is no device '" + id + "'.", "GET /api/v1/devices lists them.")));
  }
}
