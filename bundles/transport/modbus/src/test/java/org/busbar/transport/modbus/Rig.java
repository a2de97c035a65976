package org.busbar.transport.modbus;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.RegisterConnection;

/** Opens connections for a test and keeps what they tell. */
final class Rig implements ConnectionListener {
  /** Work on the connection's thread. */
  interface Job<T> {
    T run() throws DeviceException;
  }

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @Override
  public void connected() {
    told.add("connected");
  }

  @Override
  public void lost(DeviceException cause) {
    told.add("lost: " + cause.getMessage());
  }

  RegisterConnection open(int port, String timeout) {
    return open("127.0.0.1", port, timeout);
  }

  RegisterConnection open(String host, int port, String timeout) {
    Map<String, String> settings = Map.of("host", host, "port", "" + port, "timeout", timeout);
    return new ModbusTcp()
        .open(new ConnectionConfig("test", "modbus-tcp", settings, "test"), this, Clock.system());
  }

  /** What is told next, awaited for at most 30 s. */
  String nextTold() throws InterruptedException {
    String next = told.poll(30, TimeUnit.SECONDS);
    return next == null ? "nothing" : next;
  }

  boolean nothingElseTold() {
    return told.isEmpty();
  }

  /** Runs as an urgent job and hands out what came of it. */
  static <T> T onThread(RegisterConnection connection, Job<T> job) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    connection.urgent(
        () -> {
          try {
            result.complete(job.run());
          } catch (DeviceException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }
}
