package org.busbar.web.rest;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A servlet without the Java serialisation that the usual base class brings along. */
interface PlainServlet extends Servlet {
  /** Serves one request. */
  void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;

  @Override
  default void service(ServletRequest request, ServletResponse response) throws IOException {
    serve((HttpServletRequest) request, (HttpServletResponse) response);
  }

  @Override
  default void init(ServletConfig config) {}

  @Override
  default @Nullable ServletConfig getServletConfig() {
    return null;
  }

  @Override
  default String getServletInfo() {
    return "";
  }

  @Override
  default void destroy() {}
}
