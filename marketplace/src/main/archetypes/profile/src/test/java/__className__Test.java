package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.busbar.profile.ProfileDriver;
import org.busbar.profile.ProfileLibrary;
import org.busbar.profile.read.ProfileReader;
import org.busbar.testkit.conformance.api.Conformance;
import org.busbar.testkit.conformance.api.Conformance.Effort;
import org.busbar.transport.modbus.ModbusTcp;
import org.junit.jupiter.api.Test;

class ${className}Test {
  private static final Path PROFILE = Path.of("plugin/profiles/${className}.yaml");

  @Test
  void itDoesWhatEveryProfileMust() throws Exception {
    ProfileDriver driver = new ProfileDriver(ProfileLibrary.of(PROFILE.getParent()));
    Conformance kit = Conformance.of(driver, new ModbusTcp()).with(Effort.BRIEF);
    assertEquals(List.of(), kit.run(ProfileReader.read(PROFILE)).failures());
  }
}
