package org.busbar.safety.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.api.transport.StationConnection;
import org.busbar.api.transport.StationListener;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;

/** What a session may do on a connection that carries documents or stations. */
class ClaimTest {
  private final ManualClock clock = new ManualClock();
  private final List<String> done = new ArrayList<>();
  private final List<Object> listeners = new ArrayList<>();

  /** A wire that writes down what reaches it. */
  private <C extends Connection> C wire(Class<C> kind) {
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            (proxy, method, arguments) -> {
              if (method.getName().equals("hashCode")) {
                return System.identityHashCode(proxy);
              }
              done.add(method.getName());
              for (Object argument : arguments == null ? new Object[0] : arguments) {
                if (argument instanceof DocumentListener || argument instanceof StationListener) {
                  listeners.add(argument);
                }
              }
              return switch (method.getName()) {
                case "watch", "attend" -> (Connection.Poll) () -> done.add("cancelled");
                case "call" -> "{}";
                default -> null;
              };
            }));
  }

  private static final DeviceException LATE = new DeviceException.NoResponse("late");

  private static final DocumentListener DEAF =
      new DocumentListener() {
        @Override
        public void received(Source source, Document document) {}

        @Override
        public void failed(Source source, DeviceException cause) {
          throw new IllegalStateException("mine");
        }
      };

  @Test
  void documentsThatAreAskedForBySendingWaitForTheGrantAndMessagesAreRefused() throws Exception {
    Claim claim = Claim.reading(wire(MessageConnection.class), clock);
    MessageConnection view = (MessageConnection) claim.view();
    Message message = new Message("set", "", "1");
    view.watch(Source.of("state"), Duration.ofSeconds(1), DEAF);
    view.watch(new Source("answer", Optional.of(message)), Duration.ofSeconds(1), DEAF);
    assertEquals(List.of("watch"), done, "only what is not asked for");
    assertTrue(claim.isHeldBack());
    assertThrows(DeviceException.class, () -> view.write(message));
    assertThrows(
        DeviceException.class, () -> view.read(new Source("answer", Optional.of(message))));
    assertEquals(List.of("watch"), done);
    assertEquals(2, claim.tried());
    claim.grant();
    assertEquals(List.of("watch", "watch"), done);
    view.write(message);
    claim.withhold();
    assertThrows(DeviceException.class, () -> view.write(message));
    claim.end();
    assertEquals(List.of("watch", "watch", "write", "cancelled", "cancelled"), done);
  }

  @Test
  void whatASessionIsCalledBackWithIsCountedAsItsOwnAlsoWhereItThrows() {
    Claim claim = Claim.reading(wire(MessageConnection.class), clock);
    MessageConnection view = (MessageConnection) claim.view();
    view.watch(Source.of("state"), Duration.ofSeconds(1), DEAF);
    Claim.count(
        view,
        () -> {
          done.add("begun");
          return () -> done.add("ended");
        });
    Claim.count(wire(Connection.class), () -> () -> done.add("of nobody"));
    DocumentListener listener = (DocumentListener) listeners.getFirst();
    assertThrows(IllegalStateException.class, () -> listener.failed(Source.of("state"), LATE));
    assertEquals(List.of("watch", "begun", "ended"), done);
    claim.end();
    listener.failed(Source.of("state"), LATE);
    assertEquals(List.of("watch", "begun", "ended", "cancelled"), done, "nobody is called");
  }

  @Test
  void aStationIsHeardButNeitherCalledNorAnswered() throws Exception {
    Claim claim = Claim.reading(wire(StationConnection.class), clock);
    StationConnection view = (StationConnection) claim.view();
    view.attend(
        "s1",
        Duration.ofSeconds(1),
        new StationListener() {
          @Override
          public void arrived(String protocol) {}

          @Override
          public void left(DeviceException cause) {}

          @Override
          public Optional<String> called(String action, String payload, long nanos) {
            done.add("heard " + action);
            return Optional.of("{}");
          }

          @Override
          public void due() {}
        });
    StationListener heard = (StationListener) listeners.getFirst();
    assertEquals(Optional.empty(), heard.called("Heartbeat", "{}", 0));
    assertThrows(DeviceException.class, () -> view.call("s1", "Reset", "{}"));
    assertEquals(List.of("attend", "heard Heartbeat"), done);
    claim.grant();
    assertEquals(Optional.of("{}"), heard.called("Heartbeat", "{}", 0));
    assertEquals("{}", view.call("s1", "Reset", "{}"));
  }

  @Test
  void whatComesAfterTheEndIsDroppedAndCounted() {
    Claim claim = Claim.writing(wire(MessageConnection.class), clock);
    ((MessageConnection) claim.view()).watch(Source.of("state"), Duration.ofSeconds(1), DEAF);
    DocumentListener late = (DocumentListener) listeners.getFirst();
    DeviceException lost = new DeviceException.NoResponse("x");
    assertThrows(IllegalStateException.class, () -> late.failed(Source.of("state"), lost));
    assertTrue(claim.fault().contains("mine"));
    claim.end();
    late.failed(Source.of("state"), lost);
    assertEquals(1, claim.dropped());
    assertFalse(claim.isGranted());
  }
}
