package org.busbar.web.rest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.busbar.api.events.Severity;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.LoggerView;
import org.slf4j.LoggerFactory;

/** How much is logged; what is set here holds until the next start. */
@Path("logging")
@Produces(MediaType.APPLICATION_JSON)
public final class LoggingResource {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LoggingResource.class);
  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

  private final Sites sites;
  private final Audited audited;

  LoggingResource(Sites sites, Audited audited) {
    this.sites = sites;
    this.audited = audited;
  }

  /** Loggers with a level of their own. */
  @GET
  @Summary("Every logger that has a level of its own; the others follow the nearest one above.")
  public List<LoggerView> loggers() {
    return context().getLoggerList().stream()
        .filter(logger -> logger.getLevel() != null)
        .map(logger -> new LoggerView(logger.getName(), logger.getLevel().toString()))
        .toList();
  }

  /** Sets a level. */
  @PUT
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary("Sets the level of a logger and of those below it until the next start.")
  public LoggerView level(
      @PathParam("id") String name,
      Requests.LevelRequest request,
      @Context SecurityContext security) {
    String wanted = Requests.required("level", request.level());
    if (!LEVELS.contains(wanted)) {
      throw new ProblemException(
          Problem.field(
              "level",
              wanted,
              "There is no level '" + wanted + "'.",
              "Levels are " + String.join(", ", LEVELS) + "."));
    }
    if (!name.matches("[\\w.$-]{1,200}")) {
      throw new ProblemException(
          Problem.field(
              "logger", name, "This is no name of a logger.", "Name a class or package."));
    }
    Logger logger = context().getLogger(name);
    String before = logger.getEffectiveLevel().toString();
    logger.setLevel(Level.toLevel(wanted));
    audited.changed("log-level", security, name, before, wanted);
    record(security.getUserPrincipal().getName(), name + ": " + before + " -> " + wanted);
    return new LoggerView(logger.getName(), wanted);
  }

  private void record(String by, String change) {
    String text = "Log level of " + change + ", set by " + by;
    LOG.info("{}", text);
    sites.all().forEach(site -> site.raise(Severity.INFO, by, "log-level", text));
  }

  private static LoggerContext context() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      return context;
    }
    throw new ProblemException(
        Problem.of(503, "No logging", "The logging of this runtime cannot be set.", null));
  }
}
