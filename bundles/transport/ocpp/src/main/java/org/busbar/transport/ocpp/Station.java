package org.busbar.transport.ocpp;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.java_websocket.WebSocket;
import org.jspecify.annotations.Nullable;

/** One station: who attends it, and what is known of its socket. */
final class Station {
  /** Most messages of one station that may wait; a station that sends more is hung up on. */
  static final int MOST_WAITING = 64;

  final String name;
  final CopyOnWriteArrayList<Attendance> attended = new CopyOnWriteArrayList<>();

  /** What came and was not heard yet; guarded by the lock of {@link Inbox}. */
  final Queue<Runnable> inbox = new ArrayDeque<>();

  /** The rest is touched on the connection's thread only. */
  @Nullable WebSocket socket;

  String protocol = "";

  /** A call was not answered; nothing has come since. */
  boolean isSilent;

  Station(String name) {
    this.name = name;
  }
}
