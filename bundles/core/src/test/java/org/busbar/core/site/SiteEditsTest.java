package org.busbar.core.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.events.EventSink;
import org.busbar.api.face.Site;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.face.SiteEditor.Edited;
import org.busbar.api.safety.Audit;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.Field;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.SampleStore;
import org.busbar.api.site.SiteChange;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.core.loop.Runner;
import org.busbar.core.mode.InlineWorkers;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.site.Fakes.FakeField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteEditsTest {
  private static final String TEXT = "# Ours.\n" + Fakes.HOUSE;

  /** A field that can change, or not. */
  private static final class ChangingField extends FakeField {
    final List<String> audited = new ArrayList<>();
    volatile Optional<String> obstacle = Optional.empty();
    volatile Optional<SiteModel> model = Optional.empty();
    volatile List<DeviceStatus> devices = List.of();
    volatile boolean breaks;
    int opened;

    @Override
    public Field open(
        SiteModel model, SampleStore store, EventSink events, Path home, Clock clock) {
      if (breaks) {
        throw new IllegalArgumentException("it breaks");
      }
      opened++;
      this.model = Optional.of(model);
      return super.open(model, store, events, home, clock);
    }

    @Override
    public Optional<SiteModel> model() {
      return model;
    }

    @Override
    public Optional<String> obstacle(SiteModel next) {
      return obstacle;
    }

    @Override
    public void change(SiteModel next) {
      if (breaks) {
        throw new IllegalStateException("it breaks");
      }
      model = Optional.of(next);
    }

    @Override
    public void prepare(SiteModel next) {
      model = Optional.of(next);
    }

    @Override
    public List<DeviceStatus> devices() {
      return devices;
    }

    @Override
    public Audit audit() {
      return (kind, by, reason, values) ->
          audited.add(kind + " " + by + " " + reason + " " + values.get("change"));
    }
  }

  @TempDir Path home;

  private final Clock clock = Clock.system();
  private final ChangingField field = new ChangingField();
  private Runner runner;
  private SiteGateway gateway;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(home.resolve("site.yaml"), TEXT);
    runner = new Runner(clock, 1, false);
    gateway = open();
  }

  @AfterEach
  void stop() {
    gateway.close();
    runner.close();
  }

  private SiteGateway open() {
    return new SiteGateway(
        List.of(file),
        home.resolve("state"),
        new SiteGateway.Platform(field, new ModeTypes(), new InlineWorkers(clock), runner, clock));
  }

  private SiteEditor editor() {
    return gateway.editor(new SiteId("local", "house")).orElseThrow();
  }

  private Site site() {
    return gateway.sites().iterator().next();
  }

  private static List<SiteChange> unit(String device, String unit) {
    return List.of(new SiteChange(List.of("devices", device, "unit"), unit));
  }

  private Edited change(List<SiteChange> changes) {
    return editor().change(changes, "ada", "a test");
  }

  private SiteEditor.Flaw refused(Edited edited) {
    return assertInstanceOf(Edited.Refused.class, edited).flaws().getFirst();
  }

  private String text() throws IOException {
    return Files.readString(file);
  }

  @Test
  void aChangeIsWrittenKeptAuditedAndTakenOver() throws IOException {
    Site before = site();
    Edited.Done done = assertInstanceOf(Edited.Done.class, change(unit("bat1", "7")));
    assertEquals(new Edited.Done(2, true, false), done);
    assertEquals(
        TEXT.replace(
            "bat1: {profile: b, connection: plant}",
            "bat1: {profile: b, connection: plant, unit: 7}"),
        text());
    assertEquals(7, field.model.orElseThrow().device(new NodeId("bat1")).orElseThrow().unit());
    assertSame(before, site());
    assertEquals("configuration ada a test devices.bat1.unit written", field.audited.getLast());
    assertEquals(List.of(2, 1), numbers());
    assertEquals("ada", editor().generations().getFirst().by());
    assertTrue(Files.exists(home.resolve("state/sites/local/house/generations/00002/site.yaml")));
    assertEquals(
        "7",
        ((Map<?, ?>) ((Map<?, ?>) editor().document().get("devices")).get("bat1")).get("unit"));
  }

  @Test
  void whatIsPreparedForTypesThatComeTouchesNothingAndIsTakenBackToTheLetter() throws IOException {
    field.obstacle = Optional.of("control modes change");
    field.problems = List.of("site.yaml:8: option 'side' is not known. Did you mean 'x'?");
    Site before = site();
    List<String> config = List.of("modes", "second", "config");
    List<SiteChange> there =
        List.of(
            new SiteChange(List.of(config.get(0), config.get(1), config.get(2), "target-w"), null),
            new SiteChange(List.of("devices", "bat1", "options", "side"), "left"));
    Edited.Done done =
        assertInstanceOf(Edited.Done.class, editor().prepare(there, "plug-ins", "an update"));
    assertEquals(new Edited.Done(2, true, false), done);
    assertTrue(text().contains("second: {type: other, node: bat1, level: reserve}"), text());
    assertTrue(text().contains("options: {side: left}"), text());
    assertSame(before, site());
    assertEquals(Map.of(), field.model.orElseThrow().modes().get(1).config());

    List<SiteChange> back =
        List.of(
            new SiteChange(List.of("devices", "bat1", "options", "side"), null),
            new SiteChange(
                List.of(config.get(0), config.get(1), config.get(2), "target-w"), "5 W"));
    assertInstanceOf(Edited.Done.class, editor().prepare(back, "plug-ins", "it is taken back"));
    assertEquals(TEXT, text());
    assertEquals(Map.of("target-w", "5 W"), field.model.orElseThrow().modes().get(1).config());
  }

  @Test
  void onlyWhatTypesReadIsPrepared() throws IOException {
    Edited edited = editor().prepare(unit("bat1", "7"), "plug-ins", "an update");
    assertEquals("devices.bat1.unit is not read by types that come", refused(edited).text());
    assertEquals(TEXT, text());
  }

  private List<Integer> numbers() {
    return editor().generations().stream().map(SiteEditor.Generation::number).toList();
  }

  @Test
  void undoGoesBackStepByStepAndAChangeAfterItIsUndoneFirst() throws IOException {
    change(unit("bat1", "7"));
    change(unit("bat1", "8"));
    assertInstanceOf(Edited.Done.class, editor().undo("ada", "wrong"));
    assertTrue(text().contains("unit: 7"));
    change(unit("bat2", "9"));
    editor().undo("ada", "wrong");
    assertTrue(text().contains("unit: 7") && !text().contains("unit: 9"));
    editor().undo("ada", "wrong");
    assertEquals(TEXT, text());
    assertEquals("there is nothing to undo", refused(editor().undo("ada", "wrong")).text());
    gateway.close();
    gateway = open();
    assertEquals(7, editor().generations().size());
    assertEquals("there is nothing to undo", refused(editor().undo("ada", "wrong")).text());
  }

  @Test
  void everythingThatIsWrongIsToldByItsKeyAndNothingIsWritten() throws IOException {
    List<SiteChange> wrong = new ArrayList<>(unit("bat1", "x"));
    wrong.add(new SiteChange(List.of("devices", "bat2", "connection"), "plan"));
    Edited.Refused refused = assertInstanceOf(Edited.Refused.class, change(wrong));
    assertTrue(refused.invalid());
    assertEquals(
        List.of(
            new SiteEditor.Flaw(
                "devices.bat1.unit", "x", "is no whole number", "Write a number from 0 to 65535"),
            new SiteEditor.Flaw(
                "devices.bat2.connection", "plan", "is not defined", "Did you mean 'plant'?")),
        refused.flaws());
    assertEquals(TEXT, text());
    assertEquals(List.of(1), numbers());
    SiteEditor.Flaw left =
        refused(change(List.of(new SiteChange(List.of("devices", "bat2"), null))));
    assertEquals("tree.children[0].children", left.path());
  }

  @Test
  void whatDriversHaveAgainstItIsToldByItsKeyToo() {
    field.problems =
        List.of(
            "site.yaml:8: option 'poll-fast' = '1' is no period. Write 20 ms to 1 h",
            "site.yaml:8: profile 'b' is not known. Did you mean 'c'?",
            "site.yaml:5: connection 'plant': setting 'port' is '0'; write a number from 1 to 65535",
            "site.yaml:8: connection 'plant' is of transport mqtt, but profile 'b' speaks http."
                + " Name a connection of transport http",
            "elsewhere");
    Edited.Refused refused = assertInstanceOf(Edited.Refused.class, change(unit("bat1", "2")));
    assertEquals(
        List.of(
            new SiteEditor.Flaw(
                "devices.bat1.options.poll-fast",
                "1",
                "option 'poll-fast' = '1' is no period",
                "Write 20 ms to 1 h"),
            new SiteEditor.Flaw(
                "devices.bat1.profile", "b", "profile 'b' is not known", "Did you mean 'c'?"),
            new SiteEditor.Flaw(
                "connections.plant.port",
                "0",
                "connection 'plant': setting 'port' is '0'",
                "write a number from 1 to 65535"),
            new SiteEditor.Flaw(
                "devices.bat1.connection",
                "plant",
                "connection 'plant' is of transport mqtt, but profile 'b' speaks http",
                "Name a connection of transport http"),
            new SiteEditor.Flaw("", "", "elsewhere", "")),
        refused.flaws());
  }

  @Test
  void lookingChangesNothing() throws IOException {
    assertEquals(new Edited.Done(1, true, false), editor().check(unit("bat1", "7")));
    assertEquals(TEXT, text());
    assertEquals(List.of(1), numbers());
  }

  @Test
  void aSiteThatRunsIsNotBuiltAnewAndAnIdleOneIs() throws IOException {
    field.obstacle = Optional.of("the emergency stop changes");
    field.state = SiteState.RUNNING;
    Site before = site();
    SiteEditor.Flaw flaw = refused(change(unit("bat1", "7")));
    assertEquals(
        "the site runs and would have to be built anew: the emergency stop changes", flaw.text());
    assertEquals(TEXT, text());
    field.state = SiteState.IDLE;
    assertEquals(new Edited.Done(2, true, true), change(unit("bat1", "7")));
    assertNotSame(before, site());
    assertTrue(field.closed);
    assertEquals(2, field.opened);
  }

  @Test
  void whatTheSiteCannotTakeOverIsTakenBack() throws IOException {
    field.breaks = true;
    SiteEditor.Flaw flaw = refused(change(unit("bat1", "7")));
    assertEquals("the site could not take it over: it breaks", flaw.text());
    assertEquals(TEXT, text());
    assertEquals(List.of(1), numbers());
  }

  @Test
  void aFileThatSomebodyElseChangedIsNotOverwritten() throws IOException {
    Files.writeString(file, TEXT + "# mine\n");
    assertTrue(refused(change(unit("bat1", "7"))).text().contains("outside of the gateway"));
    assertEquals(TEXT + "# mine\n", text());
    gateway.close();
    gateway = open();
    assertInstanceOf(Edited.Done.class, change(unit("bat1", "7")));
    assertEquals("file", editor().generations().get(1).by());
  }

  @Test
  void aSiteKeepsItsNameAndALatchedDeviceStays() {
    List<SiteChange> other = List.of(new SiteChange(List.of("site"), "other"));
    assertEquals("a site keeps its name", refused(change(other)).text());
    DeviceStatus open = Fakes.device("bat2", Map.of("bat2", "battery"));
    var cause = new org.busbar.api.safety.Cause("limit", "x", "too much", clock.instant(), 0);
    field.devices =
        List.of(
            new DeviceStatus(
                open.device(),
                open.declaration(),
                open.session(),
                false,
                new org.busbar.api.safety.GateCell(Optional.of(cause), 1),
                Optional.empty(),
                ""));
    List<SiteChange> gone = new ArrayList<>();
    gone.add(new SiteChange(List.of("devices", "bat2"), null));
    gone.add(
        new SiteChange(
            List.of("tree", "children"),
            List.of(Map.of("group", "storage", "children", List.of("bat1")))));
    assertEquals("bat2 is latched, and a latch is not removed", refused(change(gone)).text());
  }
}
