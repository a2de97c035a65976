package org.busbar.testkit.api;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;

/** Keeps what a connection of documents told, and runs jobs on its thread. Thread-safe. */
public final class Heard implements DocumentListener, ConnectionListener {
  /** What runs on the thread. */
  public interface Job<T> {
    /** Runs; what it throws reaches the caller. */
    T run() throws Exception;
  }

  /** Documents and failures, in order. */
  public final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  /** {@code connected} and {@code lost}, in order. */
  public final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

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

  /** The next that was told; fails after 30 s. */
  public Object next() throws InterruptedException {
    Object next = told.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was told in 30 s");
    }
    return next;
  }

  /** The next of a kind; passes over others. */
  public <T> T next(Class<T> kind) throws InterruptedException {
    while (true) {
      Object next = next();
      if (kind.isInstance(next)) {
        return kind.cast(next);
      }
    }
  }

  /** Runs a job on the thread of a connection and waits for it, at most 30 s. */
  public static <T> T onThread(MessageConnection connection, Job<T> job) throws Exception {
    var result = new CompletableFuture<T>();
    connection.urgent(
        () -> {
          try {
            result.complete(job.run());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
