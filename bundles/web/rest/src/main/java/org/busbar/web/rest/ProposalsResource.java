package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.busbar.api.control.Proposal;
import org.busbar.api.device.Writable;
import org.busbar.api.face.Site;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.Projection;
import org.busbar.web.rest.view.ProposalView;
import org.jspecify.annotations.Nullable;

/** What a person asks for. */
@Path("proposals")
@Produces(MediaType.APPLICATION_JSON)
public final class ProposalsResource {
  private static final Duration LONGEST = Duration.ofHours(24);

  private final Sites sites;
  private final Projection projection;

  ProposalsResource(Sites sites, Projection projection) {
    this.sites = sites;
    this.projection = projection;
  }

  /** Proposes for a node. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value = "Proposes a target or bounds for a node; replaces what the same caller asked before.",
      success = 202,
      answer = ProposalView.class,
      problems = 409)
  public Response propose(Requests.ProposalRequest request, @Context SecurityContext security) {
    Site site = sites.required();
    Clock clock = projection.clock();
    long now = clock.nanos();
    Proposal proposal = proposal(site, clock, request, security.getUserPrincipal().getName());
    Requests.accept(site.propose(proposal));
    return Response.accepted(Projection.proposal(proposal, clock.instant(), now)).build();
  }

  /** What a caller asks for, checked; ends the request where it cannot be meant. */
  public static Proposal proposal(
      Site site, Clock clock, Requests.ProposalRequest request, String caller) {
    NodeId node = node(site, Requests.required("node", request.node()));
    return new Proposal(
        caller,
        level(request.level()),
        node,
        quantity(site, node, Requests.required("quantity", request.quantity())),
        phase(request.phase()),
        interval(request),
        request.target() == null ? Double.NaN : request.target(),
        clock.nanos() + validFor(Requests.required("validFor", request.validFor())).toNanos(),
        Requests.reason(request.reason()));
  }

  private static Level level(@Nullable String level) {
    if (level == null || level.equals(Level.ECONOMIC.name())) {
      return Level.ECONOMIC;
    }
    if (Arrays.stream(Level.values()).noneMatch(known -> known.name().equals(level))) {
      throw new ProblemException(
          Problem.field("level", level, "This level is not known.", "Use ECONOMIC."));
    }
    throw new ProblemException(
        new Problem(
            403,
            "Level not permitted",
            "A person may propose at level ECONOMIC only.",
            "level",
            level,
            "Leave the level out."));
  }

  private static NodeId node(Site site, String text) {
    return site.model().nodes().keySet().stream()
        .filter(node -> node.value().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.field(
                        "node",
                        text,
                        "There is no such node.",
                        "GET /api/v1/site lists the nodes.")));
  }

  /**
   * The point of what can be written at or below the node; proposals for others come to nothing.
   */
  private static Point quantity(Site site, NodeId node, String text) {
    List<Writable> writables =
        site.devices().stream()
            .flatMap(device -> device.declaration().stream())
            .flatMap(declared -> declared.writables().stream())
            .filter(writable -> writable.quantity().id().equals(text))
            .toList();
    if (writables.isEmpty() && Points.of(text).isEmpty()) {
      throw new ProblemException(
          Problem.field(
              "quantity",
              text,
              "There is no such point.",
              "Use one that the node can be asked for, such as activePowerW."));
    }
    return writables.stream()
        .filter(writable -> isWithin(site.model(), writable.node(), node))
        .map(Writable::quantity)
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.refused(
                        "Nothing at or below " + node + " can be asked for " + text + ".",
                        "Nodes that can: " + names(writables) + ".")));
  }

  private static boolean isWithin(SiteModel model, NodeId written, NodeId node) {
    return written.equals(node) || model.isWithin(written.device(), node);
  }

  private static String names(List<Writable> writables) {
    return writables.isEmpty()
        ? "none"
        : writables.stream()
            .map(writable -> writable.node().value())
            .distinct()
            .collect(Collectors.joining(", "));
  }

  private static Phase phase(@Nullable String text) {
    if (text == null) {
      return Phase.TOTAL;
    }
    return Arrays.stream(Phase.values())
        .filter(phase -> phase.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.field(
                        "phase", text, "There is no such phase.", "Use TOTAL, L1, L2 or L3.")));
  }

  private static Interval interval(Requests.ProposalRequest request) {
    finite("min", request.min());
    finite("max", request.max());
    finite("target", request.target());
    double min = request.min() == null ? Double.NEGATIVE_INFINITY : request.min();
    double max = request.max() == null ? Double.POSITIVE_INFINITY : request.max();
    Double target = request.target();
    if (!(min <= max)) {
      throw new ProblemException(
          Problem.field("min", Double.toString(min), "min is greater than max.", "Swap them."));
    }
    if (target == null && Double.isInfinite(min) && Double.isInfinite(max)) {
      throw new ProblemException(
          Problem.field("target", null, "Nothing is asked for.", "Give target, min or max."));
    }
    if (target != null && !(target >= min && target <= max)) {
      throw new ProblemException(
          Problem.field("target", target.toString(), "The target lies outside min and max.", null));
    }
    return new Interval(min, max);
  }

  private static void finite(String field, @Nullable Double value) {
    if (value != null && !Double.isFinite(value)) {
      throw new ProblemException(
          Problem.field(field, value.toString(), "The value is too large.", null));
    }
  }

  private static Duration validFor(String text) {
    try {
      Duration duration = Duration.parse(text);
      if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // told below, together with a duration out of range
    }
    throw new ProblemException(
        Problem.field(
            "validFor",
            text,
            "The duration must be more than zero and at most 24 hours.",
            "Write it as ISO 8601, PT15M for 15 minutes."));
  }
}
