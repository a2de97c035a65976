package org.busbar.web.rest;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.access.AccessFilter;
import org.busbar.web.rest.access.Answers;
import org.busbar.web.rest.access.Console;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.metrics.LiveFigures;
import org.busbar.web.rest.metrics.Metrics;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.HealthView;
import org.busbar.web.rest.view.Readiness;
import org.busbar.web.rest.view.ReadinessView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Everything outside /api/v1: health and metrics where machines look for them, the console and the
 * pages that bundles bring to it.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/*")
public final class RootServlet implements PlainServlet {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/vnd.microsoft.icon"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("woff2", "font/woff2"));

  private final Sites sites;
  private final Console console;
  private final Pages pages;
  private final Clock clock;
  private final Readiness readiness;
  private final Metrics metrics;
  private final Answers answers = new Answers(new Json());

  /** Serves these sites, this console and the pages that bundles bring to it. */
  @Activate
  public RootServlet(
      @Reference Sites sites,
      @Reference Console console,
      @Reference Pages pages,
      @Reference LiveFigures live) {
    this.sites = sites;
    this.pages = pages;
    this.console = console;
    this.clock = Clock.system();
    this.readiness = new Readiness(clock);
    this.metrics = new Metrics(clock, live);
  }

  /** What is served here beside the console, for the description of the interface. */
  interface Described {
    @GET
    @Path("/health")
    @Summary(value = "The process answers.", open = true)
    HealthView health();

    @GET
    @Path("/health/ready")
    @Summary(
        value = "200 while the gateway can do its work, else 503 with the same document.",
        same = 503,
        open = true)
    ReadinessView ready();

    @GET
    @Path("/metrics")
    @Summary(value = "Figures in the Prometheus text format 0.0.4.", open = true)
    String metrics();
  }

  @Override
  public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (request.getAttribute(AccessFilter.CALLER) == null) {
      // The filter is not there (yet), so nobody has looked at the host this was asked of.
      answers.send(response, Problem.of(503, "Not ready", "The gateway is starting.", null));
      return;
    }
    String path = request.getRequestURI();
    boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    Optional<URL> file = console.file(path).or(() -> pages.file(path));
    boolean known = file.isPresent() || path.equals("/metrics") || path.startsWith("/health");
    if (known && !reads) {
      response.setHeader("Allow", "GET, HEAD");
      answers.send(
          response, Problem.of(405, "Method not allowed", "This can only be read.", "Use GET."));
      return;
    }
    switch (path) {
      case "/health" -> answers.send(response, 200, HealthView.healthy(clock.instant()));
      case "/health/ready" -> {
        ReadinessView ready = readiness.of(sites.all(), sites.problems());
        answers.send(response, ready.httpStatus(), ready);
      }
      case "/metrics" -> {
        byte[] text = metrics.text(sites.all()).getBytes(StandardCharsets.UTF_8);
        send(response, Metrics.MEDIA_TYPE, text);
      }
      default -> {
        if (file.isPresent()) {
          sendFile(response, path, file.get());
        } else {
          answers.send(
              response,
              Problem.notFound("Nothing is found here.", "The interface is under /api/v1."));
        }
      }
    }
  }

  private static void sendFile(HttpServletResponse response, String path, URL file)
      throws IOException {
    String name = path.equals("/") ? "/index.html" : path;
    // The build gives each file below assets a name with a hash of its content.
    response.setHeader(
        "Cache-Control",
        name.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    try (InputStream in = file.openStream()) {
      send(response, TYPES.getOrDefault(ending, "application/octet-stream"), in.readAllBytes());
    }
  }

  private static void send(HttpServletResponse response, String type, byte[] body)
      throws IOException {
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
