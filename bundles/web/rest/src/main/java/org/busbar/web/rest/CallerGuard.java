package org.busbar.web.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import org.busbar.web.rest.access.AccessFilter;

/** Serves nothing that the access filter did not judge, so that its absence opens no door. */
@Provider
@PreMatching
final class CallerGuard implements ContainerRequestFilter {
  @Override
  public void filter(ContainerRequestContext request) {
    if (!(request.getProperty(AccessFilter.CALLER) instanceof String caller)) {
      throw new IllegalStateException("a request came in past the access filter");
    }
    request.setSecurityContext(new Known(caller));
  }

  private record Known(String caller) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return () -> caller;
    }

    @Override
    public boolean isUserInRole(String role) {
      return false;
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public String getAuthenticationScheme() {
      return "";
    }
  }
}
