package org.busbar.web.rest.live;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.busbar.web.rest.EmergencyContext;
import org.busbar.web.rest.access.AccessFilter;
import org.busbar.web.rest.access.Answers;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.json.Problem;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Where the live interface is reached. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/live")
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=" + EmergencyContext.NAME + ")")
@SuppressWarnings("serial") // nobody writes a servlet to a stream
public final class LiveServlet extends JettyWebSocketServlet {
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final transient LiveHub hub;
  private final transient Answers answers = new Answers(new Json());

  /** Serves what is live here. */
  @Activate
  public LiveServlet(@Reference Live live) {
    this.hub = live.hub();
  }

  @Override
  protected void configure(JettyWebSocketServletFactory factory) {
    factory.setMaxTextMessageSize(Json.MAX_BODY_BYTES);
    factory.setMaxBinaryMessageSize(1);
    factory.setIdleTimeout(IDLE);
    factory.setCreator(this::endpoint);
  }

  private @Nullable Object endpoint(
      JettyServerUpgradeRequest request, JettyServerUpgradeResponse response) throws IOException {
    HttpServletRequest http = request.getHttpServletRequest();
    if (!(http.getAttribute(AccessFilter.CALLER) instanceof String caller)
        || !(http.getAttribute(AccessFilter.STILL_ALLOWED) instanceof BooleanSupplier allowed)) {
      throw new IllegalStateException("a request came in past the access filter");
    }
    return new LiveEndpoint(hub, caller, allowed);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET");
      answers.send(
          response,
          Problem.of(405, "Method not allowed", "The live interface is a WebSocket.", "Use GET."));
      return;
    }
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      response.setHeader("Upgrade", "websocket");
      answers.send(
          response,
          Problem.of(
              426,
              "Upgrade required",
              "The live interface is a WebSocket.",
              "Connect with ws://."));
      return;
    }
    super.service(request, response);
  }
}
