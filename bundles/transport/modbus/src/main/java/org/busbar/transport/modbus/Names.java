package org.busbar.transport.modbus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Resolves one host name beside the connection's thread, because a silent name server would hold it
 * for many seconds. An address is taken as it is.
 */
final class Names {
  private final String host;
  private final Runnable done;
  private @Nullable FutureTask<InetAddress[]> running;
  private int attempts;

  Names(String host, Runnable done) {
    this.host = host;
    this.done = done;
  }

  /** Begins to resolve; a resolution that still runs is awaited instead. */
  void resolve() {
    FutureTask<InetAddress[]> current = running;
    if (current != null && !current.isDone()) {
      return;
    }
    FutureTask<InetAddress[]> next = new FutureTask<>(() -> InetAddress.getAllByName(host));
    running = next;
    if (isAddress()) {
      next.run();
      return;
    }
    Thread.ofPlatform()
        .name("resolve-" + host)
        .daemon()
        .start(
            () -> {
              next.run();
              done.run();
            });
  }

  private boolean isAddress() {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** One of the host's addresses, each attempt the next; null while it is not known. */
  @Nullable InetAddress resolved() throws IOException {
    FutureTask<InetAddress[]> current = running;
    if (current == null || !current.isDone()) {
      return null;
    }
    try {
      InetAddress[] all = current.get();
      return all[Math.floorMod(attempts++, all.length)];
    } catch (ExecutionException e) {
      running = null;
      throw e.getCause() instanceof UnknownHostException
          ? new UnknownHostException("host '" + host + "' is not known")
          : new IOException("host '" + host + "' cannot be resolved", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
