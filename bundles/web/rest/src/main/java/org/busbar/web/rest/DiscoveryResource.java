package org.busbar.web.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.safety.Discovery;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Summary;
import org.busbar.web.rest.view.ScanView;
import org.jspecify.annotations.Nullable;

/** Searches for devices. A search only reads. */
@Path("discovery")
@Produces(MediaType.APPLICATION_JSON)
public final class DiscoveryResource {
  private static final int MOST_UNITS = 247;
  private static final int MOST_WIRES = 4096;

  private final Sites sites;
  private final Audited audited;

  /**
   * What to search: a network by its ports, or one wire (a serial line, say) as it is.
   *
   * @param transport {@code modbus-tcp} unless given
   * @param network {@code 192.168.1.0/24}, {@code 192.168.1.10-40} or a name
   * @param ports 502 unless given
   * @param wire settings of one connection, in the place of a network
   * @param units unit addresses, 1 unless given
   */
  record SearchRequest(
      @Nullable String transport,
      @Nullable String network,
      @Nullable List<Integer> ports,
      @Nullable Map<String, String> wire,
      @Nullable List<Integer> units) {}

  DiscoveryResource(Sites sites, Audited audited) {
    this.sites = sites;
    this.audited = audited;
  }

  /** The newest searches. */
  @GET
  @Summary("The newest searches for devices, newest first.")
  public List<ScanView> scans() {
    return sites.discovery().scans().stream().map(ScanView::of).toList();
  }

  /** One search. */
  @GET
  @Path("{id}")
  @Summary(value = "A search, how far it has got and what it found.", problems = 404)
  public ScanView scan(@PathParam("id") String id) {
    return scans().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow(() -> no(id));
  }

  /** Begins a search. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Summary(
      value =
          "Begins to search a network or a line for devices; reads only, politely, and uses the"
              + " site's own connections where it has them.",
      success = 201,
      answer = ScanView.class,
      problems = 409)
  public Response begin(SearchRequest request, @Context SecurityContext security) {
    String transport = request.transport() == null ? "modbus-tcp" : request.transport();
    List<Map<String, String>> wires = wires(request);
    List<Integer> units = request.units() == null ? List.of(1) : request.units();
    if (units.isEmpty() || units.stream().anyMatch(unit -> unit < 0 || unit > MOST_UNITS)) {
      throw new ProblemException(
          Problem.field("units", units.toString(), "Units are 0 to " + MOST_UNITS + ".", null));
    }
    try {
      Optional<Discovery.Scan> begun =
          sites.discovery().scan(new Discovery.Search(transport, wires, units));
      ScanView scan =
          begun
              .map(ScanView::of)
              .orElseThrow(
                  () ->
                      new ProblemException(
                          Problem.refused(
                              "A search goes on already.",
                              "Wait for it, or DELETE /api/v1/discovery/{id}.")));
      String what = transport + " " + (request.wire() == null ? request.network() : "one wire");
      audited.changed("search", security, scan.id(), "", what);
      return Response.status(201)
          .header("Location", "/api/v1/discovery/" + scan.id())
          .entity(scan)
          .build();
    } catch (IllegalArgumentException e) {
      String field = request.wire() == null ? "transport" : "wire";
      throw new ProblemException(Problem.field(field, transport, e.getMessage() + ".", null));
    }
  }

  private static List<Map<String, String>> wires(SearchRequest request) {
    if (request.wire() != null) {
      Map<String, String> wire = new HashMap<>(request.wire());
      wire.remove("transport");
      return List.of(wire);
    }
    List<Map<String, String>> wires = new ArrayList<>();
    for (String host : Networks.hosts(Requests.required("network", request.network()))) {
      for (int port : request.ports() == null ? List.of(502) : request.ports()) {
        wires.add(Map.of("host", host, "port", Integer.toString(port)));
      }
    }
    if (wires.isEmpty() || wires.size() > MOST_WIRES) {
      throw new ProblemException(
          Problem.field(
              "ports", null, "These are none, or more than " + MOST_WIRES + ".", "Name fewer."));
    }
    return wires;
  }

  /** Ends a search. */
  @DELETE
  @Path("{id}")
  @Summary(value = "Ends a search; what it found stays.", problems = 404)
  public ScanView cancel(@PathParam("id") String id, @Context SecurityContext security) {
    String before = scan(id).progress();
    sites.discovery().cancelScan(id);
    audited.changed("search-ended", security, id, before, scan(id).progress());
    return scan(id);
  }

  private static ProblemException no(String id) {
    return new ProblemException(
        Problem.notFound("There is no search '" + id + "'.", "GET /api/v1/discovery lists them."));
  }
}
