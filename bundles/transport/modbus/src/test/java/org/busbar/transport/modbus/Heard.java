package org.busbar.transport.modbus;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.Words;
import org.jspecify.annotations.Nullable;

/** A listener that keeps what it hears for the test's thread. */
final class Heard implements ReadListener {
  /** One callback: words or cause. */
  record Call(ReadItem item, @Nullable Words words, @Nullable DeviceException cause) {
    boolean isReceived() {
      return words != null;
    }
  }

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

  @Override
  public void received(ReadItem item, Words words, long sentNanos) {
    calls.add(new Call(item, words, null));
  }

  @Override
  public void failed(ReadItem item, DeviceException cause) {
    calls.add(new Call(item, null, cause));
  }

  /** The next call, awaited for at most 30 s. */
  Call next() {
    try {
      Call call = calls.poll(30, TimeUnit.SECONDS);
      if (call == null) {
        throw new AssertionError("nothing heard in 30 s");
      }
      return call;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The next call of this kind, others passed over. */
  Call next(boolean received) {
    Call call = next();
    while (call.isReceived() != received) {
      call = next();
    }
    return call;
  }

  /** How many wait. */
  int size() {
    return calls.size();
  }
}
