package org.busbar.web.rest.live;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket; the server calls it on threads of its own, one at a time. */
public final class LiveEndpoint extends Session.Listener.AbstractAutoDemanding {
  private static final Logger LOG = LoggerFactory.getLogger(LiveEndpoint.class);

  private static final int TRY_LATER = 1013;

  private final LiveHub hub;
  private final String caller;
  private final BooleanSupplier allowed;
  private Optional<Client> client = Optional.empty();

  LiveEndpoint(LiveHub hub, String caller, BooleanSupplier allowed) {
    this.hub = hub;
    this.caller = caller;
    this.allowed = allowed;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    super.onWebSocketOpen(session);
    client = hub.join(new Wire(session), caller, allowed);
    if (client.isEmpty()) {
      session.close(TRY_LATER, "too many clients", Callback.NOOP);
    }
  }

  @Override
  public void onWebSocketText(String message) {
    client.ifPresent(known -> hub.receive(known, message));
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    client.ifPresent(Client::heard);
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    LOG.debug("a live connection broke", cause);
  }

  @Override
  public void onWebSocketClose(int code, String reason) {
    client.ifPresent(hub::leave);
  }

  private record Wire(Session session) implements Outlet {
    @Override
    public void send(String text, Consumer<Boolean> done) {
      session.sendText(text, Callback.from(() -> done.accept(true), failed -> done.accept(false)));
    }

    @Override
    public void ping() {
      session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }

    @Override
    public void close(int code, String reason) {
      session.close(code, reason, Callback.NOOP);
    }

    @Override
    public void cut() {
      session.disconnect();
    }
  }
}
