package org.busbar.transport.mqtt;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;

/** Keeps what was told, and runs jobs on a connection's thread. */
final class Heard implements DocumentListener, ConnectionListener {
  interface Job<T> {
    T run() throws Exception;
  }

  final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

  @Override
  public void received(Source source, Document document) {
    told.add(document);
  }

  @Override
  public void failed(Source source, DeviceException cause) {
    told.add(cause);
  }

  @Override
  public void connected() {
    changes.add("connected");
  }

  @Override
  public void lost(DeviceException cause) {
    changes.add("lost");
  }

  Object next() throws InterruptedException {
    Object next = told.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was told in 10 s");
    }
    return next;
  }

  /** The next of a kind; passes over others. */
  <T> T next(Class<T> kind) throws InterruptedException {
    while (true) {
      Object next = next();
      if (kind.isInstance(next)) {
        return kind.cast(next);
      }
    }
  }

  static <T> T onThread(MessageConnection connection, Job<T> job) throws Exception {
    var result = new java.util.concurrent.CompletableFuture<T>();
    connection.urgent(
        () -> {
          try {
            result.complete(job.run());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(10, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
