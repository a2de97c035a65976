package org.busbar.transport.modbus;

import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.Registers;
import org.jspecify.annotations.Nullable;

/** One item of one poll, wherever it is read along. Used by the connection's thread only. */
final class Want {
  final Poll poll;
  final Registers item;

  /** Items of different parts are never read together; grows when a unit refuses a block. */
  int part;

  @Nullable Block block;

  Want(Poll poll, Registers item) {
    this.poll = poll;
    this.item = item;
  }

  ReadLimits limits() {
    return poll.limits();
  }

  int end() {
    return item.address() + item.count();
  }
}
