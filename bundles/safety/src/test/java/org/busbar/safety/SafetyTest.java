package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.guard.Beats;
import org.busbar.api.plugin.Succession;
import org.busbar.api.safety.Field;
import org.busbar.api.safety.Interlock;
import org.busbar.api.safety.StopSource;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeConnection;
import org.busbar.testkit.api.FakeDriver;
import org.busbar.testkit.api.FakeTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentContext;

/** The service, and who may have it. */
@Timeout(120)
class SafetyTest {
  private static final String CORE = "org.busbar.core";

  @TempDir Path home;

  private final Rig rig = new Rig().battery(Rig.power());
  private final Map<String, String> properties = new HashMap<>();
  private final List<Object> offered = new ArrayList<>();
  private final ByHand hand = new ByHand();

  /** Rounds that are made by a test. */
  private static final class ByHand implements Rounds {
    private final Map<String, Runnable> rounds = new LinkedHashMap<>();
    private final List<String> woken = new ArrayList<>();
    private boolean closed;

    @Override
    public Runnable every(String name, Duration period, Runnable round) {
      rounds.put(name, round);
      return () -> woken.add(name.substring("busbar-safety-".length()));
    }

    void make(String name) {
      rounds.get("busbar-safety-" + name).run();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName()).apply(arguments)));
  }

  /** What a framework gives to a component that some bundle uses, none where it has no name. */
  private ComponentContext usedBy(String name) {
    ServiceRegistration<?> registration =
        fake(
            ServiceRegistration.class,
            Map.of(
                "unregister",
                none -> {
                  offered.clear();
                  return null;
                }));
    BundleContext bundles =
        fake(
            BundleContext.class,
            Map.of(
                "getProperty",
                key -> properties.get(key[0]),
                "registerService",
                service -> {
                  offered.add(service[1]);
                  return registration;
                }));
    Bundle bundle =
        fake(Bundle.class, Map.of("getSymbolicName", none -> name, "toString", none -> name));
    return fake(
        ComponentContext.class,
        Map.of(
            "getBundleContext",
            none -> bundles,
            "getUsingBundle",
            none -> name.isEmpty() ? null : bundle));
  }

  @Test
  void nobodyButTheCoreMayOpenAField() {
    for (String user : List.of("", "com.acme.plugin")) {
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> new Safety(usedBy(user)));
      assertTrue(refused.getMessage().startsWith("fields are opened by org.busbar.core only"));
    }
    assertEquals(List.of(), offered);
    new Safety(usedBy(CORE)).close();
  }

  @Test
  void theSuccessionOfDriversIsOfferedAsLongAsItIsThere() {
    Safety safety = new Safety(usedBy(CORE));
    assertEquals(List.of(safety.succession()), offered);
    assertInstanceOf(Succession.class, offered.getFirst());
    safety.close();
    assertEquals(List.of(), offered);
  }

  @Test
  void underASupervisorItBeatsAndTellsWhatThatHasDone() throws Exception {
    Path counters = Files.createFile(home.resolve("beats"));
    Beats.sign(counters);
    Beats beats = Beats.of(counters);
    properties.put("busbar.supervisor", counters.toString());
    for (String told : List.of("", "It was killed.")) {
      if (!told.isEmpty()) {
        properties.put("busbar.supervisor.told", told);
      }
      long before = beats.get(Beats.Counter.LEASES);
      Safety safety = new Safety(usedBy(CORE));
      safety.open(rig.model(), sample -> sample, rig.events, home.resolve("h" + told), rig.clock);
      assertEquals(told.isEmpty() ? 0 : 1, rig.events.ofKind("supervisor-acted").size());
      CountDownLatch never = new CountDownLatch(1);
      while (beats.get(Beats.Counter.LEASES) == before) {
        assertFalse(never.await(5, TimeUnit.MILLISECONDS));
      }
      safety.close();
      assertEquals(1, beats.get(Beats.Counter.CLOSED));
    }
  }

  @Test
  void aProgramMayHaveOneWithoutAFramework() {
    Safety safety = new Safety();
    open(safety);
    safety.close();
    assertEquals(List.of(), rig.events.ofKind("supervisor-lost"));
  }

  @Test
  void withoutASupervisorNoneIsMissed() throws IOException {
    Safety safety = new Safety(usedBy(CORE));
    Field field = safety.open(rig.model(), sample -> sample, rig.events, home, rig.clock);
    ((SiteField) field).watch(rig.clock.nanos());
    assertEquals(List.of(), rig.events.ofKind("supervisor-lost"));
    safety.close();
  }

  private Safety stepped() {
    Safety safety = Safety.steppedBy(hand);
    safety.addTransport(rig.transport);
    return safety;
  }

  private Field open(Safety safety) {
    return safety.open(rig.model(), sample -> sample, rig.events, home, rig.clock);
  }

  @Test
  void aStopIsPutOnRecordFirstAndEverybodyIsWokenForIt() {
    Safety safety = stepped();
    safety.addDriver(rig.driver);
    Field field = open(safety);
    hand.make("watch");
    hand.woken.clear();
    field.emergencyStop(StopSource.SCREEN, "anna", "a test");
    assertTrue(hand.woken.containsAll(List.of("record", "watch", "audit")), hand.woken.toString());
    assertTrue(hand.woken.indexOf("record") < hand.woken.indexOf("watch"), "the record first");
    assertFalse(Files.exists(home.resolve("safety.state")));
    hand.make("record");
    assertTrue(Files.exists(home.resolve("safety.state")));
    hand.make("leases");
    assertEquals("SAFE 0", rig.told().getLast());
    assertFalse(hand.closed);
    safety.close();
    assertTrue(hand.closed);
    assertTrue(rig.transport.connection("line").isClosed());
  }

  @Test
  void aDriverThatComesOpensItsDevicesAndOneThatGoesClosesThem() {
    Safety safety = stepped();
    open(safety);
    assertFalse(rig.driver.hasOpened(Rig.BAT));
    safety.bindDriver(rig.driver, Map.of(Constants.SERVICE_BUNDLEID, 11L));
    assertTrue(rig.driver.hasOpened(Rig.BAT));
    assertEquals(Set.of("fake"), bound(safety, 11));
    safety.unbindDriver(rig.driver);
    assertEquals(SessionStatus.State.CLOSED, rig.bat().status().state());
    assertEquals(Set.of(), bound(safety, 11));
    safety.bindDriver(new FakeDriver(), Map.of());
    assertEquals(Set.of(), bound(safety, 11));
    assertTrue(bound(safety, 0).contains("fake"), "of no bundle");
    safety.close();
  }

  private static Set<String> bound(Safety safety, long bundle) {
    DeviceSuccession succession = (DeviceSuccession) safety.succession();
    return succession.fields().types().driversOf(Set.of(bundle)).keySet();
  }

  @Test
  void aTransportThatGoesTakesItsConnectionsWithIt() {
    Safety safety = stepped();
    safety.addDriver(rig.driver);
    open(safety);
    safety.removeTransport(rig.transport);
    assertTrue(rig.transport.connection("line").isClosed());
    FakeTransport next = new FakeTransport(FakeConnection.Mode.AT_ONCE);
    safety.addTransport(next);
    assertFalse(next.connection("line").isClosed());
    safety.close();
  }

  @Test
  void codeOfPlugInsIsCountedByWhoCountsAtThatTime() {
    Safety safety = stepped();
    CountingContainment first = new CountingContainment("acme");
    CountingContainment second = new CountingContainment("acme");
    safety.addContainment(first);
    safety.addDriver(rig.driver);
    open(safety);
    assertTrue(first.begun() > 0);
    safety.addContainment(second);
    safety.removeContainment(first);
    safety.problems(rig.model());
    assertTrue(second.begun() > 0, "it is another one's by now");
    safety.removeContainment(second);
    int begun = second.begun();
    safety.problems(rig.model());
    assertEquals(begun, second.begun());
    safety.close();
  }

  @Test
  void whatIsThereAndWhatIsWrongIsToldBeforeAnythingIsOpened() {
    Safety safety = stepped();
    DeviceType made =
        new DeviceType(
            FakeDriver.ID,
            "fake",
            "Fake",
            "Nobody",
            List.of(),
            Map.of(),
            Maturity.SIMULATED,
            List.of(),
            List.of(),
            List.of());
    safety.addDriver(new Telling(rig.driver, made));
    assertTrue(safety.deviceTypes().contains(made));
    assertTrue(safety.discovery().isPresent());
    assertEquals(List.of(), safety.problems(rig.model()));
    rig.limit(
        "bat9",
        Points.TEMPERATURE_C,
        new Interval(0, 40),
        org.busbar.api.site.LimitConfig.Reaction.TRIP);
    assertEquals(1, safety.problems(rig.model()).size());
    assertFalse(rig.driver.hasOpened(Rig.BAT));
    safety.close();
  }

  /** A driver that tells what it makes. */
  private record Telling(FakeDriver driver, DeviceType made) implements Driver {
    @Override
    public String id() {
      return driver.id();
    }

    @Override
    public List<DeviceType> types() {
      return List.of(made);
    }

    @Override
    public org.busbar.api.device.DeviceDeclaration describe(DeviceConfig config) {
      return driver.describe(config);
    }

    @Override
    public DeviceSession open(
        org.busbar.api.transport.Connection connection,
        DeviceConfig config,
        org.busbar.api.device.write.SampleSink sink,
        org.busbar.api.time.Clock clock) {
      return driver.open(connection, config, sink, clock);
    }
  }

  @Test
  void interlocksComeAndGo() {
    Safety safety = stepped();
    Interlock interlock = fake(Interlock.class, Map.of("equals", same -> true));
    var known = ((DeviceSuccession) safety.succession()).fields().types().interlocks();
    safety.addInterlock(interlock);
    assertEquals(1, known.size());
    safety.removeInterlock(interlock);
    assertEquals(0, known.size());
    safety.close();
  }
}
