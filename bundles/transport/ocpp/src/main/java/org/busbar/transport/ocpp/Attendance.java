package org.busbar.transport.ocpp;

import java.util.function.Consumer;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.StationListener;

/** One listener of one station. */
final class Attendance implements Connection.Poll {
  final Station station;
  final StationListener listener;
  final long periodNanos;
  private final Consumer<Attendance> onCancel;

  /** When it is due next; touched on the connection's thread only. */
  long dueNanos;

  private volatile boolean isCancelled;

  Attendance(
      Station station,
      StationListener listener,
      long periodNanos,
      long nowNanos,
      Consumer<Attendance> onCancel) {
    this.station = station;
    this.listener = listener;
    this.periodNanos = periodNanos;
    this.dueNanos = nowNanos;
    this.onCancel = onCancel;
  }

  boolean isCancelled() {
    return isCancelled;
  }

  @Override
  public void cancel() {
    isCancelled = true;
    onCancel.accept(this);
  }
}
