package org.busbar.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.config.api.ConfigException;
import org.junit.jupiter.api.Test;

class SiteFileTest {
  @Test
  void theDemoIsReadAsAWhole() throws ConfigException {
    SiteModel model = SiteFile.read(Path.of("../../features/demo/site.yaml"));
    assertEquals("local/demo", model.id().toString());
    assertEquals(5, model.devices().size());
    assertEquals("storage", model.modes().getFirst().node().value());
    assertEquals(
        List.of("load1", "pv1", "storage", "ev1", "pcc"),
        model.root().children().stream().map(NodeId::value).toList());
    assertEquals(new NodeId("pcc"), model.root().meter().orElseThrow());
  }
}
