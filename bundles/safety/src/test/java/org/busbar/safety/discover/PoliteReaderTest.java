package org.busbar.safety.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Test;

/** What a search may do on a connection, and when it asks no more. */
class PoliteReaderTest {
  private static final ConnectionCounters COUNTERS = new ConnectionCounters(1, 2, 3, 4, 5);
  private static final Connection.Poll POLL = () -> {};
  private final List<String> called = new ArrayList<>();
  private DeviceException failure = new DeviceException.NoResponse("silent");
  private boolean answers;
  private boolean breaks;
  private boolean runs = true;
  private Duration patience = Duration.ofMillis(10);
  private boolean ended;

  private final RegisterConnection wire =
      (RegisterConnection)
          Proxy.newProxyInstance(
              RegisterConnection.class.getClassLoader(),
              new Class<?>[] {RegisterConnection.class},
              (proxy, method, arguments) -> {
                called.add(method.getName());
                return switch (method.getName()) {
                  case "read" -> read();
                  case "urgent" -> {
                    if (runs) {
                      ((Runnable) arguments[0]).run();
                    }
                    yield null;
                  }
                  case "name" -> "wire";
                  case "responseTimeout" -> patience;
                  case "counters" -> COUNTERS;
                  case "poll" -> POLL;
                  default -> null;
                };
              });

  private final ReadOnly connection = new ReadOnly(wire);
  private final PoliteReader reader = new PoliteReader(connection, 7, () -> ended);

  private Words read() throws DeviceException {
    if (breaks) {
      throw new IllegalStateException("broken");
    }
    if (!answers) {
      throw failure;
    }
    return Words.of(42);
  }

  private DeviceException asked() {
    return assertThrows(DeviceException.class, () -> reader.read(Table.HOLDING, 1, 1));
  }

  private long reads() {
    return called.stream().filter("read"::equals).count();
  }

  @Test
  void whoIsSilentTwiceIsAskedNoMore() {
    assertFalse(reader.hasAnswered());
    asked();
    asked();
    assertEquals(2, reads());
    assertTrue(asked().getMessage().contains("unit 7 is asked no more"));
    assertEquals(2, reads());
    assertFalse(reader.hasAnswered());
  }

  @Test
  void aRefusalIsAnAnswer() throws DeviceException {
    failure = new DeviceException.Rejected("refused", 2);
    for (int i = 0; i < 3; i++) {
      assertSame(failure, asked());
    }
    assertEquals(3, reads());
    assertTrue(reader.hasAnswered());
    answers = true;
    assertEquals(42, reader.read(Table.HOLDING, 1, 1).at(0));
  }

  @Test
  void aValueIsAnAnswerAndAfterEachRequestThereIsARest() throws DeviceException {
    answers = true;
    long begun = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      reader.read(Table.HOLDING, i, 1);
    }
    assertTrue(System.nanoTime() - begun >= Duration.ofMillis(50).toNanos());
    assertTrue(reader.hasAnswered());
  }

  @Test
  void nothingIsAskedOnceTheSearchHasEnded() {
    answers = true;
    ended = true;
    assertTrue(asked().getMessage().contains("asked no more"));
    assertEquals(0, reads());
  }

  @Test
  void aFaultOfTheConnectionIsNoSilence() {
    breaks = true;
    assertThrows(IllegalStateException.class, () -> reader.read(Table.HOLDING, 1, 1));
    assertFalse(reader.hasAnswered());
  }

  @Test
  void aJobThatIsNeverRunIsNotAwaitedForever() {
    runs = false;
    patience = Duration.ofMillis(-1_990);
    assertTrue(asked().getMessage().contains("nobody answered in 10 ms"));
  }

  @Test
  void whoIsInterruptedStaysSo() {
    runs = false;
    Thread.currentThread().interrupt();
    assertTrue(asked().getMessage().contains("interrupted"));
    assertTrue(Thread.interrupted());
  }

  @Test
  void aReadOnlyConnectionPassesEverythingOnButWritesAndItsEnd() throws DeviceException {
    answers = true;
    assertEquals("wire", connection.name());
    assertEquals(patience, connection.responseTimeout());
    assertSame(COUNTERS, connection.counters());
    assertEquals(42, connection.read(new Registers(1, Table.HOLDING, 1, 1)).at(0));
    assertSame(POLL, connection.poll(List.of(), Duration.ofSeconds(1), ReadLimits.DEFAULT, null));
    connection.urgent(() -> called.add("job"));
    assertTrue(called.contains("job"));
    called.clear();
    connection.close();
    assertThrows(DeviceException.class, () -> connection.write(null));
    assertEquals(List.of(), called);
    assertInstanceOf(ReadOnly.class, ReadOnly.of(wire));
  }

  @Test
  void aConnectionWithoutRegistersIsNotSearched() {
    Connection plain =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> null);
    assertThrows(IllegalArgumentException.class, () -> ReadOnly.of(plain));
  }
}
