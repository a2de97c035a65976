package org.busbar.safety.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Source;
import org.busbar.api.transport.StationConnection;
import org.busbar.api.transport.StationListener;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;

/** A session sees its connection as it is, as far as its claim goes. */
class ViewsTest {
  private static final ConnectionCounters COUNTERS = new ConnectionCounters(1, 2, 3, 4, 5);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Registers ITEM = new Registers(1, Table.HOLDING, 1, 1);
  private static final RegisterWrite WRITE =
      new RegisterWrite(1, Table.HOLDING, 1, Words.of(7), true);
  private static final Document DOCUMENT = new Document("{}", 0, false);
  private static final DeviceException LOST = new DeviceException.NoResponse("lost");

  private final ManualClock clock = new ManualClock();
  private final List<String> done = new ArrayList<>();
  private final List<Object> listeners = new ArrayList<>();
  private long wireMs;

  private <C> C wire(Class<C> kind) {
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            (proxy, method, arguments) -> {
              done.add(method.getName());
              for (Object argument : arguments == null ? new Object[0] : arguments) {
                if (argument instanceof Runnable job) {
                  job.run();
                }
                listeners.add(argument);
              }
              clock.advanceMs(wireMs);
              return switch (method.getName()) {
                case "poll", "watch", "attend" -> (Connection.Poll) () -> done.add("cancelled");
                case "read" -> kind == RegisterConnection.class ? Words.of(42) : DOCUMENT;
                case "call" -> "{}";
                case "name" -> "line";
                case "responseTimeout" -> SECOND;
                case "counters" -> COUNTERS;
                default -> null;
              };
            }));
  }

  /** A listener of any kind that writes down what it hears, and takes so long for it. */
  private <L> L ear(Class<L> kind, long tookMs) {
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            (proxy, method, arguments) -> {
              done.add("heard " + method.getName());
              clock.advanceMs(tookMs);
              return method.getName().equals("called") ? Optional.of("{}") : null;
            }));
  }

  private <L> L given(Class<L> kind) {
    return listeners.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  @Test
  void whatAllConnectionsHaveIsPassedOnButTheirEnd() {
    for (Class<? extends Connection> kind :
        List.of(
            Connection.class,
            RegisterConnection.class,
            MessageConnection.class,
            StationConnection.class)) {
      Claim claim = Claim.reading(wire(kind), clock);
      Connection view = claim.view();
      assertEquals("line", view.name());
      assertEquals(SECOND, view.responseTimeout());
      assertSame(COUNTERS, view.counters());
      done.clear();
      view.close();
      assertEquals(List.of(), done);
      view.urgent(() -> done.add("job"));
      assertEquals(List.of("urgent", "job"), done);
      claim.end();
      view.urgent(() -> done.add("late"));
      assertEquals(List.of("urgent", "job", "urgent"), done, "nobody is called back");
    }
  }

  @Test
  void thePlatformsOwnClaimIsTheConnectionItself() {
    Connection wire = wire(Connection.class);
    Claim claim = Claim.bare(wire, clock);
    assertSame(wire, claim.view());
    assertSame(wire, claim.wire());
    assertTrue(claim.isGranted());
  }

  @Test
  void registersAreReadAndWritingWaitsForTheGrant() throws DeviceException {
    Claim claim = Claim.reading(wire(RegisterConnection.class), clock);
    RegisterConnection view = (RegisterConnection) claim.view();
    assertEquals(42, view.read(ITEM).at(0));
    Connection.Poll poll =
        view.poll(List.of(ITEM), SECOND, ReadLimits.DEFAULT, ear(ReadListener.class, 0));
    ReadListener guarded = given(ReadListener.class);
    guarded.received(ITEM, Words.of(1), 0);
    guarded.failed(ITEM, LOST);
    assertThrows(DeviceException.class, () -> view.write(WRITE));
    assertFalse(claim.isGranted());
    claim.grant();
    assertTrue(claim.isGranted());
    view.write(WRITE);
    poll.cancel();
    claim.end();
    assertEquals(
        List.of("read", "poll", "heard received", "heard failed", "write", "cancelled"), done);
  }

  @Test
  void whatIsBegunAfterTheEndEndsAtOnce() {
    Claim claim = Claim.writing(wire(RegisterConnection.class), clock);
    claim.end();
    ((RegisterConnection) claim.view())
        .poll(List.of(ITEM), SECOND, ReadLimits.DEFAULT, ear(ReadListener.class, 0));
    assertEquals(List.of("poll", "cancelled"), done);
  }

  @Test
  void allThatGoesOnEndsOnceWithTheClaim() {
    Claim claim = Claim.writing(wire(RegisterConnection.class), clock);
    RegisterConnection view = (RegisterConnection) claim.view();
    view.poll(List.of(ITEM), SECOND, ReadLimits.DEFAULT, ear(ReadListener.class, 0));
    claim.end();
    claim.end();
    assertEquals(List.of("poll", "cancelled"), done);
  }

  /** Waiting for the wire is no fault of a session; its own time is. */
  @Test
  void theSlowestCallbackIsKnownWithoutWhatItWaitedForTheWire() throws DeviceException {
    Claim claim = Claim.writing(wire(RegisterConnection.class), clock);
    RegisterConnection view = (RegisterConnection) claim.view();
    view.poll(List.of(ITEM), SECOND, ReadLimits.DEFAULT, ear(ReadListener.class, 30));
    assertEquals(0, claim.slowestNanos());
    given(ReadListener.class).failed(ITEM, LOST);
    assertEquals(30_000_000, claim.slowestNanos());
    wireMs = 500;
    claim.call(
        () -> {
          clock.advanceMs(20);
          assertThrowsNothing(view);
          assertThrowsNothing(view);
          clock.advanceMs(20);
        });
    assertEquals(40_000_000, claim.slowestNanos());
    claim.call(() -> clock.advanceMs(39));
    assertEquals(40_000_000, claim.slowestNanos(), "the slowest stays");
  }

  private static void assertThrowsNothing(RegisterConnection view) {
    try {
      view.read(ITEM);
    } catch (DeviceException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void documentsAreReadAndHeard() throws DeviceException {
    Claim claim = Claim.reading(wire(MessageConnection.class), clock);
    MessageConnection view = (MessageConnection) claim.view();
    assertSame(DOCUMENT, view.read(Source.of("state")));
    Connection.Poll poll = view.watch(Source.of("state"), SECOND, ear(DocumentListener.class, 0));
    DocumentListener guarded = given(DocumentListener.class);
    guarded.received(Source.of("state"), DOCUMENT);
    guarded.failed(Source.of("state"), LOST);
    poll.cancel();
    assertEquals(List.of("read", "watch", "heard received", "heard failed", "cancelled"), done);
    assertEquals(0, claim.tried());
    assertFalse(claim.isHeldBack());
  }

  @Test
  void aWatchThatWaitsBeginsOnceWithTheGrantUnlessItWasCancelled() {
    Claim claim = Claim.reading(wire(MessageConnection.class), clock);
    MessageConnection view = (MessageConnection) claim.view();
    Source asked = new Source("answer", Optional.of(new Message("ask", "", "1")));
    Connection.Poll one = view.watch(asked, SECOND, ear(DocumentListener.class, 0));
    Connection.Poll other = view.watch(asked, SECOND, ear(DocumentListener.class, 0));
    other.cancel();
    claim.grant();
    assertEquals(List.of("watch"), done);
    claim.withhold();
    claim.grant();
    assertEquals(List.of("watch"), done, "it has begun");
    one.cancel();
    assertEquals(List.of("watch", "cancelled"), done);
    view.watch(asked, SECOND, ear(DocumentListener.class, 0));
    assertEquals(List.of("watch", "cancelled", "watch"), done, "it may send");
  }

  @Test
  void aStationIsHeard() {
    Claim claim = Claim.reading(wire(StationConnection.class), clock);
    StationConnection view = (StationConnection) claim.view();
    Connection.Poll poll = view.attend("s1", SECOND, ear(StationListener.class, 0));
    StationListener guarded = given(StationListener.class);
    guarded.arrived("ocpp1.6");
    guarded.left(LOST);
    guarded.due();
    assertThrows(DeviceException.class, () -> view.call("s1", "Reset", "{}"));
    assertTrue(claim.isHeldBack());
    assertEquals(0, claim.tried());
    poll.cancel();
    assertEquals(List.of("attend", "heard arrived", "heard left", "heard due", "cancelled"), done);
  }

  @Test
  void whatACallbackThrowsIsKept() {
    Claim claim = Claim.writing(wire(Connection.class), clock);
    Runnable bad =
        () -> {
          waits(claim, 500);
          clock.advanceMs(7);
          throw new IllegalStateException("mine");
        };
    assertThrows(IllegalStateException.class, () -> claim.call(bad));
    assertTrue(claim.fault().contains("mine"));
    assertEquals(7_000_000, claim.slowestNanos(), "without what it waited for the wire");
  }

  private void waits(Claim claim, long ms) {
    try {
      claim.waiting(() -> clock.advanceMs(ms));
    } catch (DeviceException e) {
      throw new AssertionError(e);
    }
  }
}
