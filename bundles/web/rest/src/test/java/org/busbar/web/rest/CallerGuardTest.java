package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.busbar.web.rest.access.AccessFilter;
import org.junit.jupiter.api.Test;

class CallerGuardTest {
  private final List<Object> given = new ArrayList<>();

  private ContainerRequestContext request(Map<String, Object> attributes) {
    return (ContainerRequestContext)
        Proxy.newProxyInstance(
            CallerGuardTest.class.getClassLoader(),
            new Class<?>[] {ContainerRequestContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getProperty")) {
                return attributes.get(arguments[0]);
              }
              given.add(arguments[0]);
              return null;
            });
  }

  @Test
  void whatTheAccessFilterDidNotSeeIsNotServed() {
    assertThrows(IllegalStateException.class, () -> new CallerGuard().filter(request(Map.of())));
  }

  @Test
  void theCallerIsKnownByName() {
    new CallerGuard().filter(request(Map.of(AccessFilter.CALLER, "console")));
    assertEquals("console", ((SecurityContext) given.getFirst()).getUserPrincipal().getName());
  }
}
