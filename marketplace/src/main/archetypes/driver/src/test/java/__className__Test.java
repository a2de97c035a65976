package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.busbar.profile.read.ProfileReader;
import org.busbar.testkit.conformance.api.Conformance;
import org.busbar.testkit.conformance.api.Conformance.Effort;
import org.busbar.transport.modbus.ModbusTcp;
import org.junit.jupiter.api.Test;

class ${className}Test {
  /** The registers of the device; the kit makes one of it that answers over a socket. */
  private static final Path TABLE = Path.of("src/test/resources/registers.yaml");

  @Test
  void itDoesWhatEveryDriverMust() throws Exception {
    Conformance kit = Conformance.of(new ${className}(), new ModbusTcp()).with(Effort.BRIEF);
    assertEquals(
        List.of(), kit.with(Map.of("poll", "50 ms")).run(ProfileReader.read(TABLE)).failures());
  }
}
