package org.busbar.safety.discover;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.busbar.api.device.write.UnitReader;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;

/**
 * Reads one request at a time with a rest between them, each as a job of its own, so that whoever
 * else uses the connection is not kept waiting for more than one. Gives up who stays silent.
 */
final class PoliteReader implements UnitReader {
  private static final Duration REST = Duration.ofMillis(20);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final int MOST_SILENT = 2;

  private final ReadOnly connection;
  private final int unit;
  private final BooleanSupplier ended;
  private boolean answered;
  private int silent;

  PoliteReader(ReadOnly connection, int unit, BooleanSupplier ended) {
    this.connection = connection;
    this.unit = unit;
    this.ended = ended;
  }

  /** Whether anybody answered, be it with a refusal. */
  boolean hasAnswered() {
    return answered;
  }

  @Override
  public Words read(Table table, int address, int count) throws DeviceException {
    if (ended.getAsBoolean() || silent >= MOST_SILENT) {
      throw new DeviceException.NoResponse("unit " + unit + " is asked no more");
    }
    try {
      Words words = ask(new Registers(unit, table, address, count));
      answered = true;
      return words;
    } catch (DeviceException.NoResponse e) {
      silent++;
      throw e;
    } catch (DeviceException e) {
      answered = true;
      throw e;
    } finally {
      LockSupport.parkNanos(REST.toNanos());
    }
  }

  private Words ask(Registers registers) throws DeviceException {
    CompletableFuture<Words> answer = new CompletableFuture<>();
    long patience = connection.responseTimeout().plus(CONNECT).toMillis();
    try {
      connection.urgent(
          () -> {
            try {
              answer.complete(connection.read(registers));
            } catch (DeviceException | RuntimeException e) {
              answer.completeExceptionally(e);
            }
          });
      return answer.get(patience, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof DeviceException cause) {
        throw cause;
      }
      throw new IllegalStateException("reading " + registers + " failed", e);
    } catch (TimeoutException e) {
      throw new DeviceException.NoResponse("nobody answered in " + patience + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException.NoResponse("interrupted");
    }
  }
}
