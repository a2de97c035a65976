package org.busbar.api.device.write.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.guard.Beats.Counter;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardListTest {
  @TempDir Path folder;

  private static GuardList list() {
    RegisterWrite mode = new RegisterWrite(3, Table.COIL, 7, Words.of(1), true);
    RegisterWrite power = new RegisterWrite(3, Table.HOLDING, 0x42, Words.of(0xFFFF, 0x10), false);
    Registers place = new Registers(3, Table.HOLDING, 0x42, 2);
    WritePlan.ReadBack check = new WritePlan.ReadBack(place, Words.of(0xFFFF, 0x10));
    WritePlan both = new WritePlan(List.of(mode, power), Optional.of(check));
    WritePlan one = new WritePlan(List.of(power), Optional.empty());
    Duration timeout = Duration.ofMillis(400);
    return new GuardList(
        List.of(
            new GuardList.Entry(
                "bat1", "bat1/activePowerW", "fe80::1%eth0", 502, timeout, both, one),
            new GuardList.Entry("hyb1", "hyb1.pv/activePowerW", "inv", 1502, timeout, one, both)));
  }

  @Test
  void whatIsWrittenIsRead() {
    assertEquals(list(), GuardList.read(list().write()));
    assertEquals(new GuardList(List.of()), GuardList.read(new GuardList(List.of()).write()));
  }

  @Test
  void aListThatIsNotWholeIsRefusedWhereverItIsCutOrChanged() {
    String text = list().write();
    for (int i = 0; i < text.length() - 1; i++) {
      String cut = text.substring(0, i);
      assertThrows(IllegalArgumentException.class, () -> GuardList.read(cut), cut);
      String changed = text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
      assertThrows(IllegalArgumentException.class, () -> GuardList.read(changed), changed);
    }
  }

  @Test
  void theTwoSidesSeeEachOthersBeats() throws IOException {
    Path file = Files.createFile(folder.resolve("beats"));
    Beats.sign(file);
    Beats supervisor = Beats.of(file);
    Beats gateway = Beats.join(file);
    assertEquals(Beats.PROTOCOL, supervisor.get(Counter.GATEWAY_PROTOCOL));
    for (int i = 1; i < 100; i++) {
      supervisor.count(Counter.SUPERVISOR);
      gateway.count(Counter.LEASES);
      assertEquals(i + 1, gateway.get(Counter.SUPERVISOR));
      assertEquals(i, supervisor.get(Counter.LEASES));
    }
  }

  @Test
  void countersOfAnotherProtocolAreRefusedNamingBoth() throws IOException {
    Path file = folder.resolve("beats");
    Files.write(file, new byte[64]);
    IOException refusal = assertThrows(IOException.class, () -> Beats.join(file));
    assertTrue(refusal.getMessage().contains("protocol 0, the gateway " + Beats.PROTOCOL));
  }
}
