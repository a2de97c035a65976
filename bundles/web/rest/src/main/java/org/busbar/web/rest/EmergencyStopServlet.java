package org.busbar.web.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.busbar.api.face.Site;
import org.busbar.api.safety.Audit;
import org.busbar.api.safety.StopSource;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.access.AccessFilter;
import org.busbar.web.rest.access.Answers;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.Acceptance;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The emergency stop, apart from all other resources: it waits for no lock and no thread of theirs,
 * waits for its reason for a bounded time only, and stops with whatever body it was sent.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/emergency-stop")
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=" + EmergencyContext.NAME + ")")
public final class EmergencyStopServlet implements PlainServlet {
  private static final Logger LOG = LoggerFactory.getLogger(EmergencyStopServlet.class);

  private static final long REASON_WITHIN_MS = 200;

  private final Sites sites;
  private final Clock clock;
  private final Json json = new Json();
  private final Answers answers = new Answers(json);

  /** Stops these sites. */
  @Activate
  public EmergencyStopServlet(@Reference Sites sites) {
    this.sites = sites;
    this.clock = Clock.system();
  }

  /** What is served here, for the description of the interface. */
  interface Described {
    @POST
    @Path(AccessFilter.EMERGENCY_STOP_PATH)
    @Summary(
        value = "Stops everything at once; the body may be empty.",
        success = 202,
        anyBody = true)
    Acceptance stop(Requests.ReasonRequest request);
  }

  @Override
  public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("Connection", "close"); // not every body is read to its end
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      answers.send(
          response, Problem.of(405, "Method not allowed", "This is a command.", "Use POST."));
      return;
    }
    if (!(request.getAttribute(AccessFilter.CALLER) instanceof String caller)) {
      throw new IllegalStateException("a request came in past the access filter");
    }
    Optional<Site> site = sites.first();
    if (site.isEmpty()) {
      answers.send(response, Problem.noSite(sites.problems()));
      return;
    }
    Stop stop = new Stop(site.get(), caller);
    try {
      AsyncContext async = request.startAsync();
      async.setTimeout(REASON_WITHIN_MS);
      ReasonReader reader = new ReasonReader(stop, async, request.getInputStream(), response);
      async.addListener(reader);
      request.getInputStream().setReadListener(reader);
    } catch (IOException | RuntimeException e) {
      stop.now(Requests.NO_REASON);
      throw e;
    }
  }

  /**
   * Stops a site once, however often and from wherever it is called. That may be another thread
   * than the request came in on, so the request's id is taken along.
   */
  private record Stop(Site site, String by, @Nullable String id, AtomicBoolean done) {
    private Stop(Site site, String by) {
      this(site, by, MDC.get(Audit.CORRELATION), new AtomicBoolean());
    }

    private void now(String reason) {
      if (!done.compareAndSet(false, true)) {
        return;
      }
      if (id == null) {
        site.emergencyStop(StopSource.REST, by, reason);
        return;
      }
      try (MDC.MDCCloseable _ = MDC.putCloseable(Audit.CORRELATION, id)) {
        site.emergencyStop(StopSource.REST, by, reason);
      }
    }
  }

  /** Collects the reason as it comes in; stops when it is complete, broken or late. */
  private final class ReasonReader implements ReadListener, AsyncListener {
    private final Stop stop;
    private final AsyncContext async;
    private final ServletInputStream in;
    private final HttpServletResponse response;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicBoolean answered = new AtomicBoolean();

    private ReasonReader(
        Stop stop, AsyncContext async, ServletInputStream in, HttpServletResponse response) {
      this.stop = stop;
      this.async = async;
      this.in = in;
      this.response = response;
    }

    @Override
    public void onDataAvailable() throws IOException {
      byte[] part = new byte[4096];
      while (in.isReady() && !in.isFinished()) {
        int count = in.read(part);
        if (count < 0) {
          break;
        }
        body.write(part, 0, count);
        if (body.size() > Json.MAX_BODY_BYTES) {
          finish(Requests.NO_REASON);
          return;
        }
      }
    }

    @Override
    public void onAllDataRead() {
      finish(reason());
    }

    @Override
    public void onError(Throwable cause) {
      LOG.warn("the reason of an emergency stop could not be read", cause);
      finish(Requests.NO_REASON);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      finish(Requests.NO_REASON);
    }

    @Override
    public void onError(AsyncEvent event) {
      finish(Requests.NO_REASON);
    }

    @Override
    public void onComplete(AsyncEvent event) {
      stop.now(Requests.NO_REASON);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }

    private String reason() {
      try {
        return Requests.reason(
            json.read(body.toByteArray(), Requests.ReasonRequest.class).reason());
      } catch (ProblemException e) {
        return Requests.NO_REASON;
      }
    }

    private void finish(String reason) {
      stop.now(reason);
      if (!answered.compareAndSet(false, true)) {
        return;
      }
      try {
        answers.send(response, 202, Acceptance.at(clock.instant()));
      } catch (IOException e) {
        LOG.info("the client of an emergency stop did not wait for its answer", e);
      }
      async.complete();
    }
  }
}
