package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;

/** The chain has one record for every command that was accepted and every safety event. */
class AuditedCommandsTest {
  private static final Address TEMPERATURE = Address.of(new NodeId(Rig.BAT), Points.TEMPERATURE_C);

  @Property
  void theChainIsAsLongAsThereWereAcceptedCommandsAndSafetyEvents(
      @ForAll @Size(max = 25) List<@IntRange(min = 0, max = 9) Integer> doings) {
    Path home = Scratch.home();
    Rig rig =
        new Rig()
            .battery(FakeWritable.power(Rig.BAT))
            .limit(Rig.BAT, Points.TEMPERATURE_C, new Interval(-20, 60), Reaction.TRIP);
    SiteField field = rig.open(home);
    rig.feed();
    rig.freeze();
    int accepted = 0;
    for (int doing : doings) {
      accepted += does(rig, field, doing);
      rig.clock.advanceMs(100);
      rig.watch();
    }
    field.close();
    long told =
        rig.events.all().stream()
            .filter(
                event ->
                    event.severity() == Severity.CRITICAL
                        || List.of("site-state", "reset-overtaken", "interlock")
                            .contains(event.kind()))
            .count();
    List<String> lines = lines(home);
    long consents = lines.stream().filter(line -> line.contains("\"kind\":\"consent\"")).count();
    assertEquals(
        accepted, lines.stream().filter(line -> line.contains("\"kind\":\"command\"")).count());
    assertEquals(accepted + told + consents, lines.size());
    for (int i = 0; i < lines.size(); i++) {
      String start = "{\"sequence\":" + (i + 1) + ",";
      assertTrue(lines.get(i).startsWith(start), lines.get(i));
      assertTrue(lines.get(i).contains("\"org\":\"local\",\"site\":\"home\""), lines.get(i));
    }
  }

  /** Returns 1 where a command was accepted. */
  private static int does(Rig rig, SiteField field, int doing) {
    Answer answer =
        switch (doing) {
          case 0, 1 -> field.request(SiteState.RUNNING, "käthe", "start");
          case 2 -> field.request(SiteState.IDLE, "käthe", "pause");
          case 3 -> field.request(SiteState.STOPPED, "käthe", "enough");
          case 4 -> field.request(SiteState.ERROR, "käthe", "refused always");
          case 5 -> field.request(SiteState.RUNNING, "käthe", "");
          case 6 -> field.reset("käthe", "looked at it");
          case 7 -> {
            field.emergencyStop(StopSource.REST, "käthe", "smoke");
            yield new Answer.Done();
          }
          case 8 -> {
            rig.bat().delivers(rig.good(TEMPERATURE, 80));
            yield new Answer.Refused("no command", "");
          }
          default -> {
            rig.feed();
            rig.freeze();
            yield new Answer.Refused("no command", "");
          }
        };
    return answer instanceof Answer.Done ? 1 : 0;
  }

  private static List<String> lines(Path home) {
    try {
      Path file = home.resolve("audit/audit-000000000001.jsonl");
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
