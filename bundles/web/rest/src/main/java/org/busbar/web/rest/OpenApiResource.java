package org.busbar.web.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.busbar.web.rest.openapi.Summary;

/** The description of the interface. */
@Path("openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenApiResource {
  private final Map<String, Object> document;

  OpenApiResource(Map<String, Object> document) {
    this.document = document;
  }

  /** The OpenAPI document. */
  @GET
  @Summary(value = "This document.", answer = Map.class)
  public Map<String, Object> document() {
    return document;
  }
}
