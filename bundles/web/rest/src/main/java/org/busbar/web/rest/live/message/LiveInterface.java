package org.busbar.web.rest.live.message;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.busbar.web.rest.openapi.Messages;
import org.busbar.web.rest.openapi.Summary;

/** The live interface, for the description of all that is served. */
public interface LiveInterface {
  /** The upgrade; nobody calls it. */
  @GET
  @Path("/live")
  @Summary(
      value = "What changes, as it changes, and commands: a WebSocket.",
      success = 101,
      problems = 426)
  @Messages(
      fromClient = {Incoming.Subscribe.class, Incoming.Propose.class, Incoming.EmergencyStop.class},
      fromGateway = {
        Outgoing.Subscribed.class,
        Outgoing.Values.class,
        Outgoing.SiteFrame.class,
        Outgoing.EventFrame.class,
        Outgoing.DecisionFrame.class,
        Outgoing.Acknowledgement.class,
        Outgoing.Gap.class
      })
  void live();
}
