package org.busbar.transport.modbus;

import java.util.List;
import java.util.function.Consumer;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.Registers;

/** A running poll, as its owner holds it and as the planner knows it. */
final class Poll implements Connection.Poll {
  private final List<Registers> items;
  private final long periodNanos;
  private final ReadLimits limits;
  private final ReadListener listener;
  private final Consumer<Poll> onCancel;
  private volatile boolean cancelled;

  Poll(
      List<Registers> items,
      long periodNanos,
      ReadLimits limits,
      ReadListener listener,
      Consumer<Poll> onCancel) {
    this.items = List.copyOf(items);
    this.periodNanos = periodNanos;
    this.limits = limits;
    this.listener = listener;
    this.onCancel = onCancel;
  }

  List<Registers> items() {
    return items;
  }

  long periodNanos() {
    return periodNanos;
  }

  ReadLimits limits() {
    return limits;
  }

  ReadListener listener() {
    return listener;
  }

  /** Whether another master asks: nothing is learned from it of how the unit is. */
  boolean isForeign() {
    return listener instanceof Proxy.Foreign;
  }

  boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void cancel() {
    cancelled = true;
    onCancel.accept(this);
  }
}
