package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.file.FrailDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a restart, as it lies on disk. */
class StateRecordTest {
  private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");
  private static final Cause HOT = new Cause("limit", "bat1/temperatureC", "too hot", AT, 5);
  private static final Cause STOP = new Cause("emergency-stop", "anna", "smoke", AT, 5);
  private static final StateRecord WHOLE =
      new StateRecord(
          SiteState.ERROR,
          AT,
          List.of(STOP, HOT),
          Map.of(new NodeId("bat1"), HOT, new NodeId("bat2"), STOP));

  /** A record with its checksum. */
  private static String closed(String body) {
    CRC32C sum = new CRC32C();
    sum.update(body.getBytes(StandardCharsets.UTF_8));
    return body + "end\t" + Long.toHexString(sum.getValue()) + "\n";
  }

  private static String why(String text) {
    return assertThrows(IllegalArgumentException.class, () -> StateRecord.read(text, 5))
        .getMessage();
  }

  @Test
  void whatWasWrittenIsReadAgain() {
    assertEquals(WHOLE, StateRecord.read(WHOLE.write(), 5));
    StateRecord bare = new StateRecord(SiteState.IDLE, AT, List.of(), Map.of());
    assertEquals(bare, StateRecord.read(bare.write(), 5));
    assertEquals(closed("busbar-safety 1\nstate\tIDLE\t2026-11-22T09:00:00Z\n"), bare.write());
  }

  @Test
  void noTextOfACauseBreaksTheRecord() {
    Cause odd = new Cause("a\tb", "c\nd", "e\tf\r\nend\tg", AT, 5);
    StateRecord read =
        StateRecord.read(new StateRecord(SiteState.ERROR, AT, List.of(odd), Map.of()).write(), 5);
    assertEquals(new Cause("a b", "c d", "e f  end g", AT, 5), read.causes().getFirst());
  }

  @Test
  void everyBitOfItCounts() {
    String text = WHOLE.write();
    for (int i = 0; i < text.length() - 1; i++) {
      String broken = text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
      assertThrows(IllegalArgumentException.class, () -> StateRecord.read(broken, 5), broken);
    }
    assertEquals("checksum is missing or wrong", why(""));
    assertEquals("checksum is missing or wrong", why(text.substring(0, text.length() / 2)));
  }

  @Test
  void whatIsWholeAndNoRecordIsRefusedAsWell() {
    String head = "busbar-safety 1\n";
    String state = head + "state\tIDLE\t2026-11-22T09:00:00Z\n";
    assertTrue(why(closed("")).startsWith("it does not begin with"));
    assertTrue(why(closed(head)).startsWith("it does not begin with"));
    assertTrue(why(closed(state.replace("1\n", "2\n"))).startsWith("it does not begin with"));
    assertEquals("unknown line 'more'", why(closed(state + "more\tx\n")));
    assertEquals("a line is not whole", why(closed(state + "cause\tlimit\tbat1\n")));
    assertEquals("a line is not whole", why(closed(state + "cell\tbat1\tx\ty\tsoon\tz\n")));
    assertEquals("a line is not whole", why(closed(head + "state\tIDLE\n")));
    assertTrue(why(closed(state.replace("IDLE", "ASLEEP"))).contains("ASLEEP"));
  }

  @Test
  void anOldRecordThatWasMadeVoidStaysSoAfterAPowerCut(@TempDir Path home) throws IOException {
    FrailDisk disk = new FrailDisk();
    StateFile file = new StateFile(disk.at(home));
    file.spoil();
    assertEquals(Optional.empty(), file.read(5), "there was none");
    file.write(WHOLE);
    assertEquals(Optional.of(WHOLE), file.read(5));
    file.spoil();
    assertThrows(IllegalArgumentException.class, () -> file.read(5));
    assertEquals(Set.of(), disk.atRisk());
    assertEquals(home.resolve("safety.state").toString(), file.toString());
  }
}
