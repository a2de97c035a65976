package org.busbar.core.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.control.Ask;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Proposal;
import org.busbar.api.events.Severity;
import org.busbar.api.face.CommandStatus;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.plugin.Containment;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.core.image.Image;
import org.busbar.core.mode.InlineWorkers;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.mode.Modes;
import org.busbar.core.site.Fakes.FakeField;
import org.busbar.core.site.Fakes.Told;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteAgentTest {
  @TempDir Path home;

  private final ManualClock clock = new ManualClock();
  private final ModeTypes types = new ModeTypes();
  private final InlineWorkers workers = new InlineWorkers(clock);
  private final FakeField field = new FakeField();
  private final List<String> audited = new ArrayList<>();
  private Optional<Class<?>> caller = Optional.empty();
  private Containment containment = Containment.none();

  private SiteAgent site() throws IOException {
    var model = Fakes.house();
    EventRing events = new EventRing(model.id(), clock);
    Autostart autostart = Autostart.of(model, home);
    Switches switches = new Switches(home);
    Image image = new Image(clock);
    field.open(model, image, events, home, clock);
    Modes modes = new Modes(model, switches.all(), types, workers, events);
    return new SiteAgent(
        model,
        clock,
        new SiteAgent.Parts(
            image,
            events,
            field,
            modes,
            switches,
            autostart,
            new DeviceCommands(clock, home, model.cycle()),
            new Entitlement(
                () -> containment,
                () -> caller,
                (kind, by, reason, values) -> audited.add(kind + " " + by + ": " + reason),
                events,
                clock)));
  }

  private void step(SiteAgent site, int times) {
    for (int i = 0; i < times; i++) {
      clock.advanceMs(100);
      site.step();
    }
  }

  private void meter(double powerW) {
    long now = clock.nanos();
    field.store.put(
        new Sample(
            Address.of(new NodeId("pcc"), Points.ACTIVE_POWER_W),
            powerW,
            Quality.GOOD,
            now,
            now + Duration.ofSeconds(3).toNanos(),
            clock.instant()));
  }

  private static Proposal proposal(SiteAgent site, String source, Level level, double targetW) {
    return new Proposal(
        source,
        level,
        new NodeId("bat2"),
        Points.ACTIVE_POWER_W,
        Phase.TOTAL,
        Interval.UNBOUNDED,
        targetW,
        site.snapshot().nanos() + Duration.ofSeconds(1).toNanos(),
        "asked");
  }

  private Setpoints last() {
    return field.submitted.getLast();
  }

  @Test
  void whatAModeAsksForInOneStepIsDecidedInTheNext() throws IOException {
    field.state = SiteState.RUNNING;
    types.add(Told.target("told", 3000));
    SiteAgent site = site();
    step(site, 2);
    assertEquals(Set.of("bat1", "bat2"), Fakes.devices(last()));
    assertEquals(List.of(1500.0, 1500.0), last().setpoints().stream().map(s -> s.value()).toList());
    assertEquals(4, last().setpoints().getFirst().epoch());
    assertEquals("told so", site.decision().orElseThrow().proposals().getFirst().reason());
  }

  @Test
  void itStartsByItselfOnceOnANewHomeWhenInputsAreFresh() throws IOException {
    SiteAgent site = site();
    step(site, 2);
    assertEquals(List.of(), field.asked, "the meter is unknown");
    meter(100);
    step(site, 1);
    assertEquals(List.of("RUNNING by autostart"), field.asked);
    field.state = SiteState.IDLE;
    step(site, 30);
    assertEquals(1, field.asked.size(), "only once");
    SiteAgent again = site();
    meter(100);
    step(again, 30);
    assertEquals(1, field.asked.size(), "the home is not new any more");
  }

  @Test
  void aPersonsWordEndsTheAutostart() throws IOException {
    SiteAgent site = site();
    site.request(SiteState.IDLE, "somebody", "wait");
    meter(100);
    step(site, 30);
    assertEquals(List.of("IDLE by somebody"), field.asked);
  }

  @Test
  void aModeSwitchedOffStaysOffAfterARestartAndGivesItsAuthorityBack() throws IOException {
    SiteAgent site = site();
    site.enable("first", false, "somebody", "holiday");
    step(site, 1);
    assertEquals(Set.of("bat1"), Fakes.devices(last()), "the second mode has bat1 still");
    SiteAgent again = site();
    step(again, 1);
    assertFalse(again.modes().getFirst().enabled());
    assertInstanceOf(Answer.Refused.class, site.enable("third", true, "somebody", "x"));
  }

  @Test
  void aProposalOfAPersonStandsUntilItsDeadlineAndBringsAuthority() throws IOException {
    field.state = SiteState.RUNNING;
    SiteAgent site = site();
    site.enable("first", false, "a", "b");
    site.enable("second", false, "a", "b");
    step(site, 1);
    assertEquals(Set.of(), Fakes.devices(last()));
    assertInstanceOf(Answer.Done.class, site.propose(proposal(site, "person", Level.RESERVE, 700)));
    step(site, 1);
    assertEquals(Set.of("bat2"), Fakes.devices(last()));
    assertEquals(700, last().setpoints().getFirst().value());
    step(site, 10);
    assertEquals(Set.of(), Fakes.devices(last()));
  }

  @Test
  void nobodyProposesAtTheLevelOfSafetyOrInTheNameOfAMode() throws IOException {
    SiteAgent site = site();
    assertInstanceOf(Answer.Refused.class, site.propose(proposal(site, "person", Level.SAFETY, 1)));
    assertInstanceOf(Answer.Refused.class, site.propose(proposal(site, "first", Level.RESERVE, 1)));
  }

  @Test
  void aStepThatFailsReleasesTheDevicesAndTheNextOneGoesOn() throws IOException {
    field.state = SiteState.RUNNING;
    types.add(Told.target("told", 3000));
    SiteAgent site = site();
    step(site, 3);
    field.breakFreeze = true;
    IllegalStateException broken = new IllegalStateException("broken");
    site.failed(broken);
    site.failed(broken);
    assertTrue(last().setpoints().isEmpty());
    assertEquals(Set.of("bat1", "bat2"), Fakes.devices(last()));
    field.breakFreeze = false;
    step(site, 1);
    assertEquals(2, last().setpoints().size());
    long told = site.events(0, 1000).stream().filter(e -> e.kind().equals("step-failed")).count();
    assertEquals(2, told, "once when it begins, once when it ends");
  }

  @Test
  void aListenerHearsEachStepAndOneThatThrowsIsLetGo() throws IOException {
    SiteAgent site = site();
    List<Decision> heard = new ArrayList<>();
    site.listen((snapshot, changed, decision) -> heard.add(decision));
    site.listen(
        (snapshot, changed, decision) -> {
          throw new IllegalStateException("no");
        });
    step(site, 3);
    assertEquals(3, heard.size());
    assertEquals(
        1, site.events(0, 9).stream().filter(e -> e.kind().equals("listener-failed")).count());
  }

  @Test
  void theNewestEventsAreGivenOldestFirst() {
    EventRing ring = new EventRing(Fakes.house().id(), clock);
    for (int i = 0; i < EventRing.MOST + 5; i++) {
      ring.raise(org.busbar.api.events.Severity.INFO, "x", "k", "text " + i);
    }
    assertEquals(EventRing.MOST, ring.after(0, Integer.MAX_VALUE).size());
    assertEquals(
        List.of("text 10003", "text 10004"), ring.after(0, 2).stream().map(e -> e.text()).toList());
    assertEquals(List.of(10_005L), ring.after(10_004, 5).stream().map(e -> e.sequence()).toList());
  }

  @Test
  void modesAreListedInTheOrderOfTheFile() throws IOException {
    SiteAgent site = site();
    step(site, 1);
    assertEquals(
        List.of("first ABSENT", "second ABSENT"),
        site.modes().stream().map(SiteAgentTest::line).toList());
  }

  private static String line(ModeStatus status) {
    return status.config().id() + " " + status.state();
  }

  @Test
  void aStopHoldsTheSafeValueAgainstAllProposalsAndOverARestartUntilAStart() throws IOException {
    types.add(
        new Told(
            "other",
            view ->
                List.of(
                    new Ask(
                        view.node(),
                        Points.ACTIVE_POWER_W,
                        Phase.TOTAL,
                        new Interval(1000, 5000),
                        1500,
                        Duration.ofSeconds(1),
                        "an obligation"))));
    types.add(Told.target("told", 1000));
    field.state = SiteState.RUNNING;
    SiteAgent site = site();
    step(site, 12);
    CommandStatus stop =
        site.command(new NodeId("bat1"), "stop", Duration.ofHours(1), "ada", "service");
    assertEquals(CommandStatus.State.ACCEPTED, stop.state());
    step(site, 2);
    assertEquals(0, setpoint("bat1"));
    SiteAgent again = site();
    step(again, 12);
    assertEquals(0, setpoint("bat1"));
    again.command(new NodeId("bat1"), "start", Duration.ofHours(1), "ada", "done");
    step(again, 2);
    assertTrue(setpoint("bat1") > 0);
    assertEquals(CommandStatus.State.ACHIEVED, again.deviceCommands().getFirst().state());
  }

  @Test
  void aStopIsNeverRefusedAndWhatIsNotOfferedIs() throws IOException {
    SiteAgent site = site();
    step(site, 1);
    CommandStatus meter =
        site.command(new NodeId("pcc"), "stop", Duration.ofHours(1), "ada", "why not");
    assertEquals(CommandStatus.State.ACCEPTED, meter.state());
    assertEquals(CommandStatus.State.UNKNOWN, site.deviceCommands().getFirst().state());
    CommandStatus on = site.command(new NodeId("bat1"), "on", Duration.ofHours(1), "ada", "x");
    assertEquals(CommandStatus.State.REFUSED, on.state());
    assertEquals("bat1 does not offer 'on'", on.text());
  }

  @Test
  void theReserveOfABatteryIsSpentByTheFieldAndItsAnswerIsKept() throws IOException {
    SiteAgent site = site();
    step(site, 1);
    NodeId battery = new NodeId("bat1");
    Duration hours = Duration.ofHours(2);
    assertEquals(
        CommandStatus.State.REFUSED,
        site.command(battery, "reserve", hours, "ada", "outage").state());
    assertEquals("this field keeps no reserve", site.deviceCommands().getFirst().text());
    field.hasReserve = true;
    assertEquals(
        CommandStatus.State.ACHIEVED,
        site.command(battery, "reserve", hours, "ada", "outage").state());
    assertEquals(List.of("reserve of bat1 for PT2H by ada: outage"), field.asked);
  }

  /** A plug-in that declared these levels, and how often it failed. */
  private final class Declaring implements Containment {
    private final Set<Level> levels;
    private int failures;

    Declaring(Level... levels) {
      this.levels = Set.of(levels);
    }

    @Override
    public Declared declared(Class<?> type) {
      return new Declared("com.acme.prices", levels, Set.of());
    }

    @Override
    public Span begin(Class<?> type) {
      return () -> {};
    }

    @Override
    public void late(Class<?> type) {}

    @Override
    public void failed(Class<?> type) {
      failures++;
    }
  }

  private Declaring pluginCalls(Level... levels) {
    Declaring plugin = new Declaring(levels);
    caller = Optional.of(Declaring.class);
    containment = plugin;
    return plugin;
  }

  private static long alarms(SiteAgent site) {
    return site.events(0, 1000).stream()
        .filter(event -> event.severity() == Severity.ALARM)
        .filter(event -> event.kind().equals("plugin-refused"))
        .count();
  }

  @Test
  void aPluginThatProposesAboveWhatItDeclaredIsRefusedCountedAndTold() throws IOException {
    field.state = SiteState.RUNNING;
    SiteAgent site = site();
    step(site, 2);
    Declaring plugin = pluginCalls(Level.ECONOMIC);
    for (int i = 0; i < 100; i++) {
      Answer answer = site.propose(proposal(site, "prices", Level.RESERVE, 4000));
      assertEquals("undeclared-level", ((Answer.Refused) answer).code());
    }
    assertEquals(100, plugin.failures);
    assertEquals(1, alarms(site));
    assertEquals(1, audited.size());
    assertTrue(audited.getFirst().startsWith("plugin-refused prices: the plug-in com.acme.prices"));
    clock.advanceMs(60_000);
    site.propose(proposal(site, "prices", Level.RESERVE, 4000));
    assertEquals(2, alarms(site));
    assertTrue(site.events(0, 1000).getLast().text().endsWith("101 in all"));
    step(site, 2);
    assertTrue(Double.isNaN(setpoint("bat2")), "a refused proposal was heeded");

    assertInstanceOf(
        Answer.Done.class, site.propose(proposal(site, "prices", Level.ECONOMIC, 4000)));
    step(site, 2);
    assertEquals(4000, setpoint("bat2"));
    caller = Optional.empty();
    assertInstanceOf(Answer.Done.class, site.propose(proposal(site, "ada", Level.RESERVE, 1000)));
  }

  @Test
  void aPluginThatDeclaredNoLevelCommandsNoDeviceButMayStopOne() throws IOException {
    SiteAgent site = site();
    step(site, 1);
    Declaring plugin = pluginCalls();
    NodeId battery = new NodeId("bat1");
    Duration hour = Duration.ofHours(1);
    for (String command : List.of("start", "on", "off", "reset", "reserve")) {
      CommandStatus status = site.command(battery, command, hour, "prices", "cheap");
      assertEquals(CommandStatus.State.REFUSED, status.state(), command);
      assertTrue(status.text().contains("did not declare that it proposes at ECONOMIC"));
    }
    assertEquals(5, plugin.failures);
    assertEquals(
        CommandStatus.State.ACCEPTED,
        site.command(battery, "stop", hour, "prices", "smoke").state());
  }

  private double setpoint(String device) {
    return field.submitted.getLast().setpoints().stream()
        .filter(each -> each.node().value().equals(device))
        .mapToDouble(each -> each.value())
        .findFirst()
        .orElse(Double.NaN);
  }
}
