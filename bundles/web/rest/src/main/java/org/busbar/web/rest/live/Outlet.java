package org.busbar.web.rest.live;

import java.util.function.Consumer;

/** The sending side of a connection. Nothing here blocks. */
interface Outlet {
  /** Sends a message; tells, from any thread and perhaps before it returns, how that ended. */
  void send(String text, Consumer<Boolean> done);

  /** Asks for a sign of life that comes only after everything sent before it was read. */
  void ping();

  /** Ends the connection as the protocol has it. */
  void close(int code, String reason);

  /** Ends the connection at once, whatever is still on its way. */
  void cut();
}
