package org.busbar.web.rest.access;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.busbar.api.safety.Audit;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Stands before every servlet of this runtime: judges the request, sets the headers that protect a
 * browser, and keeps threads free for the emergency stop.
 */
@Component(service = Filter.class, property = "service.ranking:Integer=1000000")
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardFilterAsyncSupported
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=*)")
public final class AccessFilter implements Filter {
  /** Where the emergency stop is asked for. */
  public static final String EMERGENCY_STOP_PATH = "/api/v1/emergency-stop";

  /** Request attribute with the name of the caller; absent where nobody judged the request. */
  public static final String CALLER = "org.busbar.web.rest.caller";

  /** Request attribute that tells, as long as a connection stands, whether it would be let in. */
  public static final String STILL_ALLOWED = "org.busbar.web.rest.still-allowed";

  /** Fewer than the server has threads, so that the emergency stop always finds one. */
  static final int MOST_AT_ONCE = 64;

  private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);

  /** Header that carries the id under which everything a request causes is logged. */
  private static final String CORRELATION_HEADER = "X-Correlation-Id";

  private static final String CORRELATION = Audit.CORRELATION;
  private static final int MOST_STRANGERS = 8;

  private static final String POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  private final Access access;
  private final Console console;
  private final Answers answers = new Answers(new Json());
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final Semaphore strangers = new Semaphore(MOST_STRANGERS);

  /** Judges by this access, and leaves the files of this console open. */
  @Activate
  public AccessFilter(@Reference Access access, @Reference Console console) {
    this.access = access;
    this.console = console;
  }

  @Override
  public void doFilter(ServletRequest plain, ServletResponse plainResponse, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) plain;
    HttpServletResponse response = (HttpServletResponse) plainResponse;
    protect(response);
    String id = correlationId(request);
    response.setHeader(CORRELATION_HEADER, id);
    MDC.put(CORRELATION, id);
    try {
      admit(request, response, chain);
    } finally {
      MDC.remove(CORRELATION);
    }
  }

  /** The caller's own id where it is fit for a log, else a new one. */
  private static String correlationId(HttpServletRequest request) {
    String given = request.getHeader(CORRELATION_HEADER);
    return given != null && given.matches("[A-Za-z0-9._-]{1,64}")
        ? given
        : UUID.randomUUID().toString();
  }

  private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Call call = Call.of(request);
    switch (judge(call)) {
      case Verdict.Refused(Problem problem) -> {
        turnAway(request, response, problem);
      }
      case Verdict.Allowed(String caller) -> {
        request.setAttribute(CALLER, caller);
        BooleanSupplier stillAllowed = () -> judge(call) instanceof Verdict.Allowed;
        request.setAttribute(STILL_ALLOWED, stillAllowed);
        serve(request, new ProblemResponse(response, answers), chain);
        if (!call.isRead()) {
          LOG.info("{} {} by {}: {}", call.method(), call.path(), caller, response.getStatus());
        }
      }
    }
  }

  private Verdict judge(Call call) {
    return access.judge(call, path -> console.file(path).isPresent());
  }

  /**
   * A client that still sends its body would not see the answer, so the body is read; but strangers
   * hold few threads with that.
   */
  private void turnAway(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    boolean patient =
        request.getContentLengthLong() <= Json.MAX_BODY_BYTES && strangers.tryAcquire();
    try {
      if (!patient) {
        response.setHeader("Connection", "close");
      }
      answers.send(response, problem);
      if (patient) {
        drain(request);
      }
    } finally {
      if (patient) {
        strangers.release();
      }
    }
  }

  private void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getRequestURI().equals(EMERGENCY_STOP_PATH)) {
      answer(request, response, chain);
      return;
    }
    if (!places.tryAcquire()) {
      response.setHeader("Retry-After", "1");
      turnAway(
          request,
          response,
          Problem.of(503, "Too many requests at once", "Try again in a second.", null));
      return;
    }
    try {
      answer(request, response, chain);
      drain(request);
    } finally {
      places.release();
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (ServletException | RuntimeException e) {
      if (response.isCommitted()) {
        throw e;
      }
      response.resetBuffer();
      answers.send(response, ProblemMapper.problemOf(e));
    }
  }

  /** Reads what nobody read, so that the connection can serve the next request. */
  private static void drain(HttpServletRequest request) throws IOException {
    if (!request.isAsyncStarted()) {
      request.getInputStream().readNBytes(Json.MAX_BODY_BYTES);
    }
  }

  private static void protect(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
  }
}
